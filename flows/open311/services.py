"""Which subjects of a town outsiders may choose, and which requests everybody may see."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.department import Confidentiality
from domain.ids import UNCLASSIFIED, DepartmentCode, SubjectCode, TownId
from domain.open311 import Attribute, Service
from domain.ruleset import Nature, RuleSet
from domain.town import Town
from flows.settings import Settings
from store import rulesets, towns
from store.engine import Database

AttributesOf = Callable[[TownId], Mapping[SubjectCode, tuple[Attribute, ...]]]
"""Gives the questions of a town's subjects; a subject that is left out has none."""

_MOST_KEYWORDS = 40


def no_attributes(_town: TownId) -> Mapping[SubjectCode, tuple[Attribute, ...]]:
    """Return no questions for any subject."""
    return {}


def services_of(ruleset: RuleSet, attributes: Mapping[SubjectCode, tuple[Attribute, ...]]) -> tuple[Service, ...]:
    """Return the subjects that are about a place and confidential neither by themselves nor by their department, in the town's order.

    What asks no place (a birth certificate, a school) is left out: clients of Open311 are maps, and some publish what people write there.
    """
    secret = {department.code for department in ruleset.departments if department.confidentiality > Confidentiality.NORMAL}
    return tuple(
        Service(
            code=subject.code,
            name=subject.label,
            group=subject.theme,
            keywords=tuple(dict.fromkeys(word.rstrip("*") for word in subject.vocabulary))[:_MOST_KEYWORDS],
            attributes=attributes.get(subject.code, ()),
            is_listed=subject.nature is Nature.REPORT and subject.code != UNCLASSIFIED,
        )
        for subject in ruleset.subjects
        if subject.confidentiality is Confidentiality.NORMAL and subject.wants_place and subject.department not in secret
    )


def shown_subjects(services: tuple[Service, ...]) -> frozenset[SubjectCode]:
    """Return the subjects whose requests everybody may see: reports of something in public, by nature.

    What somebody asks for himself (a watch over his empty house, a permit) is his own, and so is what nobody has classified.
    """
    return frozenset(service.code for service in services if service.is_listed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a town offers now, by the rule set it has published. ``departments`` are labels by code."""

    town: Town
    published_at: datetime | None
    services: tuple[Service, ...]
    departments: Mapping[DepartmentCode, str]

    def find(self, code: str) -> Service | None:
        """Return the service with a code."""
        return next((service for service in self.services if service.code == code), None)


class Offers:
    """The offers of an installation's towns; a rule set is read once. Safe to share between threads."""

    def __init__(self, database: Database, attributes_of: AttributesOf = no_attributes) -> None:
        """Start with none read."""
        self._database = database
        self._attributes_of = attributes_of
        self._rulesets: dict[TownId, RuleSet] = {}

    def get(self, town: TownId) -> Offer:
        """Return what a town offers now. Raises NotFoundError, UnavailableError."""
        with self._database.read() as session:
            facts = towns.town(session, town)
            version = rulesets.published(session, town)
            ruleset = self._rulesets.get(town)
            if ruleset is None or ruleset.number != version.number:
                ruleset = self._rulesets[town] = rulesets.get(session, town, version.number)
        return Offer(
            town=facts,
            published_at=version.published_at,
            services=services_of(ruleset, self._attributes_of(town)),
            departments={department.code: department.label for department in ruleset.departments},
        )

    def towns(self) -> tuple[Town, ...]:
        """Return all towns."""
        with self._database.read() as session:
            return towns.towns(session)


def is_open_without_key(settings: Settings, town: TownId | None) -> bool:
    """Return whether anybody may post to a town; None where it is not said which of several, and then all must be open."""
    names = {name.strip() for name in settings.open311_without_key.split(",")}
    return "all" in names or (town is not None and town in names)
