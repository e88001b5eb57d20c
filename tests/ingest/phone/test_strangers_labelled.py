"""Thirty-two logs of as many systems by a third writer who had not seen the code, each with its calls as he labelled them (truths.json).

Of a call: which way, the other side's number, the moment it began, how it ended; of calls that came in the end is compared, of the others
only that and when they were. ``end_or`` is an end that is right as well, where a setting of the town's is all that tells.
"""

import json
from collections import Counter
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TypedDict

import pytest

from domain.call import Call
from ingest.phone.lines import Lines
from ingest.phone.log import LogImport, LogOptions, open_log, rows_of
from ingest.phone.packed import unpacked
from tests.ingest.phone.logs import PARIS

FOLDER = Path(__file__).parent / "strangers_labelled"


class Truth(TypedDict):
    """What the writer says of a log: its system, what is odd about it, its damaged lines, its calls."""

    system: str
    note: str
    unreadable: list[int]
    calls: list[dict[str, str | None]]


TRUTHS: dict[str, Truth] = json.loads((FOLDER / "truths.json").read_text())
LINES = Lines(region="FR", own=frozenset({"+33261910000", *(f"+332619100{direct}" for direct in range(10, 20))}))

Key = tuple[str, str | None, str, str]


def read(name: str) -> tuple[Counter[Key], list[int]]:
    """Return the calls of a log and the lines that are told as unreadable."""
    how = LogOptions(zone=PARIS, lines=LINES, now=datetime(2026, 12, 31, tzinfo=PARIS))
    stream = unpacked(BytesIO((FOLDER / name).read_bytes()))
    log = open_log(stream, how)
    assert log is not None, "no log of calls"
    importing = LogImport(log.lines, how)
    for row in rows_of(stream, log, how):
        importing.feed(row.reading, row.begins)
    calls, report = importing.finish().calls, importing.report
    assert report.outcomes == report.rows
    return Counter(map(_key, calls)), sorted(one.line for one in report.unreadable)


def _key(call: Call) -> Key:
    way = call.way.value
    outside = None if way == "internal" else call.outside
    return way, outside, _moment(call.at), call.end.value if way == "in" else ""


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).replace(microsecond=0).isoformat()


def wanted(name: str, found: Counter[Key]) -> Counter[Key]:
    """Return the calls as they are labelled; of two ends that are right the one that was read."""
    labelled: Counter[Key] = Counter()
    for call in TRUTHS[name]["calls"]:
        way, outside, at = str(call["way"]), call["outside"], _moment(datetime.fromisoformat(str(call["at"])))
        keys = [(way, outside, at, str(end) if way == "in" else "") for end in (call["end"], call.get("end_or")) if end]
        labelled[next((key for key in keys if key in found), keys[0])] += 1
    return labelled


@pytest.mark.parametrize("name", tuple(TRUTHS))
def test_a_labelled_log_gives_its_calls(name: str) -> None:
    found, _ = read(name)
    assert found == wanted(name, found)


@pytest.mark.parametrize("name", tuple(TRUTHS))
def test_of_a_labelled_log_the_damaged_rows_are_told_and_no_others(name: str) -> None:
    _, unreadable = read(name)
    assert unreadable == TRUTHS[name]["unreadable"]


def test_every_log_has_labels() -> None:
    assert {path.name for path in FOLDER.iterdir()} - {"truths.json"} == TRUTHS.keys()
    assert all(truth["calls"] for truth in TRUTHS.values())
