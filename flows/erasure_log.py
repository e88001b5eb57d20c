"""What was erased, in a small file that no restore overwrites, so that a backup that is put back brings nobody back.

A line an erasure: what it was by number and tracking code, when, by which rule; nothing of the person. Written with the erasure, before it
is said to be done; what a killed process left out the next one adds.
"""

import fcntl
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import groupby
from pathlib import Path

from sqlalchemy.orm import Session

from domain.errors import ConfigurationError, Mistake, UnavailableError
from domain.ids import RequestId, TownId
from domain.person_rights import Person, Right, RightsState
from flows.erase import Why, destroy_originals, erase, erase_arrivals
from flows.settings import Settings
from flows.wiring import Installation
from flows.wording import say
from store import erasure_marks, person_rights
from store.erasure_marks import Mark

NAME = "erasures.jsonl"
_MODE = 0o640
_RIGHT = "right "
"""How the rule of an erasure begins that a person asked for."""
_AT_ONCE = 100
Told = Callable[[int], None]
"""Hears how many were repeated since it was told last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """What was emptied again: requests and arrivals."""

    requests: int
    arrivals: int


def file_of(settings: Settings) -> Path:
    """Return the file of an installation."""
    return settings.erasures_file or settings.data / NAME


def write_down(settings: Settings, session: Session) -> int:
    """Add what was emptied, also within this transaction; return how much was new. On disk when this returns. Raises UnavailableError."""
    file = file_of(settings)
    try:
        file.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, _MODE)
        with os.fdopen(descriptor, "r+", encoding="utf-8") as lines:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            known = {one.key for one in _marks(lines, file)}
            fresh = list(_unknown(session, known))
            end = os.fstat(descriptor).st_size
            if fresh and end and os.pread(descriptor, 1, end - 1) != b"\n":
                lines.write("\n")
            for one in reversed(fresh):
                lines.write(_line(one))
            lines.flush()
            os.fsync(descriptor)
    except OSError as error:
        what = f"That something was erased cannot be written to {file}: {error.strerror}. Check its disk space and its permissions."
        raise UnavailableError(what) from error
    return len(fresh)


def read(file: Path) -> tuple[Mark, ...]:
    """Return what a file says, nothing where it is not there. Raises ConfigurationError where it is none of ours, UnavailableError."""
    try:
        with file.open(encoding="utf-8") as lines:
            return tuple(_marks(lines, file))
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise UnavailableError(f"{file} cannot be read: {error.strerror}.") from error


def text_of(marks: Iterable[Mark]) -> bytes:
    """Return what a file says that has these, once each."""
    return "".join(_line(one) for one in {one.key: one for one in marks}.values()).encode()


def repeat(installation: Installation, marks: Sequence[Mark], actor: str, now: datetime, told: Told = lambda _count: None) -> Repeated:
    """Empty again what is here and was emptied before; done twice it does no harm. Raises UnavailableError.

    What a person asked for by his rights is said to be granted, and by whom it was asked is forgotten.
    """
    with installation.database.read() as session:
        again = erasure_marks.present(session, marks)
    counts = {erasure_marks.REQUEST: 0, erasure_marks.ARRIVAL: 0}
    towns = set(installation.towns.ids())
    for (town, kind, rule), group in groupby(sorted(again, key=_sorting), key=_sorting):
        rows = [one.row for one in group]
        for start in range(0, len(rows) if town in towns else 0, _AT_ONCE):
            some = rows[start : start + _AT_ONCE]
            why = Why(actor=actor, rule=rule)
            with installation.database.destroy() as session:
                if kind == erasure_marks.REQUEST:
                    erase(installation, session, TownId(town), [RequestId(one) for one in some], why, now)
                else:
                    erase_arrivals(session, TownId(town), some, why, now)
                _settle_right(session, rule, actor, now)
            counts[kind] += len(some)
            told(len(some))
    # Where sealed originals lie nobody knows without their key: what is left to destroy is destroyed once that is back.
    if installation.blobs.safe.fault is None:
        destroy_originals(installation)
    if again:
        installation.database.scrub()
    with installation.database.read() as session:
        write_down(installation.settings, session)
    return Repeated(requests=counts[erasure_marks.REQUEST], arrivals=counts[erasure_marks.ARRIVAL])


def _sorting(one: Mark) -> tuple[str, str, str]:
    return one.town, one.kind, one.rule


def _settle_right(session: Session, rule: str, actor: str, now: datetime) -> None:
    """Say that an erasure was granted that the backup still holds as asked for."""
    number = rule.removeprefix(_RIGHT)
    if not rule.startswith(_RIGHT) or not number.isdecimal():
        return
    asked = person_rights.find(session, int(number))
    if asked is not None and asked.state is RightsState.OPEN and asked.right is Right.ERASURE:
        over = replace(asked, state=RightsState.GRANTED, person=Person(), outcome_why=None, extended_why=None)
        person_rights.put(session, over, actor, now)


def _unknown(session: Session, known: set[tuple[str, int, str]]) -> Iterator[Mark]:
    """Yield what the file does not have, the last first; whoever finds many that it has looks no further."""
    met = 0
    for one in erasure_marks.newest_first(session):
        if one.key not in known:
            yield one
        elif (met := met + 1) > _AT_ONCE * 10:
            return


def _line(one: Mark) -> str:
    return json.dumps({**asdict(one), "at": one.at.isoformat()}, sort_keys=True) + "\n"


def _marks(lines: Iterable[str], file: Path) -> Iterator[Mark]:
    for number, line in enumerate(lines, start=1):
        if not line.endswith("}\n"):
            # Whoever wrote it was killed, before the erasure was kept.
            continue
        try:
            told = json.loads(line)
            yield Mark(**{**told, "at": datetime.fromisoformat(told["at"])})
        except (ValueError, TypeError, KeyError) as error:
            what = say("Line {number} of {file} says nothing of an erasure.", number=number, file=file)
            raise ConfigurationError(Mistake(where=str(file), what=what, remedy=say("Name the file that Citoyen wrote."))) from error
