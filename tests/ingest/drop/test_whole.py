import random

import pytest

from ingest.drop.whole import is_whole
from tests.ingest.drop.documents import pdf, picture, tiff

WHOLE = {
    "pdf": pdf(),
    "tiff": tiff(),
    **{kind: picture(kind) for kind in ("JPEG", "PNG", "GIF", "BMP", "WEBP", "HEIF", "JPEG2000", "PDF")},
}


@pytest.mark.parametrize("kind", WHOLE)
def test_whole_document_is_whole(kind: str) -> None:
    assert is_whole(WHOLE[kind])


@pytest.mark.parametrize("kind", WHOLE)
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9])
def test_document_that_breaks_off_is_not(kind: str, share: float) -> None:
    assert not is_whole(WHOLE[kind][: int(share * len(WHOLE[kind]))])


@pytest.mark.parametrize("kind", ["pdf", "tiff", "JPEG", "PNG", "GIF"])
def test_size_set_first_and_filled_in_later_is_not_whole(kind: str) -> None:
    content = WHOLE[kind]
    assert not is_whole(content[: len(content) // 2] + bytes(len(content) - len(content) // 2))
    assert not is_whole(bytes(len(content)))


def test_tiff_is_whole_at_its_last_byte_only() -> None:
    content = WHOLE["tiff"]
    assert [length for length in range(len(content)) if is_whole(content[:length])] == []


def test_some_bytes_behind_the_end_do_no_harm() -> None:
    for kind in ("pdf", "JPEG", "PNG"):
        assert is_whole(WHOLE[kind] + b"\x00" * 512), kind


def test_pdf_made_for_the_web_is_whole_at_its_length_only() -> None:
    content = b"%PDF-1.4\n1 0 obj <</Linearized 1/L 9000/H [1 2]>> endobj\nstartxref\n0\n%%EOF\n" + b"x" * 1000
    assert not is_whole(content)
    assert is_whole(content.ljust(8990, b"x") + b"\n%%EOF\n   ")


def test_small_picture_in_the_head_of_a_photo_is_not_its_end() -> None:
    photo, small = picture("JPEG"), picture("JPEG")
    head = b"\xff\xe1" + (len(small) + 2).to_bytes(2) + small
    whole = photo[:2] + head + photo[2:]
    cuts = range(2, len(whole) - 1)
    assert is_whole(whole)
    assert [length for length in cuts if is_whole(whole[:length])] == []


def test_photo_with_a_damaged_head_is_judged_by_its_end() -> None:
    photo = picture("JPEG")
    assert is_whole(photo[:3] + b"\xe0\x00\x03\x00" + b"\x00" * 40 + photo[3:])
    assert not is_whole(b"\xff\xd8\xff\xe0\x00\x03\x00" + bytes(100))


def test_what_is_no_document_is_whole_as_it_is_and_nothing_is_not() -> None:
    assert is_whole(b"Bonjour,")
    assert is_whole(b"\x7fELF" + bytes(100))
    assert not is_whole(b"")


def test_garbage_is_judged_quickly_and_without_an_error() -> None:
    chance = random.Random(12)  # noqa: S311 — bytes to try
    for content in WHOLE.values():
        for _ in range(60):
            broken = bytearray(content)
            for _ in range(20):
                broken[chance.randrange(len(broken))] = chance.randrange(256)
            is_whole(bytes(broken))
