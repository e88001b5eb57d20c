"""How the call logs of a town are read: its lines, its clock, its column mappings."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.errors import ConfigurationError, Mistake
from domain.ids import TownId
from flows.call_settings import CallLogSettings
from flows.settings import Settings
from flows.town_views import TownView
from flows.wiring import Installation
from flows.wording import say
from ingest.phone.lines import Lines
from ingest.phone.log import LogOptions, OpenedLog, Stream, open_log, open_mapped
from ingest.phone.mapping import ColumnMapping, mapping_in
from ingest.phone.numbers import outside
from ingest.phone.plan import Doubt, LayoutName, Plan
from ingest.phone.records import sample_legs
from store import call_logs
from store.engine import Database

_UNSURE = frozenset({LayoutName.GUESSED, LayoutName.HEADED, LayoutName.JSON})
"""Layouts that a mapping of the administrator goes before."""
_FITS = 0.6
"""So much of a sample a mapping must be able to read, header and totals apart, to be the one of that log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TailSource:
    """A log that grows (journal suivi), all its questions answered."""

    path: Path
    town: TownId
    table: CallLogSettings


def tail_sources(settings: Settings, towns: Iterable[TownId]) -> tuple[TailSource, ...]:
    """Return the logs that grow. Raises ConfigurationError with all that is wrong: a town nobody knows, a file named twice."""
    known = tuple(towns)
    mistakes: list[Mistake] = []
    found: dict[Path, TailSource] = {}
    for number, table in enumerate(settings.call_logs, start=1):
        where = f"call_logs {number}"
        town = _town(where, table.town, known, mistakes)
        path = table.path.absolute()
        if path in found:
            mistakes.append(Mistake(where=where, what=say("This file is named twice."), remedy=say("Take one of the two out.")))
        elif town is not None:
            found[path] = TailSource(path=path, town=town, table=table)
    if mistakes:
        raise ConfigurationError(*mistakes)
    return tuple(found.values())


def folder_town(settings: Settings, towns: Iterable[TownId]) -> TownId | None:
    """Return the town whose logs are laid into the calls folder, None without a folder. Raises ConfigurationError."""
    if settings.calls_folder is None:
        return None
    mistakes: list[Mistake] = []
    town = _town("CITOYEN_CALLS_FOLDER", None, tuple(towns), mistakes)
    if mistakes:
        raise ConfigurationError(*mistakes)
    return town


def _town(where: str, wanted: str | None, known: tuple[TownId, ...], mistakes: list[Mistake]) -> TownId | None:
    names = ", ".join(known)
    if wanted is not None and wanted not in known:
        what, remedy = say("There is no town “{name}” here.", name=wanted), say("Write one of these: {names}.", names=names or "–")
        mistakes.append(Mistake(where=where, what=what, remedy=remedy))
        return None
    if wanted is None and len(known) != 1:
        what = say("Which town it is for is not said, and there is not exactly one.")
        remedy = say("Say which in a table [[call_logs]] with town, one of: {names}.", names=names or "–")
        mistakes.append(Mistake(where=where, what=what, remedy=remedy))
        return None
    return TownId(wanted) if wanted is not None else known[0]


def options_for(view: TownView, settings: Settings, now: datetime | None = None, table: CallLogSettings | None = None) -> LogOptions:
    """Return how logs of a town are read; ``table`` is what is set of one of them."""
    mine = [one for one in settings.call_logs if one.town in (None, view.town.id)]
    zone = table.timezone if table is not None and table.timezone is not None else view.town.timezone
    lines = lines_of(view)
    for one in mine:
        lines = _with(lines, one)
    return LogOptions(zone=ZoneInfo(zone), lines=lines, now=now)


def lines_of(view: TownView) -> Lines:
    """Return the lines of a town hall as its own facts name them: its number, its departments', its fax."""
    region = view.reception.region
    phones = (view.town.phone, *(department.phone for department in view.ruleset.departments if not department.code.startswith("X-")))
    own = frozenset(number for phone in phones if phone and (number := outside(phone, region)))
    fax = frozenset(number for number in (outside(view.town.fax, region) if view.town.fax else None,) if number)
    return Lines(region=region, own=own - fax, fax=fax)


def _with(lines: Lines, table: CallLogSettings) -> Lines:
    """Return lines with what a table says of them."""

    def numbers(given: Iterable[str]) -> frozenset[str]:
        return frozenset(number for one in given if "-" not in one and (number := outside(one, lines.region)) is not None)

    fax = lines.fax | numbers(table.fax)
    return replace(
        lines,
        own=(lines.own | numbers(table.own) | numbers(table.reception)) - fax,
        ranges=(*lines.ranges, *_blocks(table.own, lines.region)),
        fax=fax,
        reception=lines.reception | numbers(table.reception),
        extensions=table.extensions or lines.extensions,
        prefix=table.prefix or lines.prefix,
    )


def _blocks(given: Iterable[str], region: str) -> Iterator[tuple[str, str]]:
    for one in given:
        first, dash, last = one.partition("-")
        start, end = outside(first, region), outside(last, region) if dash else None
        if start is not None and end is not None:
            yield min(start, end), max(start, end)


def mappings_of(installation: Installation, town: TownId) -> Mapping[str, ColumnMapping]:
    """Return the mappings that are saved for a town, by name; see `saved_mappings`."""
    return saved_mappings(installation.database, town)


def saved_mappings(database: Database, town: TownId) -> Mapping[str, ColumnMapping]:
    """Return the mappings that are saved for a town, by name; one that a later version does not understand any more is left out."""
    with database.read() as session:
        kept = call_logs.mappings(session, town)
    read = {name: mapping_in(document) for name, document in kept.items()}
    return {name: mapping for name, mapping in read.items() if isinstance(mapping, ColumnMapping)}


def opened(stream: Stream, options: LogOptions, mappings: Iterable[ColumnMapping]) -> OpenedLog | None:
    """Return what a log is; where that is not sure, by the first of the town's mappings that fits it. None: no call log."""
    found = open_log(stream, options)
    if found is not None and found.plan.layout not in _UNSURE:
        return found
    for mapping in mappings:
        mapped = open_mapped(stream, options, mapping)
        if isinstance(mapped, OpenedLog) and _fits(mapped, options):
            return mapped
    return found


def tells_log(options: LogOptions, mappings: Iterable[ColumnMapping]) -> Callable[[bytes], bool]:
    """Return what tells, by a file's first bytes, whether it is a call log that this town can read."""
    known = tuple(mappings)
    return lambda head: opened(BytesIO(head), options, known) is not None


def read_on_by(stream: Stream, options: LogOptions, plan: Plan) -> OpenedLog | None:
    """Return a log that is read by the plan with which it, or the one before it, was begun."""
    return open_log(stream, options, plan)


def is_enough(log: OpenedLog) -> bool:
    """Tell whether a log that has only begun holds enough to be sure what it is."""
    return log.detection.first is not None and not (log.plan.layout in _UNSURE and Doubt.FEW_ROWS in log.detection.doubts)


def _fits(log: OpenedLog, options: LogOptions) -> bool:
    rows = log.found.sample.rows[log.plan.first :]
    return bool(rows) and len(sample_legs(log.plan, log.found, options.zone, options.now)) >= _FITS * len(rows)
