"""Photos made fit to be shown: what they say of themselves is gone, what is hidden is not in them, bombs are not unpacked."""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from domain.errors import UnreadableInputError
from domain.publication import Box
from ingest.pictures.covering import UnfitError, covered, opened, packed
from ingest.pictures.eye import Eye
from ingest.pictures.plates import plates

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf")


def jpeg(picture: Image.Image, **more: object) -> bytes:
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=92, **more)
    return target.getvalue()


def noisy(width: int = 400, height: int = 300) -> Image.Image:
    return Image.fromarray(np.random.default_rng(1).integers(0, 255, (height, width, 3), np.uint8).astype(np.uint8))


def with_position(picture: Image.Image, orientation: int = 6) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Appareil de Jean"
    exif.get_ifd(0x8825).update({1: "N", 2: (49.0, 30.0, 0.0), 3: "W", 4: (1.0, 28.0, 0.0)})
    return jpeg(picture, exif=exif, comment=b"prise par Jean")


def test_a_photo_is_upright_small_and_says_nothing_of_itself() -> None:
    raw = with_position(Image.new("RGB", (4000, 2000), "red"))
    assert b"Appareil de Jean" in raw
    done = packed(opened(raw))
    shown = Image.open(io.BytesIO(done))
    assert shown.size == (800, 1600)
    assert not shown.getexif() and b"Jean" not in done and b"Exif" not in done


def test_what_is_in_a_box_is_gone_and_all_else_stays() -> None:
    picture = opened(jpeg(noisy()))
    done = covered(picture, (Box(left=250, top=250, width=250, height=400),))
    inside, before = done[75:195, 100:200].astype(int), picture[75:195, 100:200].astype(int)
    assert np.array_equal(done[:74], picture[:74]) and np.array_equal(done[:, :99], picture[:, :99])
    # Of the noise, whose neighbours have nothing to do with each other, nothing is left that follows it.
    assert abs(np.corrcoef(inside.ravel(), before.ravel())[0, 1]) < 0.2
    assert inside.std() < before.std() / 4


def test_two_pictures_that_differ_inside_a_box_alone_come_out_the_same() -> None:
    one = np.full((200, 200, 3), 120, np.uint8)
    other = one.copy()
    other[60:140:2, 60:140] = 160
    one[60:140, 60:140] = 140
    box = (Box(left=300, top=300, width=400, height=400),)
    difference = np.abs(covered(one, box).astype(int) - covered(other, box).astype(int))
    assert difference.max() <= 2


def test_a_picture_with_too_many_points_is_never_unpacked() -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    with pytest.raises(UnfitError) as raised:
        opened(bomb)
    assert raised.value.is_too_large


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", b"%PDF-1.7", b"\xff\xd8\xff\xe0broken", b"GIF89a"])
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(UnfitError):
        opened(content)


def test_a_transparent_picture_stands_on_white() -> None:
    target = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(target, "PNG")
    assert np.all(opened(target.getvalue()) == 255)


@pytest.mark.parametrize(("text", "turned"), [("AB-123-CD", 0), ("BW-137-JK", 4), ("1042 WX 76", -4)])
def test_a_legible_plate_is_found(text: str, turned: int) -> None:
    picture = Image.new("RGB", (1200, 800), (90, 100, 110))
    plate = Image.new("RGB", (300, 56), (240, 240, 240))
    ImageDraw.Draw(plate).text((30, 6), text, font=ImageFont.truetype(str(FONT), 36), fill=(20, 20, 20))
    picture.paste(plate.rotate(turned, expand=True, fillcolor=(60, 60, 60)), (500, 400))
    found = plates(opened(jpeg(picture)))
    assert any(left <= 650 <= left + width and top <= 430 <= top + height for left, top, width, height in found)


def test_a_wall_without_signs_has_no_plate() -> None:
    assert plates(np.full((600, 800, 3), 150, np.uint8)) == ()


def test_the_process_that_opens_photos_answers_and_refuses() -> None:
    eye = Eye(None)
    try:
        seen = eye.cover(with_position(noisy(200, 100)), (Box(left=0, top=0, width=1000, height=1000),))
        assert (seen.width, seen.height, seen.boxes) == (100, 200, ())
        assert np.asarray(Image.open(io.BytesIO(seen.content))).std() < 30
        with pytest.raises(UnreadableInputError):
            eye.look(b"no picture")
        assert eye.look(jpeg(noisy())).width == 400
    finally:
        eye.close()
