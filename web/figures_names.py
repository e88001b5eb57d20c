"""What can be chosen in the filters of the figures: the values of each axis by the names a town gives them today."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from domain.figures import Axis
from domain.ids import TownId
from domain.ruleset import RuleSet
from figures.axis_words import Names
from flows.figure_names import names_of
from flows.figures import Reader
from flows.town_views import TownView
from store import agents, members


def choices_of(session: Session, view: TownView, reader: Reader, language: str) -> Names:
    """Return the values of every axis that a reader may choose, by what they are called; of agents those he may tell apart."""
    found = dict(names_of(session, view.ruleset, frozenset(), language))
    places = view.classifier.places
    found[Axis.THEME] = {one.theme: one.theme for one in view.ruleset.subjects if one.theme}
    found[Axis.SECTOR] = {one.name: one.name for one in places.sectors}
    found[Axis.STREET] = {one.name: one.name for one in places.streets}
    found[Axis.DEPARTMENT] = _departments(view.ruleset, reader)
    found[Axis.AGENT] = _agents(session, view.town.id, reader)
    return found


def _departments(ruleset: RuleSet, reader: Reader) -> Mapping[str, str]:
    return {one.code: one.label for one in ruleset.departments if reader.departments is None or one.code in reader.departments}


def _agents(session: Session, town: TownId, reader: Reader) -> Mapping[str, str]:
    if reader.headed is not None and not reader.headed:
        return {}
    theirs = {one.login for one in members.of_town(session, town) if reader.headed is None or one.department in reader.headed}
    return {one.login: one.name or one.login for one in agents.all_agents(session) if one.login in theirs}
