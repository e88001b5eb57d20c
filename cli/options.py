"""Arguments and options that several commands share, and how an installation is opened for one."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from cli.words import tr
from domain.errors import ConfigurationError, Mistake
from domain.ids import TownId
from flows import exports
from flows.exports import Export
from flows.settings import load_settings
from flows.wiring import Installation, open_installation
from store import towns

ACTOR = "cli"
"""How the journal calls who works on this machine."""
Json = Annotated[bool, typer.Option("--json", help=tr("One JSON object a line."))]
TownOption = Annotated[str | None, typer.Option("--town", metavar="TOWN", help=tr("Short name of the town, such as valognes."))]


def now() -> datetime:
    """Return the moment, in UTC."""
    return datetime.now(UTC)


@contextmanager
def installation() -> Iterator[Installation]:
    """Give the installation the settings describe, and close it afterwards."""
    opened = open_installation(load_settings())
    try:
        yield opened
    finally:
        opened.close()


def exporting(opened: Installation, what: str) -> AbstractContextManager[Export]:
    """Give what counts that a command prints of requests; it stands in the journal when the command ends."""
    return exports.exporting(opened, what, ACTOR, now())


def known_town(opened: Installation, name: str | None) -> TownId | None:
    """Return the town named, None for all. Raises ConfigurationError for one the installation does not serve."""
    if name is None or name in opened.towns.ids():
        return None if name is None else TownId(name)
    raise ConfigurationError(unknown_town(name, opened.towns.ids()))


def unknown_town(name: str, known: tuple[TownId, ...]) -> Mistake:
    """Return what is wrong with a town nobody knows."""
    what = tr("this installation serves no town “{name}”.", name=name)
    remedy = tr("It serves: {names}.", names=", ".join(known)) if known else tr("Load one with: citoyen init --town DIR")
    return Mistake(where="--town", what=what, remedy=remedy)


def no_town() -> Mistake:
    """Return what is wrong where no town is loaded yet."""
    return Mistake(where="--town", what=tr("no town is loaded here."), remedy=tr("Load one with: citoyen init --town DIR"))


def only_town(opened: Installation, name: str | None) -> TownId:
    """Return the town named, or the only one there is. Raises ConfigurationError where that leaves a choice."""
    known = opened.towns.ids()
    chosen = known_town(opened, name)
    if chosen is not None:
        return chosen
    if len(known) == 1:
        return known[0]
    if not known:
        raise ConfigurationError(no_town())
    raise ConfigurationError(
        Mistake(where="--town", what=tr("several towns are installed."), remedy=tr("Name one: {names}.", names=", ".join(known)))
    )


def zone(opened: Installation, town: TownId) -> ZoneInfo:
    """Return a town's time zone."""
    with opened.database.read() as session:
        return ZoneInfo(towns.town(session, town).timezone)
