"""Mappings kept under a name, and files looked at before they are taken in."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import BinaryIO
from zoneinfo import ZoneInfo

from domain.errors import InvalidError, Mistake
from domain.exchange import ExchangeKind, ExchangeMapping, HistoryEntry, StateEntry
from domain.ids import TownId
from flows.exchange.mapping import document_of, mapping_of
from flows.exchange.reading import Reading, RefusedError
from flows.exchange.rows import rows_of
from flows.wiring import Installation
from flows.wording import say
from store import exchange, journal
from store.exchange import KeptMapping

SAMPLE_LINES = 20
NAME_CHARACTERS = 64
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What a line of a sample would become, or why it is refused. ``line`` counts from 1, without the line of names."""

    line: int
    entry: HistoryEntry | StateEntry | None
    why: str | None


def reading_for(installation: Installation, town: TownId, mapping: ExchangeMapping, now: datetime) -> Reading:
    """Return how rows are read for a town."""
    view = installation.towns.get(town)
    return Reading(mapping=mapping, ruleset=view.ruleset, zone=ZoneInfo(view.town.timezone), region=view.reception.region, now=now)


def try_sample(installation: Installation, town: TownId, mapping: ExchangeMapping, stream: BinaryIO, now: datetime) -> tuple[Tried, ...]:
    """Return what the first lines of a file would become; nothing is written. Raises InvalidError for what is no table."""
    reading = reading_for(installation, town, mapping, now)
    found: list[Tried] = []
    for number, row in enumerate(islice(rows_of(stream), SAMPLE_LINES), start=1):
        try:
            entry = reading.history(row) if mapping.kind is ExchangeKind.HISTORY else reading.state(row)
            found.append(Tried(line=number, entry=entry, why=None))
        except RefusedError as refused:
            found.append(Tried(line=number, entry=None, why=refused.args[0]))
    return tuple(found)


def save_mapping(installation: Installation, town: TownId, name: str, mapping: ExchangeMapping, by: str, now: datetime) -> None:
    """Keep a mapping for a town, over the one that had its name. Raises InvalidError for a name that is none."""
    if not 0 < len(name) <= NAME_CHARACTERS or not name.isprintable() or name != name.strip():
        raise InvalidError(Mistake(where="name", what=say("a name has 1 to 64 characters."), remedy=say("Choose a shorter one.")))
    with installation.database.write() as session:
        exchange.put_mapping(session, town, KeptMapping(name=name, document=document_of(mapping), author=by, at=now))
        details = {"name": name}
        journal.append(session, at=now, town=town, actor=by, action="exchange.mapping", object=f"town:{town}", details=details)


def drop_mapping(installation: Installation, town: TownId, name: str, by: str, now: datetime) -> bool:
    """Forget a mapping; False where the town has none of that name."""
    with installation.database.write() as session:
        is_gone = exchange.drop_mapping(session, town, name)
        if is_gone:
            details = {"name": name}
            journal.append(session, at=now, town=town, actor=by, action="exchange.mapping_gone", object=f"town:{town}", details=details)
    return is_gone


def mapping_from(text: str) -> ExchangeMapping:
    """Return the mapping a text describes. Raises InvalidError."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise InvalidError(Mistake(where="mapping", what=say("The mapping is no JSON document."), remedy="")) from None
    return mapping_of(document)


def no_file() -> InvalidError:
    """Return what is said where a page was sent no file, or one that is too large for it."""
    return InvalidError(Mistake(where="file", what=say("No file came, or one that is too large."), remedy=_LARGER))


def refuse_longer(stream: BinaryIO, most: int) -> None:
    """Raise InvalidError for a file of more lines than a page waits for, or that is no table; go back to its beginning."""
    if sum(1 for _ in islice(rows_of(stream), most + 1)) > most:
        raise InvalidError(Mistake(where="file", what=say("The file has more than {most} lines.", most=most), remedy=_LARGER))
    stream.seek(0)


_LARGER = say("Take larger files in on the command line: citoyen exchange import.")


def digest_of(stream: BinaryIO) -> str:
    """Return the SHA-256 of a file, and go back to its beginning."""
    found = hashlib.sha256()
    while chunk := stream.read(_CHUNK):
        found.update(chunk)
    stream.seek(0)
    return found.hexdigest()


def kept_why(why: str) -> str:
    """Return a reason as it is kept: its sentence and its values, so that it can be read in any language."""
    parts = {"template": getattr(why, "template", str(why)), "values": getattr(why, "values", {})}
    return json.dumps(parts, ensure_ascii=False, default=str)


def told_why(kept: str) -> str:
    """Return a reason that was kept, as a sentence that can still be translated."""
    found = json.loads(kept)
    template = str(found["template"])
    return say(template, **found["values"])
