"""Files that broke off, that lie about themselves, or that are far too large: each has its one outcome, and quickly."""

import io

import numpy as np
import pikepdf
import pillow_heif
import pytest
from PIL import Image

from ingest.paper.opening.files import Paper, survey
from ingest.paper.opening.limits import Limits
from ingest.paper.opening.survey import Trouble, TroubleError
from tests.ingest.paper.made import letter_pdf
from tests.soon import soon


def heic() -> bytes:
    made = io.BytesIO()
    grey = np.random.default_rng(1).integers(0, 255, (400, 300), dtype=np.uint8)
    pillow_heif.from_pillow(Image.fromarray(grey).convert("RGB")).save(made)
    return made.getvalue()


def pages_of(*objects: bytes) -> bytes:
    """Return a PDF of these objects, numbered from 1; the first is its root."""
    out = io.BytesIO(b"%PDF-1.7\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, one in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, one))
    start = out.tell()
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    out.write(b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table))
    out.write(b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))
    return out.getvalue()


ROOT = b"<</Type/Catalog/Pages 2 0 R>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_photo_that_broke_off_is_not_taken_for_an_empty_page(share: float) -> None:
    whole = heic()
    assert survey(whole).trouble is None
    with Paper(whole[: int(len(whole) * share)]) as paper:
        assert (paper.survey.trouble, paper.survey.pages[0].trouble) == (Trouble.TRUNCATED, Trouble.TRUNCATED)
        with pytest.raises(TroubleError, match="end of the file"):
            paper.picture(0, 200)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_of_a_pdf_that_broke_off_the_pages_there_are_are_looked_at(share: float) -> None:
    content = letter_pdf(pages=6)
    found = survey(content[: int(len(content) * share)])
    assert found.trouble is Trouble.TRUNCATED and found.pages


def test_what_another_process_saw_of_a_broken_pdf_suffices_to_read_it() -> None:
    content = letter_pdf(pages=3)
    broken = content[: int(len(content) * 0.9)]
    with Paper(broken, known=survey(broken)) as paper:
        assert paper.picture(0, 100).grey.size


def test_many_pages_are_no_damage() -> None:
    count = 20_000
    kids = b" ".join(b"%d 0 R" % (3 + number) for number in range(count))
    content = pages_of(ROOT, b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count), *[PAGE] * count)
    with soon(10):
        found = survey(content, Limits(pages=50))
        assert (found.page_count, len(found.pages), found.trouble) == (count, 50, Trouble.TOO_MANY_PAGES)


@pytest.mark.parametrize(
    "tree",
    [
        (b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 100000>>", b"<</Type/Pages/Kids[2 0 R]/Count 5/Parent 2 0 R>>"),
        (b"<</Type/Pages/Kids[3 0 R]/Count 2000000000>>", PAGE),
        (b"<</Type/Pages/Kids[" + b"3 0 R " * 50_000 + b"]/Count 50000>>", PAGE),
        (b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 1e9 1e9]/Rotate 45/UserUnit 1e6>>"),
        (b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 0 0]>>"),
    ],
    ids=["round", "lying", "same", "vast", "none"],
)
def test_trees_that_lie_end(tree: tuple[bytes, bytes]) -> None:
    with soon(10), Paper(pages_of(ROOT, *tree)) as paper:
        assert paper.survey.trouble is not None or len(paper.survey.pages) == 1
        if paper.survey.pages:
            assert paper.picture(0, 100).grey.size <= Limits().pixels


def test_mending_keeps_what_it_mends() -> None:
    content = letter_pdf(pages=2)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) == survey(content).page_count == 2
