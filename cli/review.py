"""Commands on the review queue: who works on what, and what is decided there, one request or many at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from cli import options
from cli.account import subject_words
from cli.due import due_words
from cli.labels import REASONS, STATUSES
from cli.moments import moment_words, read_moment
from cli.options import Json, TownOption
from cli.readers import queue_of
from cli.references import AgentOption, Reference, asked_for, asked_for_itself
from cli.screen import complain, out, print_json, print_wide
from cli.words import error_words, mistake_line, tr
from domain.decision import ForReview
from domain.errors import CitoyenError, ConflictError, MistakesError
from domain.ids import DepartmentCode, RequestId, SubjectCode, TownId
from domain.rights import Reach
from flows import accounts
from flows import merge as merging
from flows.bulk import MOST, Confirming, Doing, Item, PuttingOff, Rejecting, Result, bulk
from flows.confirm import Correction
from flows.cut import Span, cut, find_span, seen_now
from flows.requester_changes import Told
from flows.requester_correction import correct_requester
from flows.review import Waiting, bring_back, claim, claim_next, release, waiting
from flows.undo import undo
from flows.wiring import Installation
from store import requests as stored
from store.request_lines import Cursor
from store.requests import RequestRecord
from workers.roles import nudging

FAILED = 1
PAGE = 500
review = typer.Typer(no_args_is_help=True, help=tr("The review queue: requests that wait for a person."))
References = Annotated[
    list[str],
    typer.Argument(metavar="REQUEST...", help=tr("Numbers, tracking codes or ids; CODE@7 where it must not have changed since version 7.")),
]
Reader = Annotated[str, typer.Option("--agent", metavar="LOGIN", help=tr("Who looks at it."))]
REQUESTER_HELP = tr(
    "Set right who asks in a request in review: what is not named stays, and empty is unknown. Letters go there from then on.\n\n"
    "Example:\n\n$ citoyen review requester K7P4-2QXM --name 'ROGER Pauline' --phone '' --agent marie"
)
UNSAID = Told(name=None, phone=None, email=None, address=None)
NeededReason = Annotated[str, typer.Option("--reason", metavar="TEXT", help=tr("Why; for the town's own people."))]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    review.command(
        "list",
        help=tr(
            "List the queue, the most urgent first, with who works on what. Of those that are not the agent's to read it is told, behind "
            "the others, that they wait and since when.\n\nExamples:\n\n"
            "$ citoyen review list\n\n$ citoyen review list --agent marie\n\n$ citoyen review list --put-off --json"
        ),
    )(list_waiting)
    review.command(
        "next", help=tr("Hold the first request that nobody else holds, and show it.\n\nExample:\n\n$ citoyen review next --agent marie")
    )(take_next)
    review.command(
        "claim", help=tr("Hold a request for an agent, or renew that.\n\nExample:\n\n$ citoyen review claim K7P4-2QXM --agent marie")
    )(take)
    review.command("release", help=tr("Leave a request to others.\n\nExample:\n\n$ citoyen review release K7P4-2QXM --agent marie"))(leave)
    review.command(
        "confirm",
        help=tr(
            "Confirm requests as proposed, or corrected; each has its own result.\n\nExamples:\n\n"
            "$ citoyen review confirm K7P4-2QXM H3RT-88VZ --agent marie\n\n$ citoyen review confirm K7P4-2QXM@3 --subject VOI-02"
        ),
    )(confirm)
    review.command("requester", help=REQUESTER_HELP)(set_requester)
    review.command(
        "reject",
        help=tr("Reject requests: nothing is asked of the town.\n\nExample:\n\n$ citoyen review reject K7P4-2QXM --reason publicité"),
    )(reject)
    review.command(
        "later",
        help=tr(
            "Come back to requests later; never to a danger, nor to one whose legal clock is near.\n\nExample:\n\n"
            "$ citoyen review later K7P4-2QXM --until '2026-03-20 08:30' --reason 'attend le plan'"
        ),
    )(later)
    review.command("back", help=tr("Bring a request back into the queue now.\n\nExample:\n\n$ citoyen review back K7P4-2QXM"))(back)
    review.command(
        "undo",
        help=tr(
            "Take back what was decided last on a request, until a notice of it has left: a confirmation, that it was made a part of "
            "another one, or included in one.\n\nExample:\n\n$ citoyen review undo 2026/0147 --agent marie"
        ),
    )(take_back)
    review.command(
        "attach",
        help=tr("Attach a request to an existing one.\n\nExample:\n\n$ citoyen review attach K7P4-2QXM 2026/0147 --agent marie"),
    )(attach)
    review.command(
        "cut",
        help=tr(
            "Make a part of a request's text a request of its own. A scanned letter is cut by its pages: citoyen requests split.\n\n"
            "Example:\n\n$ citoyen review cut K7P4-2QXM --text 'Et le lampadaire ne marche plus.'"
        ),
    )(cut_text)
    app.add_typer(review, name="review")


def list_waiting(
    agent: Reader = accounts.FIRST_LOGIN,
    town: TownOption = None,
    put_off: Annotated[bool, typer.Option("--put-off", help=tr("Only those people come back to later."))] = False,
    as_json: Json = False,
) -> None:
    """List the queue."""
    with options.installation() as installation:
        is_empty = True
        with installation.database.read() as session:
            wanted, reached = queue_of(installation, session, options.known_town(installation, town), agent)
        with options.exporting(installation, "citoyen review list") as export:
            for found in _pages(installation, wanted, reached, put_off=put_off):
                is_empty = False
                export.add(one.line for one in found if _shows(reached, one))
                if as_json:
                    for one in found:
                        print_json(waiting_object(one) if _shows(reached, one) else _hidden_object(one))
                else:
                    print_wide(_table(installation, found, reached))
        if is_empty and not as_json:
            out.print(tr("No request waits for a person."))


def _pages(installation: Installation, town: TownId | None, reached: Reach, *, put_off: bool) -> Iterator[Sequence[Waiting]]:
    after: Cursor | None = None
    while True:
        with installation.database.read() as session:
            page = stored.review_page(session, town, after=after, limit=PAGE, reach=reached)
            found = [one for one in waiting(session, page, options.now()) if (one.put_off is not None) is put_off]
        if found:
            yield found
        if len(page) < PAGE:
            return
        after = page[-1].cursor


def take_next(agent: AgentOption = accounts.FIRST_LOGIN, town: TownOption = None, as_json: Json = False) -> None:
    """Hold the first request."""
    with options.installation() as installation:
        found = claim_next(installation, options.only_town(installation, town), agent, options.now())
        if found is None:
            out.print(tr("No request waits for a person."))
            return
        record, held = found
        ruleset = installation.towns.get(record.line.town).ruleset
        if as_json:
            print_json({**_record_object(record), "claim": {"agent": held.agent, "until": _moment(held.until)}})
            return
        decision = record.decision
        line = record.line
        until = moment_words(held.until, options.zone(installation, line.town))
        out.print(tr("Request {reference}, held until {until}.", reference=line.number or line.tracking, until=until))
        out.print(f"{subject_words(line.subject, ruleset)} · {line.department} · {line.place or '—'}")
        if line.reasons:
            out.print(tr("Why people decide: {reasons}", reasons=", ".join(REASONS[reason] for reason in line.reasons)))
        if isinstance(decision, ForReview):
            for code in decision.alternatives[:2]:
                out.print(tr("Other candidate: {subject}", subject=subject_words(code, ruleset)))
            for rival in decision.rivals:
                out.print(tr("Other candidate: {subject}", subject=f"{rival.department} ({rival.rule})"))
        out.print(f"\n{record.details}")


def take(reference: Reference, agent: AgentOption = accounts.FIRST_LOGIN, town: TownOption = None) -> None:
    """Hold a request."""
    with options.installation() as installation:
        (request,) = asked_for(installation, town, reference)
        held = claim(installation, request, agent, options.now())
        with installation.database.read() as session:
            of_town = stored.get(session, request).line.town
        until = moment_words(held.until, options.zone(installation, of_town))
    out.print(tr("Request {reference}, held until {until}.", reference=reference, until=until))


def leave(reference: Reference, agent: AgentOption = accounts.FIRST_LOGIN, town: TownOption = None) -> None:
    """Leave a request to others."""
    with options.installation() as installation:
        (request,) = asked_for(installation, town, reference)
        was_held = release(installation, request, agent, options.now())
    out.print(tr("Request {reference} is free.", reference=reference) if was_held else tr("{agent} did not hold it.", agent=agent))


def confirm(
    references: References,
    subject: Annotated[str | None, typer.Option("--subject", metavar="CODE", help=tr("The right subject, if it is another."))] = None,
    department: Annotated[
        str | None, typer.Option("--department", metavar="CODE", help=tr("The right department, if it is not the subject's."))
    ] = None,
    agent: AgentOption = accounts.FIRST_LOGIN,
    town: TownOption = None,
) -> None:
    """Confirm requests."""
    correction = Correction(
        subject=None if subject is None else SubjectCode(subject), department=None if department is None else DepartmentCode(department)
    )
    _do(references, Confirming(correction=correction), agent, town)


def set_requester(  # noqa: PLR0913, PLR0917 - the fields an agent may set right
    reference: Reference,
    name: Annotated[str | None, typer.Option("--name", metavar="TEXT", help=tr("His name."))] = None,
    phone: Annotated[str | None, typer.Option("--phone", metavar="NUMBER", help=tr("His telephone."))] = None,
    email: Annotated[str | None, typer.Option("--email", metavar="ADDRESS", help=tr("His e-mail address."))] = None,
    address: Annotated[str | None, typer.Option("--address", metavar="TEXT", help=tr("His postal address."))] = None,
    agent: AgentOption = accounts.FIRST_LOGIN,
    town: TownOption = None,
) -> None:
    """Set right who asks."""
    told = Told(name=name, phone=phone, email=email, address=address)
    if told == UNSAID:
        raise typer.BadParameter(tr("Say what is to be set right: --name, --phone, --email or --address."))
    with options.installation() as installation:
        named = _named(installation, town, reference)
        record = correct_requester(installation, named.request, told, agent, options.now(), named.version)
    line = record.line
    out.print(
        tr("Request {reference} is {requester}’s.", reference=line.number or line.tracking, requester=line.requester or tr("nobody known"))
    )


def reject(references: References, reason: NeededReason, agent: AgentOption = accounts.FIRST_LOGIN, town: TownOption = None) -> None:
    """Reject requests."""
    _do(references, Rejecting(reason=reason), agent, town)


def later(
    references: References,
    until: Annotated[str, typer.Option("--until", metavar="MOMENT", help=tr("A day, or “2026-03-20 08:30”, in the town's time."))],
    reason: NeededReason,
    agent: AgentOption = accounts.FIRST_LOGIN,
    town: TownOption = None,
) -> None:
    """Put requests off."""
    with options.installation() as installation:
        moment = read_moment("--until", until, options.zone(installation, options.only_town(installation, town)))
    _do(references, PuttingOff(until=moment, reason=reason), agent, town)


def back(reference: Reference, agent: AgentOption = accounts.FIRST_LOGIN, town: TownOption = None) -> None:
    """Bring a request back."""
    with options.installation() as installation:
        (request,) = asked_for(installation, town, reference)
        _say(bring_back(installation, request, agent, options.now()))


def take_back(reference: Reference, agent: AgentOption = accounts.FIRST_LOGIN, town: TownOption = None) -> None:
    """Undo a decision."""
    with options.installation() as installation:
        request = asked_for_itself(installation, town, reference)
        _say(undo(installation, request, agent, options.now()))


def attach(
    reference: Reference,
    main: Annotated[str, typer.Argument(metavar="MAIN", help=tr("The request it is a part of."))],
    agent: AgentOption = accounts.FIRST_LOGIN,
    town: TownOption = None,
) -> None:
    """Attach a request to another."""
    with options.installation() as installation, nudging(installation):
        # What is a part already is not its main request: that stays where it is.
        part, (whole,) = asked_for_itself(installation, town, reference), asked_for(installation, town, main)
        with installation.database.read() as session:
            _, seen = seen_now(session, part)
        record = merging.merge(installation, part, whole, agent, options.now(), seen.version)
    out.print(tr("Request {part} is a part of {main} now.", part=reference, main=record.line.number or record.line.tracking))


def cut_text(
    reference: Reference,
    text: Annotated[str | None, typer.Option("--text", metavar="TEXT", help=tr("The part, copied from the request."))] = None,
    start: Annotated[int, typer.Option("--start", min=0, help=tr("Or its first character, counted from 0 …"))] = 0,
    end: Annotated[int, typer.Option("--end", min=0, help=tr("… and the first one behind it."))] = 0,
    agent: AgentOption = accounts.FIRST_LOGIN,
    town: TownOption = None,
) -> None:
    """Make a part of a text a request of its own."""
    with options.installation() as installation:
        (request,) = asked_for(installation, town, reference)
        with installation.database.read() as session:
            record, seen = seen_now(session, request)
        span = Span(start=start, end=end) if text is None else find_span(record, text)
        done = cut(installation, seen, span, agent, options.now())
    out.print(tr("Request {made} was made of a part of {kept}.", made=done.made.line.tracking, kept=reference))


def waiting_object(one: Waiting) -> dict[str, object]:
    """Return a request of the queue as a program reads it, without a word of people's."""
    line = one.line
    return {
        "id": line.id,
        "town": line.town,
        "number": None if line.number is None else str(line.number),
        "tracking": line.tracking,
        "version": line.version,
        "received_at": _moment(line.received_at),
        "subject": line.subject,
        "department": line.department,
        "priority": line.priority,
        "reasons": [reason.value for reason in line.reasons],
        "claim": None if one.claim is None else {"agent": one.claim.agent, "until": _moment(one.claim.until)},
        "put_off": None
        if one.put_off is None
        else {"agent": one.put_off.agent, "until": _moment(one.put_off.until), "reason": one.put_off.reason},
    }


def _shows(reached: Reach, one: Waiting) -> bool:
    return reached.shows(one.line.town, one.line.department, one.line.confidentiality)


def _hidden_object(one: Waiting) -> dict[str, object]:
    """Return a request that is not the agent's to read: that it waits, since when, and who has it."""
    put = None if one.put_off is None else replace(one.put_off, reason="")
    told = waiting_object(replace(one, put_off=put))
    return {**told, "tracking": None, "subject": None, "department": None, "priority": None, "reasons": []}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """A request as it was named, and the version it was seen in."""

    name: str
    request: RequestId
    version: int | None
    town: TownId


def _do(references: Sequence[str], doing: Doing, agent: str, town: str | None) -> None:
    """Do the same to many requests, and tell what became of each; the command fails where one of them did."""
    is_failed = False
    with options.installation() as installation, nudging(installation):
        named = [_named(installation, town, reference) for reference in references]
        for start in range(0, len(named), MOST):
            some = named[start : start + MOST]
            for of_town in dict.fromkeys(one.town for one in some):
                own = [one for one in some if one.town == of_town]
                items = [Item(request=one.request, doing=doing, version=one.version) for one in own]
                for one, done in zip(own, bulk(installation, of_town, items, agent, options.now()), strict=True):
                    if done.record is not None and done.result is Result.DONE:
                        _say(done.record)
                        continue
                    is_failed = True
                    _complain(one.name if done.result is not Result.FORBIDDEN else tr("{name}, not permitted", name=one.name), done.error)
    if is_failed:
        raise typer.Exit(FAILED)


def _complain(name: str, error: CitoyenError | None) -> None:
    if isinstance(error, MistakesError):
        for mistake in error.mistakes:
            complain(f"{name}: {mistake_line(mistake)}")
    elif error is not None:
        complain(f"{name}: {error_words(error)}")


def _named(installation: Installation, town: str | None, reference: str) -> _Named:
    name, _, version = reference.rpartition("@") if "@" in reference else (reference, "", "")
    if version and not version.isdecimal():
        raise ConflictError(tr("“{reference}” names no version: write CODE@7.", reference=reference))
    (request,) = asked_for(installation, town, name)
    with installation.database.read() as session:
        of_town = stored.get(session, request).line.town
    return _Named(name=name, request=request, version=int(version) if version else None, town=of_town)


def _say(record: RequestRecord) -> None:
    line = record.line
    out.print(tr("Request {reference}: {status}.", reference=line.number or line.tracking, status=STATUSES[line.status]))


def _record_object(record: RequestRecord) -> dict[str, object]:
    decision = record.decision
    alternatives = decision.alternatives if isinstance(decision, ForReview) else ()
    rivals = decision.rivals if isinstance(decision, ForReview) else ()
    return {
        **waiting_object(Waiting(line=record.line, claim=None, put_off=None)),
        "alternatives": list(alternatives),
        "rivals": [{"department": one.department, "rule": one.rule} for one in rivals],
        "text": record.details,
    }


def _table(installation: Installation, found: Sequence[Waiting], reached: Reach) -> Table:
    table = Table(box=None, header_style="bold")
    for title in (tr("Request"), tr("Version"), tr("Subject"), tr("Department"), tr("Due"), tr("Why people decide"), tr("Held by")):
        table.add_column(title)
    for one in found:
        line = one.line
        zone = ZoneInfo(installation.towns.get(line.town).town.timezone)
        held = "" if one.claim is None else f"{one.claim.agent} → {moment_words(one.claim.until, zone)}"
        if not _shows(reached, one):
            until = "" if one.put_off is None else f"{one.put_off.agent} → {moment_words(one.put_off.until, zone)}"
            table.add_row(str(line.number or "—"), str(line.version), tr("Confidential request"), "—", "—", "", until or held)
            continue
        ruleset = installation.towns.get(line.town).ruleset
        reasons = ", ".join(REASONS[reason] for reason in line.reasons)
        if one.put_off is not None:
            held = f"{one.put_off.agent} → {moment_words(one.put_off.until, zone)}: {one.put_off.reason}"
        named = str(line.number or line.tracking), str(line.version), subject_words(line.subject, ruleset), line.department
        table.add_row(*named, due_words(installation, line), reasons, held)
    return table


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
