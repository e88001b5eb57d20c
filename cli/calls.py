"""`citoyen calls`: imports logs of the telephone switchboard, tries them, lists who is to be called back."""

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.markup import escape
from rich.table import Table
from rich.text import Text
from sqlalchemy.orm import Session

from cli import options
from cli.call_importing import import_file
from cli.call_terms import fault_words, in_words, leg_words
from cli.call_words import REASONS, report_line
from cli.moments import read_moment
from cli.options import Json, TownOption
from cli.screen import complain, out, print_json, print_wide, progress_of_files
from cli.words import error_words, mistake_line, tr
from domain.call import CallEnd, Leg
from domain.errors import ConfigurationError, Mistake, UnreadableInputError
from domain.ids import TownId
from flows.call_faults import source_mistake
from flows.call_mappings import drop_mapping as drop_kept
from flows.call_mappings import look_at, sample_of
from flows.call_mappings import save_mapping as keep_mapping
from flows.call_voices import unanswered_of
from flows.calls import MappingError, Sampled, Wish, kept_report, sample
from flows.calls_options import mappings_of, options_for
from flows.rulesets import Author
from flows.wiring import Installation
from flows.wording import say
from ingest.phone.faults import Unreadable
from ingest.phone.mapping import ColumnMapping, mapping_in
from store import call_backs, call_logs, requests
from store.call_backs import KeptCallBack, Known
from store.calls import KeptCall
from store.request_lines import RequestLine
from web.formats import phone

FAILED = 1
ACTOR = "cli"
LISTED = 500

HELP = tr("Calls of the telephone switchboard: import its logs, try them, see who is to be called back.")
IMPORT_HELP = tr(
    "Import call logs: whole files, each once.\n\nExamples:\n\n$ citoyen calls import Master.csv\n\n"
    "$ citoyen calls import --mapping standard export.csv"
)
CHECK_HELP = tr(
    "Say what a call log is and how its first rows are understood; keep nothing.\n\nExamples:\n\n$ citoyen calls check export.csv\n\n"
    "$ citoyen calls check export.csv --mapping standard.toml"
)
LIST_HELP = tr("List who is to be called back.\n\nExample:\n\n$ citoyen calls list --due --json")
LOGS_HELP = tr("List the call logs, how far each is read, and what is wrong with those that grow.")
MAPPING_HELP = tr("Column mappings: what each column of a log holds that Citoyen does not know.")
GUESS_HELP = tr(
    "Print a mapping to start from, as Citoyen guesses it.\n\nExample:\n\n$ citoyen calls mapping guess export.csv > standard.toml"
)
SAVE_HELP = tr(
    "Save a mapping for the town, once it was tried on a log.\n\nExample:\n\n"
    "$ citoyen calls mapping save standard standard.toml --on export.csv"
)

calls = typer.Typer(no_args_is_help=True, help=HELP)
mappings = typer.Typer(no_args_is_help=True, help=MAPPING_HELP)
Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help=tr("Call logs."))]
OneFile = Annotated[Path, typer.Argument(metavar="FILE", help=tr("A call log."))]
MappingOption = Annotated[
    str | None, typer.Option("--mapping", metavar="NAME|FILE", help=tr("Column mapping: its name in this town, or a TOML or JSON file."))
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(calls, name="calls")
    calls.command("import", help=IMPORT_HELP)(import_logs)
    calls.command("check", help=CHECK_HELP)(check)
    calls.command("list", help=LIST_HELP)(list_due)
    calls.command("logs", help=LOGS_HELP)(list_logs)
    calls.add_typer(mappings, name="mapping")
    mappings.command("list", help=tr("List the mappings of the town."))(list_mappings)
    mappings.command("show", help=tr("Print a mapping as JSON."))(show_mapping)
    mappings.command("guess", help=GUESS_HELP)(guess)
    mappings.command("save", help=SAVE_HELP)(save_mapping)
    mappings.command("drop", help=tr("Forget a mapping."))(drop_mapping)


def import_logs(
    files: Files,
    town: TownOption = None,
    mapping: MappingOption = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="DATE", help=tr("Ask to call back from this day on; by default the log’s last 31 days.")),
    ] = None,
    as_json: Json = False,
) -> None:
    """Import."""
    has_failed = False
    with options.installation() as installation, progress_of_files() as progress:
        served = options.only_town(installation, town)
        zone = options.zone(installation, served)
        begin = None if since is None else read_moment("--since", since, zone)
        wish = Wish(mapping=_mapping(installation, served, mapping), since=begin)
        for file in files:
            name = escape(tr("Calls of {name}", name=file.name))

            def told(done: int, name: str = name, file: Path = file) -> None:
                size = file.stat().st_size
                progress(name, min(done, size), size)  # one that is packed has more in it

            try:
                imported = import_file(installation, served, file, wish, told)
            except MappingError as error:
                complain(f"{file}: {error_words(error)}")
                _complain_of(error)
                has_failed = True
                continue
            except UnreadableInputError as error:
                complain(f"{file}: {error_words(error)}")
                has_failed = True
                continue
            print_json(imported.as_json()) if as_json else out.print(report_line(str(file), imported.report))
            for one in imported.report.unreadable:
                complain(f"{file}:{one.line}: {REASONS[one.reason]}" + (f" ({one.value})" if one.value else ""))
            has_failed |= imported.report.unreadable_count > 0
    if has_failed:
        raise typer.Exit(FAILED)


def check(file: OneFile, town: TownOption = None, mapping: MappingOption = None) -> None:
    """Try a log."""
    with options.installation() as installation:
        served = options.only_town(installation, town)
        found = _sampled(installation, served, file, _mapping(installation, served, mapping))
        zone = options.zone(installation, served)
    out.print(Text(str(file), "bold"))
    for line in in_words(found.log.detection):
        out.print(f"  {line}")
    table = Table(box=None, pad_edge=False)
    for column in ("line", "moment", "way", "end", "caller", "called", "talk", "by", "more"):
        table.add_column(_COLUMNS[column])
    for row in found.rows:
        table.add_row(*_cells(row, zone))
    print_wide(table)
    if any(isinstance(row, Unreadable) for row in found.rows):
        raise typer.Exit(FAILED)


_COLUMNS: Mapping[str, str] = {
    "line": tr("line"),
    "moment": tr("begin"),
    "way": tr("which way"),
    "end": tr("how it ended"),
    "caller": tr("caller"),
    "called": tr("called number"),
    "talk": tr("talk time"),
    "by": tr("by"),
    "more": tr("more"),
}


def list_due(
    due: Annotated[bool, typer.Option("--due", help=tr("Only who is still to be called back (that is all it lists)."))] = True,
    town: TownOption = None,
    as_json: Json = False,
) -> None:
    """List call-backs."""
    del due
    with options.installation() as installation:
        served = options.known_town(installation, town)
        with options.exporting(installation, "citoyen calls list") as export:
            for one in _due(installation, served):
                export.count(one.one.town)
                export.tell_of(one.told)
                if as_json:
                    print_json(_back_json(one))
                    continue
                out.print(Text(_back_words(one)))
                for words in one.transcripts:
                    out.print(Text(f"{'':<18}« {words} »", "dim"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Due:
    """Somebody who is to be called back: who that is as far as anybody knows, and the calls that nobody took."""

    one: KeptCallBack
    known: Known | None
    calls: tuple[KeptCall, ...]
    zone: ZoneInfo
    own: RequestLine | None = None
    """The request that the call-back has become."""

    @property
    def told(self) -> tuple[RequestLine, ...]:
        """Return the requests of which something is told here."""
        return (*(self.known.requests if self.known is not None else ()), *((self.own,) if self.own is not None else ()))

    @property
    def name(self) -> str | None:
        """Return the requester's name, else the one that came with a call."""
        requester = self.known.requester if self.known is not None else None
        told = next((kept.call.name for kept in reversed(self.calls) if kept.call.name), None)
        return (requester.name or requester.organisation if requester is not None else None) or told

    @property
    def voices(self) -> int:
        """Return how many messages were left on the answering machine."""
        return sum(1 for kept in self.calls if kept.call.end is CallEnd.VOICEMAIL)

    @property
    def transcripts(self) -> tuple[str, ...]:
        """Return what was said, where the switchboard wrote it down."""
        return tuple(kept.call.transcript for kept in self.calls if kept.call.transcript)


def _due(installation: Installation, served: TownId | None) -> Iterator[_Due]:
    before: tuple[datetime, int] | None = None
    while True:
        with installation.database.read() as session:
            page = call_backs.due(session, served, before=before, limit=LISTED)
            known = {
                of: call_backs.known_numbers(session, of, [one.standing.number for one in page if one.town == of])
                for of in {one.town for one in page}
            }
            zones = {of: options.zone(installation, of) for of in known}
            said = unanswered_of(session, page, zones)
            own = _own_requests(session, page)
        for one in page:
            who = known[one.town].get(one.standing.number)
            yield _Due(one=one, known=who, calls=said.get(one, ()), zone=zones[one.town], own=own.get(one))
        if len(page) < LISTED:
            return
        before = page[-1].standing.last_at, page[-1].id


def _own_requests(session: Session, page: Sequence[KeptCallBack]) -> dict[KeptCallBack, RequestLine]:
    became = call_backs.requests_of(session, [one.inbound for one in page if one.inbound is not None])
    lines = {line.id: line for line in requests.lines(session, list(became.values()))}
    return {one: lines[became[one.inbound]] for one in page if one.inbound is not None and became.get(one.inbound) in lines}


def _back_json(due: _Due) -> dict[str, object]:
    standing, known, zone = due.one.standing, due.known, due.zone
    return {
        "town": due.one.town,
        "number": standing.number,
        "day": standing.day.isoformat(),
        "attempts": standing.attempts,
        "first_at": standing.first_at.astimezone(zone).isoformat(timespec="seconds"),
        "last_at": standing.last_at.astimezone(zone).isoformat(timespec="seconds"),
        "repeated": standing.is_repeated,
        "requester": known.requester.name or known.requester.organisation if known is not None else None,
        "name": due.name,
        "voice_messages": due.voices,
        "transcripts": list(due.transcripts),
        "requests": [str(line.number or line.tracking) for line in known.requests] if known is not None else [],
    }


def _back_words(due: _Due) -> str:
    standing = due.one.standing
    moment = f"{standing.last_at.astimezone(due.zone):%Y-%m-%d %H:%M}"
    line = f"{moment}  {phone(standing.number):<18} {tr('{count} attempts', count=standing.attempts):<14} {due.name or ''}"
    marks = (tr("voice message") if due.voices else "", tr("repeated calls") if standing.is_repeated else "")
    return "  ".join(part for part in (line.rstrip(), *marks) if part)


def list_logs(town: TownOption = None, as_json: Json = False) -> None:
    """List logs."""
    with options.installation() as installation:
        served = options.known_town(installation, town)
        with installation.database.read() as session:
            found = call_logs.page(session, served, LISTED)
            sources = tuple(call_logs.sources(session, served))
    for log in found:
        report = kept_report(log)
        if as_json:
            facts: dict[str, object] = {
                "id": log.id,
                "town": log.town,
                "source": log.source,
                "layout": log.layout,
                "state": log.state.value,
            }
            print_json({**facts, "fault": log.fault, "bytes": log.progress.ends, **log.counts})
        else:
            rest = report.rows - report.outcomes
            still = " " + tr("{count} rows are of calls that may still change.", count=rest) if rest > 0 else ""
            out.print(f"{log.id:>5}  {log.updated_at:%Y-%m-%d %H:%M}  {log.state.value:<8} {report_line(log.source, report)}{still}")
    for source in sources:
        if source.fault is not None:
            complain(mistake_line(source_mistake(source.path, source.fault, source.detail or "")))


# --- mappings -------------------------------------------------------------------------------------------------------------------------


def list_mappings(town: TownOption = None) -> None:
    """List them."""
    with options.installation() as installation:
        served = options.only_town(installation, town)
        for name, mapping in mappings_of(installation, served).items():
            out.print(f"{name}  " + ", ".join(f"{role.value} = {place}" for role, place in mapping.columns.items()))


def show_mapping(name: str, town: TownOption = None) -> None:
    """Print one."""
    with options.installation() as installation:
        served = options.only_town(installation, town)
        with installation.database.read() as session:
            found = call_logs.mappings(session, served)
    if name not in found:
        raise ConfigurationError(_no_mapping(name, tuple(found)))
    print_json(found[name])


def guess(file: OneFile, town: TownOption = None) -> None:
    """Print a mapping to start from."""
    with options.installation() as installation:
        served = options.only_town(installation, town)
        view = installation.towns.get(served)
        try:
            with file.open("rb") as stream:
                text = sample_of(stream)
        except OSError as error:
            raise UnreadableInputError(say("cannot be read ({reason}).", reason=error.strerror)) from error
        mapping = look_at(view, installation.settings, text, options.now()).proposal.mapping
    lines = [
        f"# {tr('What each column of the log holds: its name there, or its number from 1.')}",
        f"separator = {json.dumps(mapping.separator)}" if mapping.separator else "",
        f"positions = {[place + 1 for place in mapping.cuts]}" if mapping.cuts else "",
        f'base = "{mapping.base}"' if mapping.base else "",
        f'order = "{mapping.order}"' if mapping.order else "",
        "\n[columns]",
        *(f"{role.value} = {json.dumps(place, ensure_ascii=False)}" for role, place in mapping.columns.items()),
        f'\n[ends]\n# {tr("The log’s own words for how a call ended, where they are not known, such as")}\n# "Sans réponse" = "missed"',
    ]
    typer.echo("\n".join(line for line in lines if line))


def save_mapping(
    name: str,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=tr("The mapping, TOML or JSON."))],
    on: Annotated[Path | None, typer.Option("--on", metavar="LOG", help=tr("Try it on this log first."))] = None,
    town: TownOption = None,
) -> None:
    """Save one."""
    document = _document(file)
    mapping = _understood(file, document)
    with options.installation() as installation:
        served = options.only_town(installation, town)
        if on is not None:
            rows = _sampled(installation, served, on, mapping).rows
            if not any(isinstance(row, Leg) for row in rows):
                complain(tr("No row of {log} can be read by it; it was not saved.", log=on))
                raise typer.Exit(FAILED)
        keep_mapping(installation, served, name, document, Author(name=ACTOR, now=options.now()))
    out.print(tr("The mapping {name} is saved.", name=name))


def drop_mapping(name: str, town: TownOption = None) -> None:
    """Forget one."""
    with options.installation() as installation:
        served = options.only_town(installation, town)
        is_gone = drop_kept(installation, served, name, Author(name=ACTOR, now=options.now()))
        known = tuple(mappings_of(installation, served))
    if not is_gone:
        raise ConfigurationError(_no_mapping(name, known))


def _sampled(installation: Installation, town: TownId, file: Path, mapping: ColumnMapping | None) -> Sampled:
    view = installation.towns.get(town)
    try:
        return sample(installation, view, file, options_for(view, installation.settings, options.now()), Wish(mapping=mapping))
    except MappingError as error:
        _complain_of(error)
        raise typer.Exit(FAILED) from error


def _mapping(installation: Installation, town: TownId, wanted: str | None) -> ColumnMapping | None:
    """Return the mapping of that name, or in that file. Raises ConfigurationError with all that is wrong with it."""
    if wanted is None:
        return None
    known = mappings_of(installation, town)
    if wanted in known:
        return known[wanted]
    if not Path(wanted).is_file():
        raise ConfigurationError(_no_mapping(wanted, tuple(known)))
    return _understood(Path(wanted), _document(Path(wanted)))


def _document(file: Path) -> dict[str, object]:
    """Return a mapping's document. Raises ConfigurationError."""
    try:
        text = file.read_text(encoding="utf-8-sig")
        read = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except (OSError, ValueError) as error:
        what = tr("it cannot be read as TOML or JSON ({reason}).", reason=error)
        raise ConfigurationError(Mistake(where=str(file), what=what, remedy=tr("See docs/calls.md."))) from error
    return dict(read)


def _understood(file: Path, document: Mapping[str, object]) -> ColumnMapping:
    mapping = mapping_in(document)
    if isinstance(mapping, ColumnMapping):
        return mapping
    raise ConfigurationError(*(Mistake(where=str(file), what=fault_words(one) + ".", remedy=tr("See docs/calls.md.")) for one in mapping))


def _no_mapping(name: str, known: tuple[str, ...]) -> Mistake:
    what = tr("there is no mapping “{name}” in this town, and no such file.", name=name)
    return Mistake(where="--mapping", what=what, remedy=tr("There are: {names}.", names=", ".join(known) or "–"))


def _complain_of(error: MappingError) -> None:
    for one in error.faults:
        complain(f"  {fault_words(one)}")


def _cells(row: object, zone: ZoneInfo) -> tuple[str, ...]:
    if isinstance(row, Leg):
        return (str(row.line), *leg_words(row, zone))
    if isinstance(row, Unreadable):
        return (str(row.line), tr("unreadable"), "", REASONS[row.reason], row.value, "", "", "", "")
    return ("", tr("left out"), "", "", "", "", "", "", "")
