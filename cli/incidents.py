"""Commands on requests of one fact: what may be the same, incidents, and what is done to all requests of one."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Annotated

import typer
from rich.table import Table

from cli import incident_letters, options
from cli.account import subject_words
from cli.labels import STATUSES
from cli.moments import read_moment
from cli.options import Json, TownOption
from cli.readers import find_standing, reach_of
from cli.references import AgentOption, Reference, asked_for
from cli.screen import out, print_json, print_wide
from cli.words import decimal, tr, translated
from domain.errors import NotFoundError
from domain.ids import RequestId, TownId
from domain.incident import Gathered
from domain.lifecycle import Act, Step
from domain.request import Closure
from domain.rights import READING, Reach, Standing, Visibility, visibility
from domain.sameness import SameKind
from flows import accounts, sameness
from flows.act import Asked
from flows.acting import find_agent
from flows.incidents import Following, Including, act_together, detach, follow, include, who_follows
from flows.rights import facts_of, lacking, standing_of
from flows.sameness import Likely, Together, bring_together
from flows.sameness_words import KINDS, LEVELS, ground_words
from flows.wiring import Installation
from flows.wording import say
from store import incidents as stored
from store import requests
from store.incidents import IncidentLine
from store.request_lines import RequestLine
from store.requests import RequestRecord
from workers.roles import nudging

PAGE = 200
USUAL_SPAN = timedelta(days=30)
incidents = typer.Typer(no_args_is_help=True, help=tr("Incidents: several people tell of one fact, and are answered together."))
Main = Annotated[str, typer.Argument(metavar="MAIN", help=tr("The main request of the incident."))]
Since = Annotated[str | None, typer.Option("--since", metavar="MOMENT", help=tr("The first day, or moment, in the town's time."))]
Until = Annotated[str | None, typer.Option("--until", metavar="MOMENT", help=tr("The moment behind the last, now by default."))]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help=tr("Why; for the town's own people."))]


def register(app: typer.Typer, requests_app: typer.Typer, review_app: typer.Typer) -> None:
    """Add the commands."""
    same_help = tr(
        "Show which requests may be of the same fact, with a score and the reasons.\n\nExamples:\n\n"
        "$ citoyen requests same K7P4-2QXM\n\n$ citoyen requests same 2026/0147 --json"
    )
    requests_app.command("same", help=same_help)(show_same)
    requests_app.command(
        "together",
        help=tr(
            "Bring two requests of one fact together: the later one becomes a part of the other (duplicate, chaser), is included in its "
            "incident (incident), or is linked to it (recurrence).\n\nExamples:\n\n"
            "$ citoyen requests together K7P4-2QXM 2026/0147 --as chaser --agent marie"
        ),
    )(together)
    review_app.command(
        "show", help=tr("Show a request of the queue, and what may be the same.\n\nExample:\n\n$ citoyen review show K7P4-2QXM")
    )(show_one)
    incidents.command("list", help=tr("List incidents, the latest first.\n\nExample:\n\n$ citoyen incidents list --json"))(list_incidents)
    incidents.command("show", help=tr("Show an incident with all its requests.\n\nExample:\n\n$ citoyen incidents show 2026/0147"))(show)
    incidents.command(
        "include",
        help=tr(
            "Include a request in the incident of another one; one in review is decided as that one was.\n\nExample:\n\n"
            "$ citoyen incidents include K7P4-2QXM 2026/0147 --agent marie"
        ),
    )(include_one)
    incidents.command(
        "detach", help=tr("Take a request out of its incident.\n\nExample:\n\n$ citoyen incidents detach 2026/0152 --agent marie")
    )(detach_one)
    incidents.command(
        "close",
        help=tr(
            "Close the main request and all that are included in it; each requester is answered by his own way.\n\nExample:\n\n"
            "$ citoyen incidents close 2026/0147 --how carried_out --answer 'Le lampadaire est réparé.' --agent marie"
        ),
    )(close)
    incidents.command(
        "reopen",
        help=tr(
            "Open the main request again, and all that were closed with it.\n\nExample:\n\n"
            "$ citoyen incidents reopen 2026/0147 --reason 'la panne est revenue'"
        ),
    )(reopen)
    incidents.command(
        "follow",
        help=tr(
            "Have the included requests follow what was done last to the main one: taken, planned, finished, closed, opened again.\n\n"
            "Example:\n\n$ citoyen incidents follow 2026/0147 --agent marie"
        ),
    )(follow_main)
    incidents.command(
        "figures",
        help=tr(
            "Count chasers, duplicates and incidents of what was received in a time, by default the last 30 days.\n\nExample:\n\n"
            "$ citoyen incidents figures --since 2026-01-01 --until 2026-04-01"
        ),
    )(tell_figures)
    incident_letters.register(incidents)
    app.add_typer(incidents, name="incidents")


def show_same(reference: Reference, agent: AgentOption = accounts.FIRST_LOGIN, town: TownOption = None, as_json: Json = False) -> None:
    """Show what may be the same."""
    with options.installation() as installation:
        (request,) = asked_for(installation, town, reference)
        record, found = _likely(installation, request, agent)
        if as_json:
            for one in found:
                print_json(_likely_object(one))
            return
        _print_likely(installation, record.line.town, found)


def show_one(reference: Reference, agent: AgentOption = accounts.FIRST_LOGIN, town: TownOption = None, as_json: Json = False) -> None:
    """Show a request and what may be the same."""
    with options.installation() as installation:
        (request,) = asked_for(installation, town, reference)
        record, found = _likely(installation, request, agent)
        with installation.database.read() as session:
            gathered = stored.gathered(session, [record.line.id])[record.line.id]
        if as_json:
            print_json(
                {**_line_object(record.line), "text": record.details, **_counts(gathered), "same": [_likely_object(one) for one in found]}
            )
            return
        out.print(_called(installation, record.line))
        out.print(_gathered_words(gathered))
        out.print(f"\n{record.details}\n")
        _print_likely(installation, record.line.town, found)


def together(
    reference: Reference,
    other: Annotated[str, typer.Argument(metavar="OTHER", help=tr("The other request."))],
    kind: Annotated[SameKind, typer.Option("--as", help=tr("What they are to each other."))],
    agent: AgentOption = accounts.FIRST_LOGIN,
    town: TownOption = None,
) -> None:
    """Bring two requests together."""
    with options.installation() as installation, nudging(installation):
        one, two = asked_for(installation, town, reference, other)
        record = bring_together(installation, Together(request=one, other=two, kind=kind), agent, options.now())
    out.print(tr("Request {reference}: {kind}.", reference=_name(record.line), kind=translated(KINDS[kind])))


def list_incidents(agent: AgentOption = accounts.FIRST_LOGIN, town: TownOption = None, as_json: Json = False) -> None:
    """List incidents."""
    with options.installation() as installation:
        wanted, after, is_empty = options.only_town(installation, town), None, True
        with installation.database.read() as session:
            reached = reach_of(find_standing(installation, session, wanted, agent))
        while True:
            with installation.database.read() as session:
                page = stored.page(session, wanted, after=after, limit=PAGE)
            known = [one for one in page if _knows(reached, one.main)]
            _note(installation, reached, "citoyen incidents list", [one.main for one in known])
            is_empty = is_empty and not known
            if as_json:
                for one in known:
                    print_json({**_seen_object(reached, one.main), "included": one.included, "still_open": one.still_open})
            elif known:
                print_wide(_table(installation, known, reached))
            if len(page) < PAGE:
                break
            after = page[-1].main.id
        if is_empty and not as_json:
            out.print(tr("There is no incident."))


def show(reference: Main, agent: AgentOption = accounts.FIRST_LOGIN, town: TownOption = None, as_json: Json = False) -> None:
    """Show an incident, as far as it is the agent's to see."""
    with options.installation() as installation:
        (request,) = asked_for(installation, town, reference)
        with installation.database.read() as session:
            asked = requests.get(session, request)
            standing = find_standing(installation, session, asked.line.town, agent)
            if standing is not None:
                _refuse_unknown(installation, asked, standing)
            main, reached = requests.get(session, stored.find_main(session, request) or request), reach_of(standing)
            # That it is included in one that is not there for the agent is not told either.
            record = main if _knows(reached, main.line) else asked
            parts = [one.line for one in stored.included(session, record.line.id) if _knows(reached, one.line)]
            gathered = stored.gathered(session, [record.line.id])[record.line.id]
        _note(installation, reached, "citoyen incidents show", [record.line, *parts])
        if as_json:
            told = [_seen_object(reached, line) for line in parts]
            print_json({**_seen_object(reached, record.line), **_counts(gathered), "requests": told})
            return
        out.print(_seen_words(installation, reached, record.line))
        out.print(_gathered_words(gathered))
        for line in parts:
            out.print(f"  {_seen_words(installation, reached, line)}")


def include_one(reference: Reference, main: Main, agent: AgentOption = accounts.FIRST_LOGIN, town: TownOption = None) -> None:
    """Include a request."""
    with options.installation() as installation, nudging(installation):
        part, whole = asked_for(installation, town, reference, main)
        record = include(installation, Including(request=part, main=whole), agent, options.now())
    out.print(tr("Request {part} is included in {main} now.", part=reference, main=_name(record.line)))


def detach_one(reference: Reference, agent: AgentOption = accounts.FIRST_LOGIN, town: TownOption = None) -> None:
    """Take a request out of its incident."""
    with options.installation() as installation:
        (request,) = asked_for(installation, town, reference)
        record = detach(installation, request, agent, options.now())
    out.print(tr("Request {reference} is in no incident now.", reference=_name(record.line)))


def close(
    reference: Main,
    how: Annotated[Closure, typer.Option("--how", help=tr("How it ended."))],
    answer: Annotated[str | None, typer.Option("--answer", metavar="TEXT", help=tr("What the requesters are told."))] = None,
    reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT", help=tr("Why; for the town's own people."))] = None,
    agent: AgentOption = accounts.FIRST_LOGIN,
    town: TownOption = None,
) -> None:
    """Close an incident."""
    _do(reference, Step(act=Act.CLOSE, closure=how, answer=answer, reason=reason), agent, town)


def reopen(reference: Main, reason: Reason, agent: AgentOption = accounts.FIRST_LOGIN, town: TownOption = None) -> None:
    """Open an incident again."""
    _do(reference, Step(act=Act.REOPEN, reason=reason), agent, town)


def follow_main(reference: Main, agent: AgentOption = accounts.FIRST_LOGIN, town: TownOption = None) -> None:
    """Have the included requests follow."""
    with options.installation() as installation, nudging(installation):
        (request,) = asked_for(installation, town, reference)
        expected = who_follows(installation, request, agent, options.now())
        _say(follow(installation, request, agent, options.now()), expected)


def tell_figures(
    since: Annotated[
        str | None, typer.Option("--since", metavar="MOMENT", help=tr("The first day, or moment, in the town's time."))
    ] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="MOMENT", help=tr("The moment behind the last, now by default."))] = None,
    town: TownOption = None,
    as_json: Json = False,
) -> None:
    """Count chasers, duplicates and incidents."""
    with options.installation() as installation:
        wanted = options.only_town(installation, town)
        zone = options.zone(installation, wanted)
        last = options.now() if until is None else read_moment("--until", until, zone)
        first = last - USUAL_SPAN if since is None else read_moment("--since", since, zone)
        with installation.database.read() as session:
            found = stored.figures(session, wanted, first, last)
    if as_json:
        print_json({"since": _moment(first), "until": _moment(last), **asdict(found)})
        return
    out.print(
        tr(
            "Requests received: {received} · chasers: {chasers} · duplicates: {duplicates} · incidents: {incidents}, included: {included}",
            **asdict(found),
        )
    )


def _do(reference: str, step: Step, agent: str, town: str | None) -> None:
    with options.installation() as installation, nudging(installation):
        (request,) = asked_for(installation, town, reference)
        # Asked before: they follow at once, maybe before this can look at them.
        expected = who_follows(installation, request, agent, options.now(), step.act)
        _say(act_together(installation, Asked(request=request, step=step), agent, options.now()), expected)


def _say(record: RequestRecord, expected: Following) -> None:
    out.print(tr("Request {reference}: {status}.", reference=_name(record.line), status=STATUSES[record.line.status]))
    out.print(tr("Requests included in it: {count}, of which {follow} follow.", count=expected.included, follow=expected.follow))
    if expected.follow < expected.included:
        left = expected.included - expected.follow
        out.print(
            tr(
                "As they are stay: {count}, as they stand or as your rights do not reach them. See: citoyen incidents show {reference}",
                count=left,
                reference=_name(record.line),
            )
        )


def _likely(installation: Installation, request: RequestId, agent: str) -> tuple[RequestRecord, tuple[Likely, ...]]:
    with installation.database.read() as session:
        record = requests.get(session, request)
        view = installation.towns.get(record.line.town)
        standing = standing_of(session, installation.towns, find_agent(session, record.line.town, agent))
        _refuse_unknown(installation, record, standing)
        if visibility(standing, facts_of(view.ruleset, record)) is not Visibility.WHOLE:
            raise lacking(READING[record.line.confidentiality])
        return record, sameness.find(session, view, record, sameness.sight(view.ruleset, standing))


def _refuse_unknown(installation: Installation, record: RequestRecord, standing: Standing) -> None:
    """Raise NotFoundError where a request is not there for somebody."""
    ruleset = installation.towns.get(record.line.town).ruleset
    if visibility(standing, facts_of(ruleset, record)) is Visibility.NOTHING:
        raise NotFoundError(say("There is no request {id}.", id=record.line.id))


def _note(installation: Installation, reached: Reach, what: str, lines: Iterable[RequestLine]) -> None:
    """Write into the journal which requests are shown with their content."""
    with options.exporting(installation, what) as export:
        export.add(one for one in lines if _shows(reached, one))


def _knows(reached: Reach, line: RequestLine) -> bool:
    return reached.is_all or _shows(reached, line)


def _shows(reached: Reach, line: RequestLine) -> bool:
    return reached.shows(line.town, line.department, line.confidentiality)


def _seen_object(reached: Reach, line: RequestLine) -> dict[str, object]:
    """Return a request as a program reads it: of one that is not the agent's to read number, state and reception alone."""
    told = _line_object(line)
    return told if _shows(reached, line) else {**told, "tracking": None, "channel": None, "subject": None, "department": None}


def _seen_words(installation: Installation, reached: Reach, line: RequestLine) -> str:
    if _shows(reached, line):
        return _called(installation, line)
    return " · ".join((str(line.number or "—"), tr("Confidential request"), STATUSES[line.status]))


def _print_likely(installation: Installation, town: TownId, found: Sequence[Likely]) -> None:
    if not found:
        out.print(tr("Nothing seems to be of the same fact."))
        return
    for one in found:
        alike = one.sameness
        score = decimal(alike.score, 2)
        out.print(f"{_called(installation, one.line)}")
        out.print(f"  {translated(KINDS[alike.kind])} · {translated(LEVELS[alike.level])} ({score})")
        out.print("  " + " · ".join(translated(ground_words(ground)) for ground in alike.grounds))


def _likely_object(one: Likely) -> dict[str, object]:
    alike = one.sameness
    return {
        **_line_object(one.line),
        "kind": alike.kind.value,
        "score": alike.score,
        "level": alike.level.name.lower(),
        "is_later": one.is_later,
        "main": one.main,
        "reasons": [
            {"sign": ground.sign.value, "weight": round(ground.weight, 2), "says": translated(ground_words(ground))}
            for ground in alike.grounds
        ],
    }


def _line_object(line: RequestLine) -> dict[str, object]:
    return {
        "id": line.id,
        "town": line.town,
        "number": None if line.number is None else str(line.number),
        "tracking": line.tracking,
        "status": line.status.value,
        "received_at": _moment(line.received_at),
        "channel": line.channel.value,
        "subject": line.subject,
        "department": line.department,
    }


def _counts(gathered: Gathered) -> dict[str, object]:
    return {
        "contacts": gathered.contacts,
        "chasers": gathered.chasers,
        "duplicates": gathered.duplicates,
        "included": gathered.included,
        "still_open": gathered.still_open,
    }


def _gathered_words(gathered: Gathered) -> str:
    return tr(
        "Contacts: {contacts} · chasers: {chasers} · duplicates: {duplicates} · included requests: {included}, open: {still_open}",
        contacts=gathered.contacts,
        chasers=gathered.chasers,
        duplicates=gathered.duplicates,
        included=gathered.included,
        still_open=gathered.still_open,
    )


def _table(installation: Installation, page: Sequence[IncidentLine], reached: Reach) -> Table:
    table = Table(box=None, header_style="bold")
    for title in (tr("Main request"), tr("Subject"), tr("Place"), tr("State"), tr("Included"), tr("Open")):
        table.add_column(title)
    for one in page:
        ruleset = installation.towns.get(one.main.town).ruleset
        if _shows(reached, one.main):
            row = _name(one.main), subject_words(one.main.subject, ruleset), one.main.place or "—", STATUSES[one.main.status]
        else:
            row = str(one.main.number or "—"), tr("Confidential request"), "—", STATUSES[one.main.status]
        table.add_row(*row, str(one.included), str(one.still_open))
    return table


def _called(installation: Installation, line: RequestLine) -> str:
    ruleset = installation.towns.get(line.town).ruleset
    words = (_name(line), subject_words(line.subject, ruleset), line.place or "—", line.requester or "—", STATUSES[line.status])
    return " · ".join(words)


def _name(line: RequestLine) -> str:
    return str(line.number or line.tracking)


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
