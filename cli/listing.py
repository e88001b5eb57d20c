"""Commands that list and search requests, and that make the index of searches anew."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from cli import options
from cli.account import subject_words
from cli.due import due_object, due_words
from cli.labels import REASONS
from cli.options import Json, TownOption
from cli.screen import out, print_json, print_wide
from cli.words import tr
from domain.ids import TownId
from domain.inbound import Channel
from domain.request import Status
from flows import search
from flows.listing import ANY_OPEN, STATES, Filters, Looking, listed
from flows.wiring import Installation
from store import requests as stored
from store.reach import WHOLE
from store.request_lines import Cursor, RequestLine
from store.work_list import Order

PAGE = 500
LIST_HELP = tr(
    "List open requests, those that wait for a person, or those that filters ask for; filters add up.\n\nExamples:\n\n"
    "$ citoyen requests list\n\n$ citoyen requests list --review --json\n\n"
    "$ citoyen requests list --department VOI --overdue --order due\n\n$ citoyen requests list --words 'lampadaire clign' --state all"
)
INDEX_HELP = tr("Make the index of searches anew. It goes on by itself if it is interrupted.\n\nExample:\n\n$ citoyen requests index")
ALL_STATES = "all"


def list_requests(  # noqa: PLR0913, PLR0917 - a parameter for each filter
    town: TownOption = None,
    review: Annotated[bool, typer.Option("--review", help=tr("Only those that wait for a person, the most urgent first."))] = False,
    state: Annotated[
        list[str] | None,
        typer.Option("--state", metavar="STATE", help=tr("Such as planned, closed, any_open, any_over, all; may come several times.")),
    ] = None,
    words: Annotated[
        str | None, typer.Option("--words", metavar="TEXT", help=tr("Words, the last one by its beginning; a number or a code."))
    ] = None,
    department: Annotated[str | None, typer.Option("--department", metavar="CODE", help=tr("Of this department."))] = None,
    subject: Annotated[str | None, typer.Option("--subject", metavar="CODE", help=tr("About this subject."))] = None,
    sector: Annotated[str | None, typer.Option("--sector", metavar="NAME", help=tr("In this sector."))] = None,
    street: Annotated[str | None, typer.Option("--street", metavar="NAME", help=tr("In this street, by its official name."))] = None,
    channel: Annotated[Channel | None, typer.Option("--channel", help=tr("Received by this channel."))] = None,
    priority: Annotated[int | None, typer.Option("--priority", min=1, max=4, help=tr("Of this priority, from 1, danger, to 4."))] = None,
    taken_by: Annotated[str | None, typer.Option("--taken-by", metavar="LOGIN", help=tr("Taken in charge by this agent."))] = None,
    in_hands_of: Annotated[
        str | None, typer.Option("--in-hands-of", metavar="LOGIN", help=tr("In the hands of this agent, or of whom he stands in for."))
    ] = None,
    requester: Annotated[
        int | None, typer.Option("--requester", metavar="ID", min=1, max=2**63 - 1, help=tr("Of this requester’s file."))
    ] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help=tr("Only what is overdue."))] = False,
    due_before: Annotated[
        datetime | None, typer.Option("--due-before", metavar="DATE", formats=["%Y-%m-%d"], help=tr("Due before this day."))
    ] = None,
    received_from: Annotated[
        datetime | None, typer.Option("--from", metavar="DATE", formats=["%Y-%m-%d"], help=tr("First day of reception."))
    ] = None,
    received_to: Annotated[
        datetime | None, typer.Option("--to", metavar="DATE", formats=["%Y-%m-%d"], help=tr("Last day of reception."))
    ] = None,
    order: Annotated[Order, typer.Option("--order", help=tr("In which order."))] = Order.NEWEST,
    as_json: Json = False,
) -> None:
    """List requests."""
    with options.installation() as installation:
        wanted = options.known_town(installation, town)
        looking = _looking(installation, wanted)
        filters = Filters(
            states=_states(state, is_searched=words is not None),
            department=department,
            subject=subject,
            sector=sector,
            street=street,
            channel=channel,
            priority=priority,
            taken_by=taken_by,
            in_hands_of=in_hands_of,
            requester=requester,
            is_overdue=overdue,
            due_before=None if due_before is None else due_before.replace(tzinfo=looking.zone),
            received_from=None if received_from is None else received_from.date(),
            received_to=None if received_to is None else received_to.date(),
            typed=words or "",
            order=order,
        )
        is_empty = True
        with options.exporting(installation, "citoyen requests list") as export:
            for found in _review(installation, wanted) if review else _pages(installation, looking, filters):
                is_empty = False
                export.add(found)
                if as_json:
                    for line in found:
                        print_json({**line_object(line), "due": due_object(installation, line)})
                else:
                    print_wide(_table(installation, found))
        if is_empty and not as_json:
            plain = tr("No request is open.") if filters == Filters(states=(ANY_OPEN,)) else tr("No request is like that.")
            out.print(tr("No request waits for a person.") if review else plain)


def index() -> None:
    """Make the index of searches anew."""
    with options.installation() as installation:
        count = search.rebuild(installation)
    out.print(tr("{count} requests can be searched.", count=count))


def _states(named: list[str] | None, *, is_searched: bool) -> tuple[str, ...]:
    """Return the states asked for; without any the open ones, and all where words are looked for."""
    if not named:
        return () if is_searched else (ANY_OPEN,)
    unknown = [one for one in named if one not in STATES and one != ALL_STATES]
    if unknown:
        raise typer.BadParameter(
            tr("There is no state {name}. There are: {states}.", name=unknown[0], states=", ".join((*STATES, ALL_STATES)))
        )
    return () if ALL_STATES in named else tuple(named)


def _looking(installation: Installation, town: TownId | None) -> Looking:
    """Return who looks: whoever works on this machine sees what its database holds."""
    known = installation.towns.ids()
    shown = town or next(iter(known), None)
    zone = ZoneInfo("Europe/Paris" if shown is None else installation.towns.get(shown).town.timezone)
    towns = None if town is None else (town,)
    return Looking(towns=towns, known=known, reach=WHOLE, zone=zone, now=options.now())


def _review(installation: Installation, town: TownId | None) -> Iterator[tuple[RequestLine, ...]]:
    after: Cursor | None = None
    while True:
        with installation.database.read() as session:
            found = stored.review_page(session, town, after=after, limit=PAGE)
        if found:
            yield found
        if len(found) < PAGE:
            return
        after = found[-1].cursor


def _pages(installation: Installation, looking: Looking, filters: Filters) -> Iterator[tuple[RequestLine, ...]]:
    """Yield all requests of a list, so many at a time that a million need no room."""
    after: Cursor | None = None
    while True:
        with installation.database.read() as session:
            found = listed(session, looking, filters, after=after, limit=PAGE)
        if found:
            yield found
        if len(found) < PAGE:
            return
        after = found[-1].cursor


def line_object(line: RequestLine) -> dict[str, object]:
    """Return a request of a list as JSON takes it."""
    return {
        "id": line.id,
        "town": line.town,
        "number": None if line.number is None else str(line.number),
        "tracking": line.tracking,
        "status": line.status.value,
        "received_at": line.received_at.isoformat(timespec="seconds"),
        "subject": line.subject,
        "department": line.department,
        "priority": line.priority,
        "place": line.place,
        "sector": line.sector,
        "confidence": line.confidence,
        "reasons": [reason.value for reason in line.reasons] if line.status is Status.REVIEW else [],
    }


def _table(installation: Installation, found: tuple[RequestLine, ...]) -> Table:
    table = Table(box=None, header_style="bold")
    for title in (tr("Request"), tr("Town"), tr("Subject"), tr("Department"), tr("Place"), tr("Due"), tr("Why people decide")):
        table.add_column(title)
    for line in found:
        ruleset = installation.towns.get(line.town).ruleset
        reasons = ", ".join(REASONS[reason] for reason in line.reasons) if line.status is Status.REVIEW else ""
        named = str(line.number or line.tracking), line.town, subject_words(line.subject, ruleset), line.department
        table.add_row(*named, line.place or "—", due_words(installation, line), reasons)
    return table
