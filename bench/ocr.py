"""Reading pages: how right beside the text that was printed, how fast beside OCRmyPDF and bare tesseract, in one interleaved run.

    python -m bench.ocr [--pages 20] [--rounds 3] [--only accuracy|speed] [--scans ../shared/corpus/scans-typewritten]

Speed: a scanned PDF of letters (A4, 300 dots an inch, grey, JPEG) is made, then read by ``ocrmypdf -j2 --output-type pdf -O0``, by
``xargs -P2 tesseract`` on ready PNGs, and by the product's own reader with two children of each engine, from the file to drafts: looked at,
each page searched for marks and read, cut into letters. Each round runs all in turn, the first in turn changing. Processor time is told
beside, for it suffers less from what else the machine does. Before the clock starts every page is compared once with what was printed.
Accuracy: clean and spoilt pages (bench/ocr_pages.py) and scanned typewritten ones, beside bare tesseract on the same pictures.
Needs bench/peers/install-ocrmypdf.sh. Writes its sections of bench/results/ocr.md.
"""

import argparse
import os
import re
import resource
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import mean, median
from xml.etree import ElementTree

import cv2
import numpy as np
from PIL import Image
from rapidfuzz.distance import Levenshtein

from bench import ocr_pages
from bench.ocr_pages import ENGLISH, Letter, Picture
from domain.inbound import Channel
from ingest.paper.circumstances import Circumstances
from ingest.paper.opening.files import Paper
from ingest.paper.opening.limits import Limits
from ingest.paper.outline import outline
from ingest.paper.reader import PaperReader
from ingest.paper.reading.recognise import POOR, read_picture
from ingest.paper.reading.tesseract_library import TesseractLibrary

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "bench" / "results" / "ocr.md"
OCRMYPDF, BARE, LIBRARY, PROGRAM = "ocrmypdf -j2 -O0", "xargs -P2 tesseract", "ours, tesserocr", "ours, pytesseract"
GOALS = {(LIBRARY, OCRMYPDF): 5.0, (LIBRARY, BARE): 2.0, (PROGRAM, OCRMYPDF): 2.5}
FONTS = ("Times", "Helvetica", "Courier")


def main() -> None:
    """Run, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=("accuracy", "speed"))
    parser.add_argument("--scans", type=Path, default=ROOT.parent / "shared" / "corpus" / "scans-typewritten")
    arguments = parser.parse_args()
    parts = []
    if arguments.only != "speed":
        parts += [accuracy(), typewritten(arguments.scans)]
    if arguments.only != "accuracy":
        with tempfile.TemporaryDirectory(prefix="citoyen-ocr-") as folder:
            parts.append(speed(Path(folder), arguments.pages, arguments.rounds))
    print("\n\n".join(parts))
    kept = RESULTS.read_text(encoding="utf-8").split("\n## ")[1:] if RESULTS.exists() else []
    sections = {f"## {part}".splitlines()[0]: f"## {part}".strip() for part in kept} | {part.splitlines()[0]: part for part in parts}
    RESULTS.write_text("# Reading pages\n\nMade by `python -m bench.ocr`.\n\n" + "\n\n".join(sections.values()) + "\n", encoding="utf-8")


# --- how right ------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """A way in which a page comes. ``goal`` is the share of letters wrong, in percent, that is allowed."""

    name: str
    spoil: Callable[[Letter], Picture]
    dpi: tuple[float, float]
    goal: float | None = None
    is_fax: bool = False
    sizes: tuple[float, ...] = (11.5, 11, 10)


def _reduced(dpi: int) -> Callable[[Letter], Picture]:
    scale = dpi / 300
    return lambda one: np.asarray(cv2.resize(ocr_pages.picture(one), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def _photographed(one: Letter) -> Picture:
    return ocr_pages.jpeg(ocr_pages.photographed(ocr_pages.picture(one, 200), seed=len(one.text)), 70)


DAMAGES = (
    Damage(name="clean, 300 dpi", spoil=ocr_pages.picture, dpi=(300, 300), goal=0.6),
    Damage(name="clean, 200 dpi", spoil=partial(ocr_pages.picture, dpi=200), dpi=(200, 200)),
    Damage(name="upside down", spoil=lambda one: np.ascontiguousarray(ocr_pages.picture(one)[::-1, ::-1]), dpi=(300, 300), goal=0.6),
    Damage(name="askew by 7 degrees", spoil=lambda one: ocr_pages.skewed(ocr_pages.picture(one), 7), dpi=(300, 300), goal=0.6),
    Damage(name="8 points", spoil=ocr_pages.picture, dpi=(300, 300), sizes=(8, 8, 8)),
    Damage(name="100 dpi", spoil=_reduced(100), dpi=(100, 100)),
    Damage(name="coarse grain", spoil=lambda one: ocr_pages.noisy(ocr_pages.picture(one, 200), 60), dpi=(200, 200)),
    Damage(name="photograph", spoil=_photographed, dpi=(72, 72)),
    Damage(name="fine fax 204x196", spoil=partial(ocr_pages.fax, dpi_y=196), dpi=(204, 196), is_fax=True),
    Damage(name="standard fax 204x98", spoil=ocr_pages.fax, dpi=(204, 98), is_fax=True, goal=1.5, sizes=(11.5, 11.5, 10)),
    Damage(name="standard fax, 9 points", spoil=ocr_pages.fax, dpi=(204, 98), is_fax=True, sizes=(9, 9, 8)),
    Damage(name="out of focus", spoil=lambda one: ocr_pages.blurred(ocr_pages.picture(one, 200), 2.5), dpi=(200, 200)),
    Damage(name="ruined", spoil=lambda one: ocr_pages.noisy(ocr_pages.blurred(ocr_pages.picture(one, 200), 3.5), 10), dpi=(200, 200)),
)


def accuracy() -> str:
    """Return the table of letters wrong on made pages, beside bare tesseract."""
    engine = TesseractLibrary()
    rows = ["| page | wrong letters % | bare tesseract % | quality | goal % |", "|---|---|---|---|---|"]
    for damage in DAMAGES:
        letters = [ocr_pages.letter(seed, font=font, size=size) for seed, font, size in zip((3, 5, 8), FONTS, damage.sizes, strict=True)]
        letters.append(ocr_pages.letter(13, sentences=ENGLISH, size=damage.sizes[0], length=1600))
        ours, bare, qualities = [], [], []
        for one in letters:
            picture = damage.spoil(one)
            reading = read_picture(picture, damage.dpi, engine, is_fax=damage.is_fax)
            ours.append(wrong(" ".join(line.text for line in reading.lines), ocr_pages.printed(one)))
            bare.append(wrong(_bare(picture), ocr_pages.printed(one)))
            qualities.append(reading.quality)
        goal = "" if damage.goal is None else f"{damage.goal}"
        range_ = f"{min(qualities):.2f} to {max(qualities):.2f}"
        rows.append(f"| {damage.name} | {mean(ours):.2f} [{min(ours):.2f} to {max(ours):.2f}] | {mean(bare):.2f} | {range_} | {goal} |")
        print(rows[-1], flush=True)
    head = "Three French letters, in Times, Helvetica and Courier, and an English one; mean [least to most]. "
    return f"## How right\n\n{head}A page below quality {POOR} goes to people unread.\n\n" + "\n".join(rows)


def typewritten(folder: Path) -> str:
    """Return the table of words found on scanned typewritten pages, beside bare tesseract."""
    if not folder.is_dir():
        return f"## Typewritten pages\n\nNot measured: {folder} is missing."
    engine = TesseractLibrary()
    rows = ["| page | words found | bare tesseract |", "|---|---|---|"]
    found = []
    for path in sorted(folder.glob("*.jpg")):
        strings = ElementTree.parse(path.with_suffix(".xml")).iter()  # noqa: S314 - our own corpus
        truth = " ".join(element.get("CONTENT", "") for element in strings if element.tag.endswith("}String"))
        with Paper(path) as paper:
            picture = paper.picture(0, 200)
        reading = read_picture(picture.grey, (picture.dpi_x, picture.dpi_y), engine)
        bare = _tesseract(path)
        found.append((recall(" ".join(line.text for line in reading.lines), truth), recall(bare, truth)))
        rows.append(f"| {path.stem} | {found[-1][0]:.3f} | {found[-1][1]:.3f} |")
    rows.append(f"| mean | {mean(ours for ours, _ in found):.3f} | {mean(bare for _, bare in found):.3f} |")
    return (
        "## Typewritten pages\n\nShare of the words of the page that were read, each counted as often as it stands there.\n\n"
        + "\n".join(rows)
    )


def wrong(read: str, printed: str) -> float:
    """Return wrong letters in percent of those printed; line ends count as spaces."""
    truth = _plain(printed)
    return 100 * Levenshtein.distance(_plain(read), truth) / len(truth)


def recall(read: str, truth: str) -> float:
    """Return the share of words that were read."""
    ours, theirs = (Counter(re.findall(r"\w+", _plain(text).lower())) for text in (read, truth))
    return (ours & theirs).total() / theirs.total()


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("’", "'")).strip()


def _bare(picture: Picture) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.png"
        cv2.imwrite(str(path), picture)
        return _tesseract(path)


def _tesseract(path: Path) -> str:
    command = ["tesseract", str(path), "-", "-l", "fra+eng"]
    return subprocess.run(command, capture_output=True, text=True, check=True, env=_one_thread()).stdout


def _one_thread() -> dict[str, str]:
    return {**os.environ, "OMP_THREAD_LIMIT": "1"}


# --- how fast -------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run over the whole PDF: what was read where that is told, seconds by the clock and of the processors."""

    seconds: float
    cpu: float
    texts: Sequence[str] = ()


def _used() -> float:
    """Return processor seconds of this process and of those it started that have ended."""
    each = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in each)


def _used_by_children() -> float:
    """Return processor seconds of the children that are still there and of what they started."""
    found = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended meanwhile
        if int(fields[1]) == os.getpid():
            found += sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return found


def _ours(reader: PaperReader, scan: Path) -> Run:
    path = scan.with_name(f"{time.monotonic_ns()}.pdf")  # a name tells the content: nothing must be known of it
    shutil.copyfile(scan, path)
    started, used = time.perf_counter(), _used() + _used_by_children()
    survey = reader.survey(path)
    pages = sorted(reader.pages(path, survey, range(len(survey.pages)), Channel.SCAN), key=lambda page: page.number)
    known = Circumstances(today=datetime.now(UTC).date())
    by_number = {page.number: page for page in pages}
    pieces = reader.heap(map(outline, pages), known).pieces
    whole = (replace(piece, pages=tuple(by_number[page.number] for page in piece.pages)) for piece in pieces)
    drafts = [reader.letter(piece, known, item, ()) for item, piece in enumerate(whole, start=1)]
    run = Run(
        seconds=time.perf_counter() - started,
        cpu=_used() + _used_by_children() - used,
        texts=[" ".join(line.text for line in page.lines) for page in pages],
    )
    assert drafts, "the scan gave no letters"
    path.unlink()
    return run


def _reader(folder: Path, *, has_library: bool) -> PaperReader:
    """Return the product's reader with two children; without the library, they find a tesserocr that does not load."""
    (folder / "tesserocr.py").write_text('raise ImportError("hidden from this reader")\n', encoding="utf-8")
    if has_library:
        return PaperReader(count=2, limits=Limits())
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(folder), before := os.environ.get("PYTHONPATH", "")]))
    try:
        return PaperReader(count=2, limits=Limits())
    finally:
        os.environ["PYTHONPATH"] = before


def speed(folder: Path, pages: int, rounds: int) -> str:
    """Return the table of pages a second, all in one interleaved run."""
    for program in ("ocrmypdf", "tesseract"):
        if shutil.which(program) is None:
            return f"## How fast\n\nNot measured: {program} is missing (bench/peers/install-ocrmypdf.sh)."
    letters = [ocr_pages.letter(100 + number, font=FONTS[number % 2], size=11.5) for number in range(pages)]
    path = _scanned(folder, letters)
    runs: dict[str, Callable[[], Run]] = {OCRMYPDF: partial(_ocrmypdf, folder, path), BARE: partial(_xargs, folder)}
    readers = []
    for name, has_library in ((LIBRARY, True), (PROGRAM, False)):
        readers.append(_reader(folder, has_library=has_library))
        runs[name] = partial(_ours, readers[-1], path)  # long-lived children: they start now, before the clock
        worst = max(wrong(text, ocr_pages.printed(one)) for text, one in zip(runs[name]().texts, letters, strict=True))
        assert worst < 2, f"{name} reads {worst:.1f} % wrong"
    done: dict[str, list[Run]] = {name: [] for name in runs}
    order = list(runs)
    for turn in range(rounds):
        for name in order[turn % len(order) :] + order[: turn % len(order)]:
            run = runs[name]()
            done[name].append(run)
            rate, cpu = pages / run.seconds, run.cpu / pages
            print(f"round {turn + 1}: {name} {rate:.2f} pages/s, {cpu:.2f} s a page, load {os.getloadavg()[0]:.1f}", flush=True)
    for reader in readers:
        reader.close()
    return _table(done, pages, rounds)


def _table(done: dict[str, list[Run]], pages: int, rounds: int) -> str:
    rows = ["| reader | pages a second | times ocrmypdf | times bare tesseract | processor s a page |", "|---|---|---|---|---|"]
    for name, runs in done.items():
        beside = [median(b.seconds / a.seconds for a, b in zip(runs, done[peer], strict=True)) for peer in (OCRMYPDF, BARE)]
        goals = [f" (goal {GOALS[name, peer]:g})" if (name, peer) in GOALS else "" for peer in (OCRMYPDF, BARE)]
        rates = [pages / run.seconds for run in runs]
        span = f"{median(rates):.2f} [{min(rates):.2f} to {max(rates):.2f}]"
        cpu = median(run.cpu for run in runs) / pages
        rows.append(f"| {name} | {span} | {beside[0]:.2f}{goals[0]} | {beside[1]:.2f}{goals[1]} | {cpu:.2f} |")
    load = f"load of the machine at the end {os.getloadavg()[0]:.1f}"
    what = f"{pages} letters of 2,300 characters, 300 dots an inch, two processes, {rounds} rounds; ours from the file to drafts"
    head = f"{what}; median of the rounds' ratios; {load}."
    return f"## How fast\n\n{head}\n\n" + "\n".join(rows)


def _scanned(folder: Path, letters: Sequence[Letter]) -> Path:
    """Write the letters as a scanner does, one JPEG a page, and as ready pictures for the bare program."""
    images = []
    for number, page in enumerate(ocr_pages.pictures(list(letters), 300)):
        scan = ocr_pages.noisy(ocr_pages.skewed(page, (-0.4, 0.0, 0.3)[number % 3]), 3, number)
        image = Image.fromarray(scan)
        image.save(folder / f"page-{number:03}.png", dpi=(300, 300))
        images.append(image)
    path = folder / "scan.pdf"
    images[0].save(path, save_all=True, append_images=images[1:], resolution=300, quality=85)
    return path


def _timed(command: Sequence[str], names: str, environment: dict[str, str]) -> Run:
    started, used = time.perf_counter(), _used()
    subprocess.run(command, input=names, text=True, check=True, capture_output=True, env=environment)
    return Run(seconds=time.perf_counter() - started, cpu=_used() - used)


def _ocrmypdf(folder: Path, path: Path) -> Run:
    command = ["ocrmypdf", "-j2", "--output-type", "pdf", "-O0", "-l", "fra", "--quiet", str(path), str(folder / "out.pdf")]
    return _timed(command, "", dict(os.environ))


def _xargs(folder: Path) -> Run:
    names = "\n".join(str(path) for path in sorted(folder.glob("page-*.png")))
    return _timed(["xargs", "-P2", "-I{}", "tesseract", "{}", "{}", "-l", "fra"], names, _one_thread())


if __name__ == "__main__":
    main()
