"""Letters on paper: one batch of thousands, three of them bad, from its beginning to the one PDF for the printer.

    python -m bench.letters [--letters 5000] [--write]

Each is an acknowledgement of receipt as the shipped model writes it, of one page, with a logo, to an address of its own; one has no town in
its address, one more lines than a window shows, one was never written. Measured is what `citoyen letters print` does: beginning the
batch, making and keeping the pages, binding them behind a cover, and saying of each letter that it was sent. Processor time is that of
this process and of the children that set pages, which end with each step; memory is the most each of them had at a time. On SQLite in a
folder of its own.
"""

import argparse
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pikepdf
from PIL import Image

from domain.stationery import Batch
from flows.correspondence import models
from flows.correspondence.occasion import Occasion
from flows.printing import batches, papers
from flows.printing.binding import bind
from flows.printing.cover import cover_words
from flows.settings import load_settings
from flows.wiring import Installation, open_installation
from letters.example import EXAMPLE
from letters.kinds import ModelKey
from letters.model import write
from store import outbox, print_batches
from store.mapping import dump
from store.outbox import Held, Letter
from tests.web import seed

RESULTS = Path(__file__).parent / "results" / "letters.md"
AGENT = "claire"
BAD = 3


class Watch:
    """What each step took: seconds by the clock on the wall and of the processor."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.steps: dict[str, tuple[float, float]] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Measure what is done within, and say it."""
        wall, used = time.monotonic(), _used()
        yield
        self.steps[name] = (time.monotonic() - wall, _used() - used)
        print(f"{name}: {self.steps[name][0]:.1f} s, of the processor {self.steps[name][1]:.1f} s", flush=True)


def _used() -> float:
    return sum(one.ru_utime + one.ru_stime for one in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


def _most_mb(who: int) -> int:
    return resource.getrusage(who).ru_maxrss // 1024


def _logo() -> bytes:
    out = BytesIO()
    Image.radial_gradient("L").resize((400, 300)).convert("RGBA").save(out, "PNG")
    return out.getvalue()


def fill(installation: Installation, folder: Path, letters: int) -> None:
    """Write letters that are to be printed, three of them bad: the first, the middle one and the last."""
    requests = seed.keep_all(installation.database, folder)
    papers.put_logo(installation, seed.VALOGNES, _logo(), "operator", datetime.now(UTC))
    made = write(models.shipped(ModelKey.RECEIVED_SVR), EXAMPLE)
    whole = {"occasion": dump(Occasion(model=ModelKey.RECEIVED_SVR, event="bench")), "way": "post", "version": 0}
    written = {"subject": made.subject, "body": made.text, "html": "", "model": ModelKey.RECEIVED_SVR.value}
    with installation.database.write() as session:
        for number in range(letters):
            address = f"{1 + number} rue des Lices, {10_000 + number * 7 % 80_000:05} Bréville"
            address = {0: "quelque part", letters // 2: f"{'Résidence, ' * 7}{address}"}.get(number, address)
            payload = whole if number == letters - 1 else {**whole, **written}
            letter = Letter(town=seed.VALOGNES, request=requests["trou"], kind="letter", recipient=address, payload=payload)
            one = outbox.add(session, letter, datetime.now(UTC))
            outbox.keep_here(session, one, Held.PRINT)


def _telling() -> Callable[[Batch], None]:
    told = -1

    def tell(found: Batch) -> None:
        nonlocal told
        tenth = 10 * (found.made + found.faulty) // found.letters
        if tenth > told:
            told = tenth
            print(f"  {found.made + found.faulty} of {found.letters}", flush=True)

    return tell


def main() -> None:
    """Measure one batch."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.letters", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--letters", type=int, default=5_000)
    parser.add_argument("--write", action="store_true")
    chosen = parser.parse_args()
    watch = Watch()
    with tempfile.TemporaryDirectory(prefix="bench-letters-") as name:
        folder = Path(name)
        settings = load_settings(data=folder)
        installation = open_installation(settings)
        fill(installation, settings.blobs_folder, chosen.letters)
        installation.towns.get(seed.VALOGNES)
        with watch.step("begin"):
            batch = batches.begin(installation, seed.VALOGNES, AGENT, datetime.now(UTC))
        with watch.step("make"):
            batches.go_on(installation, batch.id, told=_telling())
        with installation.database.read() as session:
            found, inside = print_batches.get(session, batch.id), print_batches.letters(session, batch.id)
        with watch.step("bind"):
            pages = bind(installation, found, cover_words(found, inside, str), folder / "batch.pdf")
        size = (folder / "batch.pdf").stat().st_size
        with pikepdf.open(folder / "batch.pdf") as whole:
            bound = len(whole.pages)
        with watch.step("send"):
            batches.done(installation, batch.id, AGENT, datetime.now(UTC))
            batches.go_on(installation, batch.id)
        installation.close()
    if (found.made, found.faulty, bound) != (chosen.letters - BAD, BAD, pages):
        parser.error(f"{found.made} of {chosen.letters} letters were made, {found.faulty} were bad, {bound} of {pages} pages bound")
    memory = f"{_most_mb(resource.RUSAGE_SELF)} MB, child {_most_mb(resource.RUSAGE_CHILDREN)} MB"
    spent = " | ".join(f"{wall:.1f} s ({used:.1f} s)" for wall, used in watch.steps.values())
    each = 1000 * watch.steps["make"][1] / found.made
    line = f"| {found.letters:,} | {found.faulty} | {pages:,} | {size / 1e6:.1f} MB | {spent} | {each:.0f} ms | {memory} |"
    print(line)
    if chosen.write:
        RESULTS.write_text(RESULTS.read_text(encoding="utf-8").replace("|---|\n", f"|---|\n{line}\n", 1), encoding="utf-8")


if __name__ == "__main__":
    main()
