"""`citoyen breaches`: the register of breaches of personal data."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from cli import options
from cli.moments import moment_words, read_moment
from cli.options import Json, TownOption
from cli.screen import out, print_json
from cli.words import tr
from domain.breach import Breach, BreachFacts, BreachNature, BreachRisk, clock_of
from domain.errors import ConfigurationError, InvalidError, Mistake
from domain.ids import TownId
from flows import breach_register
from flows import breaches as flow
from flows.breach_words import FIELDS, clock_words, field_words
from flows.wiring import Installation
from store import breaches as stored

commands = typer.Typer(
    no_args_is_help=True, help=tr("Register of breaches of personal data (GDPR, article 33(5))."), rich_markup_mode="rich"
)
LIST_HELP = tr("List the register, the latest known first.\n\nExample:\n\n$ citoyen breaches list --json")
SHOW_HELP = tr("Show a breach, or all that was ever written of it.\n\nExample:\n\n$ citoyen breaches show 2 --versions")
RECORD_HELP = tr(
    "Record a breach; 72 hours run from when it was known.\n\nExample:\n\n"
    "$ citoyen breaches record --what 'Fichier envoyé à un tiers' --known '2026-11-27 09:30' --nature confidentiality"
)
AMEND_HELP = tr(
    "Write the next version of a breach: what is named changes, all else stays. --closed closes it.\n\nExample:\n\n"
    "$ citoyen breaches amend 2 --measures 'Fichier rappelé' --risk unlikely --authority-why 'Sans risque'"
)
EXPORT_HELP = tr("Write the register as CSV or PDF.\n\nExample:\n\n$ citoyen breaches export registre.pdf")
Number = Annotated[int, typer.Argument(metavar="NUMBER", min=1, max=2**63 - 1, help=tr("Its number in the register."))]
What = Annotated[str | None, typer.Option("--what", help=tr("What happened; no names."))]
Began = Annotated[str | None, typer.Option("--began", metavar="MOMENT", help=tr("When it began."))]
Known = Annotated[str | None, typer.Option("--known", metavar="MOMENT", help=tr("When it was known."))]
Natures = Annotated[list[BreachNature] | None, typer.Option("--nature", help=tr("What has gone wrong; may come several times."))]
Persons = Annotated[str | None, typer.Option("--persons", help=tr("Categories of persons."))]
PersonsCount = Annotated[int | None, typer.Option("--persons-count", min=0, help=tr("About how many persons."))]
Data = Annotated[str | None, typer.Option("--data", help=tr("Categories of data."))]
RecordsCount = Annotated[int | None, typer.Option("--records-count", min=0, help=tr("About how many records."))]
Consequences = Annotated[str | None, typer.Option("--consequences", help=tr("Likely consequences."))]
Measures = Annotated[str | None, typer.Option("--measures", help=tr("Measures taken or proposed."))]
Risk = Annotated[BreachRisk | None, typer.Option("--risk", help=tr("Risk for persons."))]
AuthorityAt = Annotated[str | None, typer.Option("--authority-at", metavar="MOMENT", help=tr("When the CNIL was told."))]
AuthorityWhy = Annotated[str | None, typer.Option("--authority-why", help=tr("Why the CNIL was told late, or not."))]
PersonsAt = Annotated[str | None, typer.Option("--persons-at", metavar="MOMENT", help=tr("When the persons were told."))]
PersonsWhy = Annotated[str | None, typer.Option("--persons-why", help=tr("Why the persons are not told."))]
Closed = Annotated[bool | None, typer.Option("--closed/--open", help=tr("Closed, or open again."))]
_MOMENTS = ("began_at", "known_at", "authority_at", "persons_at")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for name, command, words in (
        ("list", _list, LIST_HELP),
        ("show", _show, SHOW_HELP),
        ("record", _record, RECORD_HELP),
        ("amend", _amend, AMEND_HELP),
        ("export", _export, EXPORT_HELP),
    ):
        commands.command(name, help=words)(command)
    app.add_typer(commands, name="breaches")


def _list(town: TownOption = None, as_json: Json = False) -> None:
    with options.installation() as installation:
        of, now = options.only_town(installation, town), options.now()
        zone = _zone(installation, of)
        with installation.database.read() as session:
            every = stored.of_town(session, of)
    for one in every:
        if as_json:
            print_json(_object(one, now))
            continue
        clock = clock_words(clock_of(one.facts, now), one.facts, zone, "fr")
        out.print(f"{one.id:>5}  {moment_words(one.facts.known_at, zone)}  {one.facts.what.splitlines()[0][:60]}  {clock}")
    if not every and not as_json:
        out.print(tr("No breach is recorded."))


def _show(
    number: Number,
    versions: Annotated[bool, typer.Option("--versions", help=tr("All that was ever written of it."))] = False,
    as_json: Json = False,
) -> None:
    with options.installation() as installation:
        with installation.database.read() as session:
            last = stored.get(session, number)
            every = stored.versions(session, number) if versions else (last,)
        zone, now = _zone(installation, last.town), options.now()
    for one in every:
        if as_json:
            print_json(_object(one, now))
            continue
        out.print(tr("Version {version}, {moment}, {author}", version=one.version, moment=moment_words(one.at, zone), author=one.author))
        for name, label in FIELDS.items():
            if words := field_words(one.facts, name, zone, "fr"):
                out.print(f"  {label.told('fr')} : {words}", markup=False)
        out.print(f"  {clock_words(clock_of(one.facts, now), one.facts, zone, 'fr')}", markup=False)


def _record(  # noqa: PLR0913, PLR0917 - each is an option of the command line
    what: Annotated[str, typer.Option("--what", help=tr("What happened; no names."))],
    known: Annotated[str, typer.Option("--known", metavar="MOMENT", help=tr("When it was known."))],
    nature: Annotated[list[BreachNature], typer.Option("--nature", help=tr("What has gone wrong; may come several times."))],
    began: Began = None,
    persons: Persons = None,
    persons_count: PersonsCount = None,
    data: Data = None,
    records_count: RecordsCount = None,
    consequences: Consequences = None,
    measures: Measures = None,
    risk: Risk = None,
    authority_at: AuthorityAt = None,
    authority_why: AuthorityWhy = None,
    persons_at: PersonsAt = None,
    persons_why: PersonsWhy = None,
    town: TownOption = None,
) -> None:
    """Record a breach."""
    with options.installation() as installation:
        of = options.only_town(installation, town)
        zone = _zone(installation, of)
        said = _said(
            zone,
            began_at=began,
            persons=persons,
            persons_count=persons_count,
            data=data,
            records_count=records_count,
            consequences=consequences,
            measures=measures,
            risk=risk,
            authority_at=authority_at,
            authority_why=authority_why,
            persons_at=persons_at,
            persons_why=persons_why,
        )
        plain = BreachFacts(what=what, began_at=None, known_at=read_moment("--known", known, zone), natures=_natures(nature))
        first = _told(lambda: flow.record(installation, of, replace(plain, **said), options.ACTOR, options.now()))  # type: ignore[arg-type]
    out.print(tr("Recorded as number {number}.", number=first.id))


def _amend(  # noqa: PLR0913, PLR0917 - each is an option of the command line
    number: Number,
    what: What = None,
    began: Began = None,
    known: Known = None,
    nature: Natures = None,
    persons: Persons = None,
    persons_count: PersonsCount = None,
    data: Data = None,
    records_count: RecordsCount = None,
    consequences: Consequences = None,
    measures: Measures = None,
    risk: Risk = None,
    authority_at: AuthorityAt = None,
    authority_why: AuthorityWhy = None,
    persons_at: PersonsAt = None,
    persons_why: PersonsWhy = None,
    closed: Closed = None,
) -> None:
    """Write a breach anew."""
    with options.installation() as installation:
        with installation.database.read() as session:
            seen = stored.get(session, number)
        said = _said(
            _zone(installation, seen.town),
            what=what,
            began_at=began,
            known_at=known,
            natures=_natures(nature) if nature else None,
            persons=persons,
            persons_count=persons_count,
            data=data,
            records_count=records_count,
            consequences=consequences,
            measures=measures,
            risk=risk,
            authority_at=authority_at,
            authority_why=authority_why,
            persons_at=persons_at,
            persons_why=persons_why,
            is_closed=closed,
        )
        facts = replace(seen.facts, **said)  # type: ignore[arg-type]
        new = _told(lambda: flow.amend(installation, number, facts, seen.version, options.ACTOR, options.now()))
    out.print(tr("Version {version} stands.", version=new.version))


def _export(
    path: Annotated[Path, typer.Argument(metavar="FILE", help=tr("Where it is written, .csv or .pdf; nothing is overwritten."))],
    english: Annotated[bool, typer.Option("--english", help=tr("In English."))] = False,
    town: TownOption = None,
) -> None:
    if path.exists():
        raise ConfigurationError(Mistake(where=str(path), what=tr("this file is there already."), remedy=tr("Choose another name.")))
    makers = {".csv": breach_register.as_csv, ".pdf": breach_register.as_pdf}
    make = makers.get(path.suffix.lower())
    if make is None:
        raise ConfigurationError(Mistake(where=str(path), what=tr("this is neither .csv nor .pdf."), remedy=tr("Choose another name.")))
    with options.installation() as installation:
        content = make(installation, options.only_town(installation, town), "en" if english else "fr", options.now())
    path.touch(mode=0o600)
    path.write_bytes(content)
    out.print(tr("Written: {path}", path=path))


def _told(do: Callable[[], Breach]) -> Breach:
    """Do it; what is wrong is told by the option that says it."""
    try:
        return do()
    except InvalidError as error:
        mistakes = (Mistake(where=_OPTIONS.get(one.where, one.where), what=one.what, remedy=one.remedy) for one in error.mistakes)
        raise ConfigurationError(*mistakes) from error


def _said(zone: ZoneInfo, **values: object) -> dict[str, object]:
    """Return what was said of the facts; moments are in the town's time where no other is named."""
    said = {name: value for name, value in values.items() if value is not None}
    return {name: read_moment(_OPTIONS[name], str(value), zone) if name in _MOMENTS else value for name, value in said.items()}


def _natures(said: list[BreachNature]) -> tuple[BreachNature, ...]:
    return tuple(one for one in BreachNature if one in said)


def _zone(installation: Installation, town: TownId) -> ZoneInfo:
    return ZoneInfo(installation.towns.get(town).town.timezone)


def _object(one: Breach, now: datetime) -> dict[str, object]:
    facts = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(one.facts).items()}
    clock = {"clock": clock_of(one.facts, now), "due_at": one.facts.due_at.isoformat()}
    return {"id": one.id, "version": one.version, "author": one.author, "at": one.at.isoformat(), **clock, "facts": facts}


_OPTIONS: Mapping[str, str] = {
    "began_at": "--began",
    "known_at": "--known",
    "natures": "--nature",
    "authority_at": "--authority-at",
    "persons_at": "--persons-at",
    **{name: f"--{name.replace('_', '-')}" for name in ("what", "persons", "persons_count", "data", "records_count", "consequences")},
    **{name: f"--{name.replace('_', '-')}" for name in ("measures", "risk", "authority_why", "persons_why")},
}
