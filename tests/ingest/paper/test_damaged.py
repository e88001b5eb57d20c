"""Files damaged in every way: a reading that ends in a typed error or in a picture, and in time."""

import io
import random
import subprocess
import sys
import textwrap
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from domain.paper import Box, Line, Origin, Page, Word
from ingest.paper.opening.files import Paper
from ingest.paper.opening.limits import Limits
from ingest.paper.opening.searchable import searchable
from ingest.paper.opening.survey import TroubleError
from tests.ingest.paper import made

LIMITS = Limits(pixels=4_000_000)
SMALL = made.page_picture(300, 400)
READ = Page(
    number=0, origin=Origin.OCR, lines=(Line(words=(Word(text="mot", box=Box(left=1, top=1, right=900, bottom=300), confidence=9),)),)
)


def sound() -> tuple[bytes, ...]:
    exif = Image.Exif()
    exif[274] = 6
    small_fax = SMALL.resize((432, 300))
    strips = [SMALL.crop((0, top, 300, top + 50)).tobytes() for top in range(0, 400, 50)]
    return (
        made.letter_pdf(2),
        made.pdf_of_image(SMALL, after=made.hidden_text(made.LETTER)),
        made.pdf_of_jpeg(made.picture_bytes(SMALL, "JPEG"), SMALL.size),
        made.fax([small_fax] * 2, compression="group3"),
        made.fax([small_fax] * 2, compression="group4"),
        made.fax([SMALL] * 2, compression="tiff_lzw", dpi=(100, 100)),
        made.picture_bytes(SMALL.convert("RGB"), "TIFF", compression="jpeg"),
        made.tiff([(made.grey_tags(300, 400, t278=(4, [50])), strips)] * 2, is_big=True),
        made.picture_bytes(SMALL, "JPEG", exif=exif),
        made.picture_bytes(SMALL, "JPEG", progressive=True),
        made.picture_bytes(SMALL, "PNG"),
        made.picture_bytes(SMALL, "GIF"),
        made.picture_bytes(SMALL, "WEBP"),
    )


def damaged(count: int, chance: random.Random) -> Iterator[bytes]:
    files = sound()
    for number in range(count):
        content = bytearray(files[number % len(files)])
        match number // len(files) % 4:
            case 0:
                for _ in range(chance.randint(1, 12)):
                    content[chance.randrange(len(content))] = chance.randrange(256)
            case 1:
                del content[chance.randrange(8, len(content)) :]
            case 2:
                start = chance.randrange(len(content))
                piece = content[start : start + chance.randint(1, 2_000)]
                content[start:start] = piece * chance.randint(1, 8)
            case _:
                # The first kilobyte holds what the rest hangs on.
                content[chance.randrange(4, min(1_024, len(content)))] ^= 1 << chance.randrange(8)
                start = chance.randrange(8, len(content))
                del content[start : start + chance.randint(1, 200)]
        yield bytes(content)


def read_all(content: bytes) -> int:
    """Read whatever can be read; return how many pages gave a picture. Only a TroubleError is foreseen."""
    pictures = 0
    with Paper(content, LIMITS) as paper:
        for number in range(min(3, len(paper.survey.pages))):
            try:
                pictures += paper.picture(number, 100).grey.size > 0
                paper.lines(number)
            except TroubleError:
                continue
    return pictures


def test_sound_files_are_read() -> None:
    assert all(read_all(content) for content in sound())


def test_three_hundred_damaged_files_end_in_typed_errors_or_pictures() -> None:
    begin = time.monotonic()
    pictures = 0
    for number, content in enumerate(damaged(312, random.Random(5))):  # noqa: S311 - the same files each run
        pictures += read_all(content) > 0
        if number % 4 == 0:
            try:
                searchable(content, [READ], LIMITS)
            except TroubleError:
                continue
    assert pictures > 100  # most damage is small
    assert time.monotonic() - begin < 30


@pytest.mark.parametrize("kind", ["scan", "text", "fax"])
def test_memory_stays_flat_over_a_thousand_pages(kind: str, tmp_path: Path) -> None:
    """In a process of its own with the memory a reading child has: a thousand pages cost no more than a hundred."""
    path = tmp_path / "heap"
    if kind == "fax":
        path.write_bytes(made.fax([made.page_picture(1728, 1143)] * 4))
    elif kind == "text":
        path.write_bytes(made.letter_pdf(1_000))
    else:
        path.write_bytes(made.pdf_of_image(made.page_picture(1240, 1754)))
    program = f"""
        import resource, sys
        from pathlib import Path
        from ingest.paper.opening.files import Paper
        resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
        peaks = []
        with Paper(Path({str(path)!r})) as paper:
            pages = len(paper.survey.pages)
            for number in range(1_000 if {kind!r} == "text" else 300):
                if {kind!r} == "text":
                    assert paper.lines(number)
                else:
                    paper.picture(number % pages, 200)
                if number in {{100, 299}}:
                    peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
        print(peaks[1] - peaks[0])
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 12_000  # kilobytes


def test_bomb_within_packed_objects_ends_within_the_limit() -> None:
    """Objects packed in a stream (PDF 1.5) are unpacked as the file is opened, before anything can be asked."""
    bomb = zlib.compress(b"1 0 " + b" " * 300_000_000, 9)
    out = io.BytesIO()
    out.write(b"%PDF-1.5\n")
    at = out.tell()
    out.write(
        b"5 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n" % len(bomb)
        + bomb
        + b"\nendstream\nendobj\n"
    )
    entries = bytes([0, 0, 0, 0, 0, 2, 0, 0, 5, 0, 2, 0, 0, 5, 0]) + bytes([0, 0, 0, 0, 0]) * 2 + bytes([1]) + at.to_bytes(3, "big") + b"\0"
    place = out.tell()
    out.write(
        b"6 0 obj\n<< /Type /XRef /Size 6 /W [1 3 1] /Root 1 0 R /Length %d >>\nstream\n" % len(entries)
        + entries
        + b"\nendstream\nendobj\n"
    )
    out.write(b"startxref\n%d\n%%%%EOF\n" % place)
    begin = time.monotonic()
    assert read_all(out.getvalue()) == 0
    assert time.monotonic() - begin < 10
