"""Sixty requests whose facts stand in ``sixty.txt``, one a line, and what a plain script beside the program counted of them, rule by rule.

A dash is nothing. ``flags``: O reoriented, M merged, T transferred, A anonymous, B abusive, U urgent, D acknowledgement due, I in time.
``decided``: a alone, r reviewed, c reviewed and corrected; with +1 a day later. ``closings``: day, how, d had a target day, i in time,
r refused; days, working days, days that the requester was waited for, days elsewhere, and stars where it was rated. ``moments``:
R reopened, C chaser, I implicit decision. ``open``: from the first day at whose end it was open to the first at whose end it was not.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

from domain.fact import KEYED, Closing, Decided, Fact, Spell
from domain.figures import Duration, Measure
from domain.ids import RequestId, TownId

TABLE = Path(__file__).with_suffix(".txt")
_FLAGS = {
    "O": Measure.REORIENTED,
    "M": Measure.MERGED,
    "T": Measure.TRANSFERRED,
    "A": Measure.ANONYMOUS,
    "B": Measure.ABUSIVE,
    "U": Measure.URGENT,
    "D": Measure.ACKNOWLEDGED_DUE,
    "I": Measure.ACKNOWLEDGED_IN_TIME,
}
_DECIDED = {
    "a": {Measure.DECIDED_ALONE},
    "r": {Measure.REVIEWED},
    "c": {Measure.REVIEWED, Measure.CORRECTED},
}
_CLOSED = {"d": Measure.CLOSED_DUE, "i": Measure.CLOSED_IN_TIME, "r": Measure.REFUSED}
_MOMENTS = {"R": Measure.REOPENED, "C": Measure.CHASERS, "I": Measure.IMPLICIT}
_SINCE = {
    "transmitted_s": Duration.TO_TRANSMISSION,
    "recorded_min": Duration.TO_RECORD,
    "acknowledged_min": Duration.TO_ACKNOWLEDGE,
    "taken_min": Duration.TO_TAKING,
}
_UNTIL = (Duration.TO_CLOSING, Duration.TO_CLOSING_WORKING, Duration.WAITING, Duration.ELSEWHERE, Duration.STARS)


def sixty(town: TownId, after: int = 0) -> tuple[Fact, ...]:
    """Return the facts, of requests numbered ``after`` those that are there."""
    head, *lines = TABLE.read_text(encoding="utf-8").splitlines()
    names = head.split("|")
    rows = [dict(zip(names, ("" if cell == "-" else cell for cell in line.split("|")), strict=True)) for line in lines]
    return tuple(_fact(town, row, after) for row in rows)


def _fact(town: TownId, row: Mapping[str, str], after: int) -> Fact:
    day = date.fromisoformat(row["day"])
    decided, _, later = row["decided"].partition("+")
    return Fact(
        town=town,
        request=RequestId(after + int(row["no"])),
        day=day,
        hour=int(row["hour"]),
        keys={axis: row.get(axis, "") for axis in KEYED},
        marks=frozenset(_FLAGS[one] for one in row["flags"]),
        durations={duration: int(row[name]) for name, duration in _SINCE.items() if row[name]},
        decided=Decided(day=day + timedelta(days=int(later or 0)), agent=row["agent"], marks=frozenset(_DECIDED[decided])),
        closings=tuple(_closings(row)),
        moments=tuple((_MOMENTS[one[0]], date.fromisoformat(one[1:])) for one in _parts(row["moments"])),
        letters=tuple((name, date.fromisoformat(when)) for name, when in (one.split("@") for one in _parts(row["letters"]))),
        spells=tuple(_spells(row)),
    )


def _closings(row: Mapping[str, str]) -> Iterator[Closing]:
    for one in _parts(row["closings"]):
        day, closure, marks, *durations = one.split(":")
        yield Closing(
            day=date.fromisoformat(day),
            closure=closure,
            agent=row["agent"],
            marks=frozenset(_CLOSED[mark] for mark in marks if mark != "-"),
            durations=dict(zip(_UNTIL, map(int, durations), strict=False)),
        )


def _spells(row: Mapping[str, str]) -> Iterator[Spell]:
    for one in _parts(row["open"]):
        since, until = one.split("..")
        yield Spell(since=date.fromisoformat(since), until=_day(until), target=_day(row["target"]), planned=_day(row["planned"]))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _parts(text: str) -> list[str]:
    return text.split(";") if text else []
