"""What sealing originals costs: taking in and reading, with a key and without, by size; processor time of one original.

    python -m bench.sealing [--folder FOLDER] [--rounds 5]

Each size is taken in by `flows.receive` into an installation on SQLite in FOLDER, and read by `Blobs.read`, which compares the digest;
with and without a key in turn. Writes bench/results/sealing.md.
"""

import argparse
import secrets
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from statistics import median

from domain.ids import Sha256
from flows.receive import receive
from flows.wiring import Installation
from tests.installations import arrival, installation, ledger, mail, settings

RESULTS = Path(__file__).resolve().parent / "results" / "sealing.md"
SIZES = (4_000, 60_000, 400_000, 10_000_000)
_BYTES = 40_000_000
"""Of one round, at most; 200 originals."""
_MOST = 200
_KILO = 1000


def main() -> None:
    """Measure and write the table."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--folder", type=Path, default=None)
    asked.add_argument("--rounds", type=int, default=5)
    said = asked.parse_args()
    lines = ["# Sealing originals", "", "Milliseconds of processor time an original, median of the rounds.", ""]
    lines += ["| size | taken in | sealed | read | sealed |", "|---|---|---|---|---|"]
    for size in SIZES:
        plain, sealed = _measured(said.folder, size, said.rounds)
        cells = (f"{size // _KILO} kB", f"{plain[0]:.2f}", f"{sealed[0]:.2f}", f"{plain[1]:.2f}", f"{sealed[1]:.2f}")
        lines.append(f"| {' | '.join(cells)} |")
        print(lines[-1], flush=True)
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _measured(folder: Path | None, size: int, rounds: int) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return what taking in and reading cost, without a key and with one."""
    found: dict[bool, list[tuple[float, float]]] = {False: [], True: []}
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        key = Path(scratch) / "key"
        key.write_text(secrets.token_hex(32))
        key.chmod(0o600)
        for number in range(rounds):
            for is_sealed in (False, True):
                values = {"originals_key_file": key} if is_sealed else {}
                with closing(installation(settings(Path(scratch) / f"{number}{is_sealed}", **values))) as hall:
                    found[is_sealed].append(_round(hall, size))
    (plain, sealed) = (_medians(found[one]) for one in (False, True))
    return plain, sealed


def _round(hall: Installation, size: int) -> tuple[float, float]:
    count = max(2, min(_MOST, _BYTES // size))
    raws = [mail(secrets.token_hex(size // 2), number=number) for number in range(count)]
    began = time.process_time()
    for start in range(0, count, 10):
        receive(hall, [arrival(raw) for raw in raws[start : start + 10]])
    taken = time.process_time() - began
    digests: Sequence[Sha256] = [line.sha256 for line in ledger(hall)]
    began = time.process_time()
    for digest in digests:
        hall.blobs.read(digest)
    read = time.process_time() - began
    return taken * _KILO / count, read * _KILO / count


def _medians(found: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return median(one for one, _ in found), median(one for _, one in found)


if __name__ == "__main__":
    main()
