"""`citoyen query`: saved queries, and what they find."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from cli import options
from cli.labels import STATUSES
from cli.listing import line_object
from cli.options import Json, TownOption
from cli.screen import out, print_json, print_wide
from cli.words import tr
from domain.errors import ConfigurationError, Mistake, NotFoundError
from domain.ids import TownId
from domain.query import Group, SavedQuery
from domain.query_wire import to_json
from flows import queries as flow
from flows.queries import OPERATOR, Asker
from flows.query_export import written
from flows.rights import standing_of
from flows.wiring import Installation
from flows.wording import say
from store import agents, requests

PAGE = 500
queries = typer.Typer(no_args_is_help=True, help=tr("Saved queries: which requests are meant, as a list, a count, a file."))
LIST_HELP = tr("List the saved queries of a town.\n\nExamples:\n\n$ citoyen query list\n\n$ citoyen query list --as marie --json")
SHOW_HELP = tr("Show what a saved query asks, as JSON that --criteria takes.\n\nExample:\n\n$ citoyen query show 12")
RUN_HELP = tr(
    "List the requests a query finds: a saved one, or one that is written.\n\nExamples:\n\n$ citoyen query run 12\n\n"
    '$ citoyen query run --criteria \'{"all": [{"subject": ["VOI-*"]}, {"received": {"last": 30}}]}\' --json\n\n'
    "$ citoyen query run 12 --as marie --csv"
)
COUNT_HELP = tr("Count the requests a query finds.\n\nExamples:\n\n$ citoyen query count 12\n\n$ citoyen query count --file query.json")
Id = Annotated[int, typer.Argument(metavar="ID", min=1, max=2**63 - 1, help=tr("The number of the query."))]
AnyId = Annotated[int | None, typer.Argument(metavar="ID", min=1, max=2**63 - 1, help=tr("The number of the query."))]
As = Annotated[str | None, typer.Option("--as", metavar="LOGIN", help=tr("As this agent sees it; without, as who runs the installation."))]
Criteria = Annotated[str | None, typer.Option("--criteria", metavar="JSON", help=tr("What is asked, in place of a saved query."))]
File = Annotated[Path | None, typer.Option("--file", metavar="PATH", help=tr("The same, from a file."))]
Limit = Annotated[int, typer.Option("--limit", metavar="N", min=1, max=100_000, help=tr("So many requests at most."))]
Csv = Annotated[bool, typer.Option("--csv", help=tr("As CSV, as the desk exports it."))]


def register(app: typer.Typer) -> None:
    """Add the group."""
    queries.command("list", help=LIST_HELP)(list_queries)
    queries.command("show", help=SHOW_HELP)(show)
    queries.command("run", help=RUN_HELP)(run)
    queries.command("count", help=COUNT_HELP)(count)
    app.add_typer(queries, name="query")


def list_queries(town: TownOption = None, as_agent: As = None, as_json: Json = False) -> None:
    """List saved queries."""
    with options.installation() as installation:
        named = options.only_town(installation, town)
        found = flow.of(installation, _asker(installation, named, as_agent), named)
    if as_json:
        for one in found:
            print_json(_object(one))
        return
    shown = Table(show_edge=False)
    for title in (tr("ID"), tr("Name"), tr("Whose"), tr("Shared")):
        shown.add_column(title)
    for one in found:
        shown.add_row(str(one.id), one.name, one.owner_name, tr("yes") if one.is_shared else tr("no"))
    print_wide(shown)


def show(query: Id, town: TownOption = None, as_agent: As = None, as_json: Json = False) -> None:
    """Show a query."""
    with options.installation() as installation:
        named = options.only_town(installation, town)
        saved = flow.get(installation, _asker(installation, named, as_agent), named, query)
    if as_json:
        print_json(_object(saved))
        return
    out.print(f"{saved.name} – {saved.owner_name}", markup=False)
    out.print(json.dumps(to_json(saved.criteria), ensure_ascii=False, indent=2), markup=False)


def run(  # noqa: PLR0913, PLR0917 - an option each
    query: AnyId = None,
    criteria: Criteria = None,
    file: File = None,
    town: TownOption = None,
    as_agent: As = None,
    limit: Limit = 1_000,
    as_csv: Csv = False,
    as_json: Json = False,
) -> None:
    """List what a query finds."""
    now = datetime.now(UTC)
    with options.installation() as installation:
        named = options.only_town(installation, town)
        asker = _asker(installation, named, as_agent)
        if as_csv:
            saved = flow.get(installation, asker, named, _needed(query))
            typer.echo(written(installation, asker, saved, "fr", now).content, nl=False)
            return
        asked = _asked(installation, asker, named, query, criteria, file)
        ids = flow.ids(installation, named, asked, asker, now, most=limit)
        zone, shown = options.zone(installation, named), Table(show_edge=False)
        for title in (tr("Number"), tr("Received"), tr("Status"), tr("Subject"), tr("Department"), tr("Heading")):
            shown.add_column(title)
        with options.exporting(installation, "citoyen query run") as export:
            for start in range(0, len(ids), PAGE):
                with installation.database.read() as session:
                    lines = requests.lines(session, ids[start : start + PAGE])
                export.add(lines)
                for line in lines:
                    if as_json:
                        print_json(line_object(line))
                    else:
                        received = f"{line.received_at.astimezone(zone):%Y-%m-%d %H:%M}"
                        named_so = str(line.number or line.tracking)
                        shown.add_row(named_so, received, STATUSES[line.status], line.subject, line.department, line.heading)
    if not as_json:
        print_wide(shown)


def count(
    query: AnyId = None,
    criteria: Criteria = None,
    file: File = None,
    town: TownOption = None,
    as_agent: As = None,
    as_json: Json = False,
) -> None:
    """Count what a query finds."""
    with options.installation() as installation:
        named = options.only_town(installation, town)
        asker = _asker(installation, named, as_agent)
        asked = _asked(installation, asker, named, query, criteria, file)
        many = flow.count(installation, named, asked, asker, datetime.now(UTC))
    if as_json:
        print_json({"query": query, "count": many})
    else:
        typer.echo(str(many))


def _asked(installation: Installation, asker: Asker, town: TownId, query: int | None, criteria: str | None, file: Path | None) -> Group:
    if (query is not None) + (criteria is not None) + (file is not None) != 1:
        remedy = tr("Name a query by its number, or give --criteria, or --file.")
        raise ConfigurationError(Mistake(where="ID", what=tr("It is not said which query is meant."), remedy=remedy))
    if query is not None:
        return flow.get(installation, asker, town, query).criteria
    try:
        text = criteria if criteria is not None or file is None else file.read_text(encoding="utf-8")
        found = json.loads(text or "")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(Mistake(where="--file", what=str(error), remedy=tr("Name a file that can be read."))) from error
    except (json.JSONDecodeError, RecursionError) as error:
        raise ConfigurationError(Mistake(where="--criteria", what=tr("This is no JSON."), remedy=tr("See docs/queries.md."))) from error
    return flow.criteria_of(found)


def _needed(query: int | None) -> int:
    if query is None:
        raise ConfigurationError(
            Mistake(where="ID", what=tr("It is not said which query is meant."), remedy=tr("Name a saved query by its number."))
        )
    return query


def _asker(installation: Installation, town: TownId, login: str | None) -> Asker:
    if login is None:
        return OPERATOR
    with installation.database.read() as session:
        agent = agents.find_by_login(session, login)
        if agent is None or agent.closed_at is not None or agent.town not in {None, town}:
            raise NotFoundError(say("Nobody works on requests of {town} as {login}.", town=town, login=login))
        return flow.asker_of(agent, standing_of(session, installation.towns, agent))


def _object(one: SavedQuery) -> dict[str, object]:
    return {
        "id": one.id,
        "town": one.town,
        "name": one.name,
        "owner": one.owner_name,
        "shared": ["town"] if one.is_for_town else sorted(one.roles),
        "version": one.version,
        "criteria": to_json(one.criteria),
    }
