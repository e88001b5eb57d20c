"""Memory while a heap is read: of the service and of its reading children, over a thousand scanned pages and five thousand of text.

    python -m bench.paper_memory [--scanned 1000] [--text 5000] [--heap 1500]

The scanned pages are small (a note of a few words, A6, 200 dots an inch), so that they are read quickly; those of text are full. Each is
dropped as it comes, which is what the reader itself holds on to. The heap is taken in by `citoyen ingest` into an installation of its own
(SQLite): letters of two pages of text with a blank one between. Told are megabytes of resident memory after a tenth of the way and at the
end, and the most there was.
"""

import argparse
import contextlib
import io
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from PIL import Image

from bench import ocr_pages
from domain.inbound import Channel
from ingest.paper.opening.limits import Limits
from ingest.paper.reader import PaperReader

_EVERY = 20
_SECONDS = 600.0
_MEGABYTE = 1 << 20
_DIFFERENT = 20
_LOOK_SECONDS = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Megabytes after so many pages: of this process, and of its largest child."""

    pages: int
    own: float
    child: float


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scanned", type=int, default=1_000)
    parser.add_argument("--text", type=int, default=5_000)
    parser.add_argument("--heap", type=int, default=1_500)
    arguments = parser.parse_args()
    print("| heap | pages | seconds | service MB, a tenth, end, most | child MB, a tenth, end, most |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="citoyen-memory-") as folder:
        for name, count, make in (("scanned notes", arguments.scanned, scanned), ("pages of text", arguments.text, of_text)):
            if count:
                path = Path(folder) / f"{name}.pdf"
                make(path, count)
                started = time.perf_counter()
                samples = tuple(watched(path, count))
                print(row(name, count, time.perf_counter() - started, samples), flush=True)
        if arguments.heap:
            path = Path(folder) / "heap.pdf"
            of_letters(path, arguments.heap)
            started = time.perf_counter()
            samples = tuple(ingested(path, Path(folder) / "data", arguments.heap))
            print(row("heap, ingested", arguments.heap, time.perf_counter() - started, samples), flush=True)


def watched(path: Path, count: int) -> Iterator[Sample]:
    """Read a file and yield what memory there is, every so many pages."""
    # Children give way to everything else: on a busy machine a look at thousands of pages takes its time.
    reader = PaperReader(count=2, limits=Limits(pages=count), seconds=_SECONDS)
    survey = reader.survey(path)
    assert len(survey.pages) == count, survey.trouble
    for done, page in enumerate(reader.pages(path, survey, range(count), Channel.SCAN), start=1):
        assert page.lines, page.trouble
        if done % _EVERY == 0:
            yield Sample(pages=done, own=_resident(os.getpid()), child=max(map(_resident, _children(os.getpid()))))
    reader.close()


def ingested(path: Path, data: Path, count: int) -> Iterator[Sample]:
    """Take a heap in as a user would and yield what memory there is, every half second; ``pages`` is the whole."""
    environment = {**os.environ, "CITOYEN_DATA": str(data), "CITOYEN_PAPER_PAGES": str(max(count, 1))}
    citoyen = (sys.executable, "-m", "cli.main")
    subprocess.run((*citoyen, "init", "--town", "demo/valognes"), env=environment, check=True, stdout=subprocess.DEVNULL)
    with subprocess.Popen((*citoyen, "ingest", "--channel", "scan", str(path)), env=environment, stdout=subprocess.DEVNULL) as work:
        while work.poll() is None:
            with contextlib.suppress(OSError, ValueError):  # it ends, or a child of it, while it is looked at
                yield Sample(pages=count, own=_resident(work.pid), child=max(map(_resident, _children(work.pid)), default=0.0))
            time.sleep(_LOOK_SECONDS)
    assert work.returncode == 0, "the heap was not taken in"


def row(name: str, count: int, seconds: float, samples: Sequence[Sample]) -> str:
    """Return a row of the table."""
    early = samples[len(samples) // 10]
    told = (
        f"{getattr(early, who):.0f}, {getattr(samples[-1], who):.0f}, {max(getattr(sample, who) for sample in samples):.0f}"
        for who in ("own", "child")
    )
    return f"| {name} | {count} | {seconds:.0f} | {' | '.join(told)} |"


def scanned(path: Path, count: int) -> None:
    """Write a PDF of scanned notes; after a few they are the same again, each a picture of its own."""
    notes = []
    for seed in range(_DIFFERENT):
        letter = ocr_pages.letter(seed, length=200)
        page = ocr_pages.pictures([ocr_pages.Letter(paragraphs=letter.paragraphs[:4])], 200)[0]
        image = io.BytesIO()
        Image.fromarray(ocr_pages.noisy(page[: page.shape[0] // 4, : page.shape[1] // 2], 3, seed)).save(image, "PDF", resolution=200)
        notes.append(image.getvalue())
    _together(path, notes, count)


def of_text(path: Path, count: int) -> None:
    """Write a PDF of letters with their text."""
    _together(path, [ocr_pages.pdf([ocr_pages.letter(seed)]) for seed in range(_DIFFERENT)], count)


def of_letters(path: Path, count: int) -> None:
    """Write a PDF of letters of two pages, a blank page behind each."""
    of_text(path, count)
    with pikepdf.open(path, allow_overwriting_input=True) as whole:
        for place in range(2, count, 3):
            whole.pages[place].obj.Contents = whole.make_stream(b"")
        whole.save(path)


def _together(path: Path, files: Sequence[bytes], count: int) -> None:
    with pikepdf.new() as whole:
        for place in range(count):
            with pikepdf.open(io.BytesIO(files[place % len(files)])) as part:
                whole.pages.extend(part.pages)
        whole.save(path)


def _resident(process: int) -> float:
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / _MEGABYTE


def _children(parent: int) -> tuple[int, ...]:
    listed = (path.read_text().split() for path in Path(f"/proc/{parent}/task").glob("*/children"))
    return tuple(int(process) for processes in listed for process in processes)


if __name__ == "__main__":
    main()
