"""All benches by one command.

    python -m bench                    lists them
    python -m bench run NAME...        runs these, one after the other (all: every one; that takes hours)
    python -m bench summary            gathers what was measured into results/summary.md, and beside peers into summary.svg

A bench writes its table to results/; the summary is made of those files, so it also tells of what was measured another day. Whoever runs
all of them leaves the machine alone meanwhile.
"""

import argparse
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from bench.drawing import Bar, bars

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results"
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")


class Bench(NamedTuple):
    """A bench: its module, what it measures, and which of results it writes."""

    module: str
    what: str
    writes: tuple[str, ...] = ()


BENCHES = (
    Bench("accuracy_fr", "kind, subject, department, place of the labelled corpus", ("accuracy",)),
    Bench("addresses", "street and number in sentences", ("address_accuracy",)),
    Bench("address_peers", "address queries beside addok and rapidfuzz", ("addresses",)),
    Bench("rule_speed", "matching of rules beside re and rule-engine", ("rules",)),
    Bench("vocabulary", "phrases of a vocabulary by their number", ("vocabulary",)),
    Bench("classify", "the whole opinion by size of everything", ("classify",)),
    Bench("backtest", "back-test of 70,000 requests", ("backtest",)),
    Bench("smtp", "durable mail intake beside Postfix", ("smtp",)),
    Bench("imap", "collecting a mailbox beside mbsync", ("imap",)),
    Bench("mime", "reading of a message beside other readers", ("mime",)),
    Bench("latency", "from the 250 to a classified request, one mail at a time", ("latency",)),
    Bench("handover", "handing a message over beside bare Celery", ("handover",)),
    Bench("whole_path", "from the 250 to the routing beside the assembled pipeline", ("whole_path",)),
    Bench("storm", "twenty times a normal hour of a town of 180,000", ("storm",)),
    Bench("ocr", "pages beside tesseract and OCRmyPDF", ("ocr",)),
    Bench("forms", "submissions beside the bare framework", ("forms",)),
    Bench("reminders", "reminders of a day among a million requests", ("reminders",)),
    Bench("confirming", "two hundred agents confirming at once", ("confirming",)),
    Bench("desk_keys", "from one draft to the next in Chromium", ("desk_keys",)),
    Bench("requests", "lists and searches among a million requests", ("requests",)),
    Bench("letters", "five thousand letters on paper in one batch", ("letters",)),
    Bench("figures", "figures among a million requests", ("figures",)),
    Bench("sameness", "requests of one fact", ("sameness",)),
    Bench("scaling", "how far each installation carries, reckoned from what the others measured", ("scaling",)),
)


class Peer(NamedTuple):
    """Where a table tells how many times better we are than a peer, or a limit, and how many times is wanted.

    The cell of ``row`` (how the row begins) in ``column`` (what its heading holds). Where ``own`` names a row, or a column, of ours, the
    peer's value is divided by ours (``is_rate``: ours by the peer's).
    """

    name: str
    table: str
    row: str
    column: str
    goal: float | None
    own: tuple[str, str] | None = None
    is_rate: bool = False


PEERS = (
    Peer("mail intake, 4 kB, 10 connections: Postfix", "smtp", "4 kB, 10 connections |", "ratio", 2.0),
    Peer("mail intake, 4 kB, 50 connections: Postfix", "smtp", "4 kB, 50 connections |", "ratio", 2.0),
    Peer("mail intake, 5 MB: Postfix", "smtp", "5 MB", "ratio", 1.3),
    Peer("mailbox, durable: mbsync", "imap", "mbsync, durable", "ours is", 3.0),
    Peer("message of 5 kB to parts: policy.default", "mime", "email, default policy", "5 kB", 6.0, ("ours: parts", "5 kB")),
    Peer("10,000 rules: loop of re", "rules", "10,000", "loop over", 100.0, ("10,000", "word rules: ours")),
    Peer("addresses a second: addok", "addresses", "addok", "queries/s", 10.0, ("Citoyen", "queries/s"), is_rate=True),
    Peer(
        "forms a second, 64 at once: bare framework (a limit)",
        "forms",
        "bare framework, one durable insert | 64",
        "submissions/s",
        0.6,
        ("Citoyen | 64", "submissions/s"),
        True,
    ),
    Peer("handing over: bare Celery", "handover", "ratio", "µs", 8.0),
    Peer("whole path, 1,000 rules, one process: assembled", "whole_path", "1,000 | Citoyen, one process", "beside", 15.0),
    Peer("whole path, 1,000 rules, cluster: assembled", "whole_path", "1,000 | Citoyen, cluster", "beside", 15.0),
    Peer("whole path, 10,000 rules, one process: assembled", "whole_path", "10,000 | Citoyen, one process", "beside", 15.0),
    Peer("whole path, 10,000 rules, cluster: assembled", "whole_path", "10,000 | Citoyen, cluster", "beside", 15.0),
)


def main() -> None:
    """List, run or gather."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", choices=("list", "run", "summary"), default="list")
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    match arguments.what:
        case "list":
            for bench in BENCHES:
                print(f"{bench.module:<15} {bench.what}")
        case "run":
            failed = run(arguments.names)
            summarise()
            sys.exit(1 if failed else 0)
        case _:
            summarise()


def run(names: Sequence[str]) -> list[str]:
    """Run benches and return those that failed."""
    known = {bench.module for bench in BENCHES}
    chosen = [bench.module for bench in BENCHES] if list(names) == ["all"] else list(names)
    if not chosen or set(chosen) - known:
        sys.exit(f"Name benches, or all: {', '.join(sorted(known))}")
    failed = []
    for name in chosen:
        print(f"== {name}", flush=True)
        if subprocess.run([sys.executable, "-P", "-m", f"bench.{name}"], cwd=HERE.parent, check=False).returncode:
            failed.append(name)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return failed


def summarise() -> None:
    """Write what was measured."""
    found = [bar for peer in PEERS if (bar := compared(peer)) is not None]
    lines = ["# What was measured", "", "`python -m bench summary`, of the tables beside this file.", "", "![ratios](summary.svg)", ""]
    lines += ["| compared | times | goal |", "|---|---|---|"]
    for bar in found:
        is_met = bar.goal is None or bar.ratio >= bar.goal
        times = f"{bar.ratio:.3g}"
        lines.append(f"| {bar.name} | {times if is_met else f'**{times}**'} | {'–' if bar.goal is None else f'{bar.goal:g}'} |")
    for bench in BENCHES:
        for name in bench.writes:
            path = RESULTS / f"{name}.md"
            lines += ["", f"## {bench.what}", "", f"`python -m bench.{bench.module}`: [{path.name}]({path.name})", ""]
            lines += _first_table(path) or ["Not measured yet."]
    (RESULTS / "summary.md").write_text("\n".join([*lines, ""]), encoding="utf-8")
    title = "How many times better than the peer (black: the goal; red: missed)"
    (RESULTS / "summary.svg").write_text(bars(title, found), encoding="utf-8")
    print(f"{RESULTS / 'summary.md'}: {len(found)} comparisons, {sum(one.ratio < (one.goal or 0) for one in found)} miss their goal")


def compared(peer: Peer) -> Bar | None:
    """Return a comparison as its table tells it, None where that was not measured."""
    path = RESULTS / f"{peer.table}.md"
    cell = _cell(path, peer.row, peer.column)
    if cell is None:
        return None
    ratio = cell
    if peer.own is not None:
        own = _cell(path, *peer.own)
        if own is None:
            return None
        ratio = own / cell if peer.is_rate else cell / own
    return Bar(peer.name, ratio, peer.goal)


def _cell(path: Path, row: str, column: str) -> float | None:
    """Return the first number in a cell of the first table that has it."""
    for header, cells in _rows(path):
        if " | ".join(cells).startswith(row.removesuffix(" |")) and (not row.endswith(" |") or cells[0] == row.removesuffix(" |")):
            at = next((number for number, name in enumerate(header) if column in name), None)
            found = None if at is None else _NUMBER.search(cells[at])
            if found is not None:
                return float(found.group().replace(",", ""))
    return None


def _rows(path: Path) -> Iterator[tuple[list[str], list[str]]]:
    """Yield the rows of a file's tables, each with its table's heading."""
    header: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        if not line.startswith("|"):
            header = []
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not header:
            header = cells
        elif not set("".join(cells)) <= set("-: "):
            yield header, cells


def _first_table(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    begin = next((number for number, line in enumerate(lines) if line.startswith("|")), None)
    if begin is None:
        return [line for line in lines if line and not line.startswith(("#", "`"))][:3]
    end = next((number for number in range(begin, len(lines)) if not lines[number].startswith("|")), len(lines))
    return lines[begin:end]


if __name__ == "__main__":
    main()
