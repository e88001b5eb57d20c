"""What a rule, a listing or an example may name."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

from domain.place import Places
from domain.ruleset import Subject
from flows.town_folder.mistakes import Anything


@dataclass(frozen=True, kw_only=True)
class Known:
    """Codes and names of a town."""

    subjects: AbstractSet[str]
    departments: AbstractSet[str]
    streets: AbstractSet[str]
    """Official names and aliases."""
    landmarks: AbstractSet[str]
    """Names, aliases and categories."""
    sectors: AbstractSet[str]
    themes: AbstractSet[str] = field(default_factory=Anything)
    entrances: AbstractSet[str] = field(default_factory=Anything)
    """Addresses of the town's mailboxes. Scanners, lines and forms go by any name."""
    rules: AbstractSet[str] = field(default_factory=Anything)
    """Ids an example may name."""

    @cached_property
    def patterns(self) -> AbstractSet[str]:
        """What may stand for subjects: codes, families and all."""
        return self.subjects | {code.split("-")[0] + "-*" for code in self.subjects} | {"*"}


def anything() -> Known:
    """Return what takes every name: for rules written before their town is known."""
    return Known(subjects=Anything(), departments=Anything(), streets=Anything(), landmarks=Anything(), sectors=Anything())


def names_of_streets(places: Places) -> Iterable[str]:
    """Return names and aliases of the streets."""
    return chain.from_iterable((street.name, *street.aliases) for street in places.streets)


def names_of_landmarks(places: Places) -> Iterable[str]:
    """Return names, aliases and categories of the places of interest."""
    return chain.from_iterable((landmark.name, landmark.category, *landmark.aliases) for landmark in places.landmarks)


def themes_of(subjects: Iterable[Subject]) -> Iterable[str]:
    """Return the themes of the tree."""
    return (subject.theme for subject in subjects if subject.theme)
