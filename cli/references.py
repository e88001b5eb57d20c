"""From what an operator types to the request he means: every command that names one goes this way."""

from typing import Annotated

import typer
from sqlalchemy.orm import Session

from cli import options
from cli.words import tr
from domain.errors import NotFoundError
from domain.ids import RequestId, TownId
from flows.remake import Seen
from flows.wiring import Installation
from flows.wording import say
from store import follow_ups, tracking
from store import requests as stored

MOST_ROWS = 2**63 - 1
"""The highest id a database can give."""

Reference = Annotated[str, typer.Argument(metavar="REQUEST", help=tr("Its number (2026/0147), tracking code or id."))]
AgentOption = Annotated[str, typer.Option("--agent", metavar="LOGIN", help=tr("Who decides."))]


def asked_for(installation: Installation, town: str | None, *references: str) -> tuple[RequestId, ...]:
    """Return the requests meant. Raises NotFoundError."""
    wanted = options.known_town(installation, town)
    with installation.database.read() as session:
        return tuple(_found(session, (wanted,) if wanted else installation.towns.ids(), reference) for reference in references)


def asked_for_itself(installation: Installation, town: str | None, reference: str) -> RequestId:
    """Return the request meant, itself where it is a part of another one by now. Raises NotFoundError."""
    (found,) = asked_for(installation, town, reference)
    code, (year, _, counter) = tracking.read_code(reference), reference.replace(" ", "").partition("/")
    number = (int(year), int(counter)) if year.isdecimal() and counter.isdecimal() else None
    with installation.database.read() as session:
        for part in follow_ups.merged(session, found):
            if part.tracking == code or (part.number is not None and (part.number.year, part.number.counter) == number):
                return part.id
    return found


def asked_for_seen(installation: Installation, town: str | None, *references: str) -> tuple[Seen, ...]:
    """Return the requests meant, as they stand. Raises NotFoundError."""
    found = asked_for(installation, town, *references)
    with installation.database.read() as session:
        return tuple(Seen(request=one, version=stored.get(session, one).line.version) for one in found)


def _found(session: Session, towns: tuple[TownId, ...], reference: str) -> RequestId:
    """Return the request meant, of one of these towns. Raises NotFoundError where there is none, or more than one."""
    if reference.isdecimal():
        request = RequestId(int(reference))
        found = {request} if request <= MOST_ROWS and stored.get(session, request).line.town in towns else set()
    else:
        found = {one for town in towns if (one := stored.find_by_reference(session, town, reference)) is not None}
    if len(found) > 1:
        raise NotFoundError(say("Several towns have a request {reference}. Name one with --town.", reference=reference))
    if not found:
        raise NotFoundError(say("There is no request {reference}. See: citoyen requests list --review", reference=reference))
    return found.pop()
