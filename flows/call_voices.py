"""What callers said to the answering machine: the unanswered calls of each call-back, by time."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from domain.ids import TownId
from ingest.phone.callbacks import UNANSWERED
from store import calls
from store.call_backs import KeptCallBack
from store.calls import KeptCall

_DAY = timedelta(days=1, hours=2)
"""A day may have 25 hours."""


def unanswered_of(
    session: Session, found: Sequence[KeptCallBack], zones: Mapping[TownId, ZoneInfo]
) -> dict[KeptCallBack, tuple[KeptCall, ...]]:
    """Return the unanswered calls of each call-back; ``zones`` are those of their towns."""
    said: dict[KeptCallBack, tuple[KeptCall, ...]] = {}
    for town in {one.town for one in found}:
        mine = [one for one in found if one.town == town]
        zone = zones[town]
        days = [one.standing.day for one in mine]
        since, until = datetime.combine(min(days), time(), zone), datetime.combine(max(days), time(), zone) + _DAY
        by_day: dict[tuple[str | None, object], list[KeptCall]] = {}
        for call in calls.kept_of_numbers(session, town, {one.standing.number for one in mine}, since, until):
            if call.call.end in UNANSWERED:
                by_day.setdefault((call.call.outside, call.call.at.astimezone(zone).date()), []).append(call)
        said |= {one: tuple(by_day.get((one.standing.number, one.standing.day), ())) for one in mine}
    return said
