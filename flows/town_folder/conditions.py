"""Conditions of a rule: « si » and « sauf »."""

from collections.abc import Callable, Collection, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from domain.place import RoadOwner
from domain.ruleset import (
    AllOf,
    AtLandmark,
    Condition,
    HasWords,
    InSector,
    Not,
    OnStreet,
    OutsideTown,
    ReceivedDuring,
    RoadOwnedBy,
    SubjectIs,
    Weekday,
)
from flows.town_folder.mistakes import suggestion
from flows.town_folder.tree import Tree
from flows.wording import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a rule may name."""

    subjects: AbstractSet[str]
    departments: AbstractSet[str]
    streets: AbstractSet[str]
    """Official names and aliases."""
    landmarks: AbstractSet[str]
    """Names, aliases and categories."""
    sectors: AbstractSet[str]

    def patterns(self) -> AbstractSet[str]:
        """Return what may stand for subjects: codes, families and all."""
        return self.subjects | {code.split("-")[0] + "-*" for code in self.subjects} | {"*"}


def read_condition(when: Tree, unless: Tree | None, known: Known) -> Condition | None:
    """Return « si » without « sauf »: all of the one hold, and not all of the other."""
    parts = list(_leaves(when, known))
    exceptions = list(_leaves(unless, known)) if unless else []
    if not parts:
        when.wrong(say("a rule without condition would hold for every message."), say("Give at least one condition."))
        return None
    if exceptions:
        parts.append(Not(negated=exceptions[0] if len(exceptions) == 1 else AllOf(all_of=tuple(exceptions))))
    return parts[0] if len(parts) == 1 else AllOf(all_of=tuple(parts))


def _leaves(tree: Tree, known: Known) -> Iterator[Condition]:
    if not tree.has_only(tuple(LEAVES)):
        return
    for key, value in tree.pairs():
        leaf = LEAVES[key](value, known) if key in LEAVES else None
        if leaf is not None:
            yield leaf


def _subject_is(tree: Tree, known: Known) -> Condition:
    return SubjectIs(subjects=read_several(tree, known.patterns(), "sujets.csv"))


def _road_owned_by(tree: Tree, known: Known) -> Condition:
    owners = read_several(tree, [owner.value for owner in RoadOwner], "demo/valognes")
    return RoadOwnedBy(owners=tuple(RoadOwner(owner) for owner in owners))


def _on_street(tree: Tree, known: Known) -> Condition:
    return OnStreet(streets=read_several(tree, known.streets, "voies.csv"))


def _at_landmark(tree: Tree, known: Known) -> Condition:
    return AtLandmark(landmarks=read_several(tree, known.landmarks, "lieux.csv"))


def _in_sector(tree: Tree, known: Known) -> Condition:
    return InSector(sectors=read_several(tree, known.sectors, "secteurs"))


def _outside(tree: Tree, known: Known) -> Condition:
    return OutsideTown(outside=tree.choice(("hors", "dans")) != "dans")


def _has_words(tree: Tree, known: Known) -> Condition:
    words = tuple(word for item in tree.items() if (word := item.text()) is not None and _is_pattern(item, word))
    return HasWords(words=words)


def _is_pattern(item: Tree, word: str) -> bool:
    if "*" not in word[:-1] and word != "*":
        return True
    item.wrong(say("“{value}”: the star stands for the end of the last word only.", value=word), say("Write the beginning, then *."))
    return False


def _received_during(tree: Tree, known: Known) -> Condition | None:
    if not tree.has_only(("heures", "ou_jours")):
        return None
    hours, days = tree.find("heures"), tree.find("ou_jours")
    start = end = None
    if hours is not None and hours.has_only(("de", "a"), ("de", "a")):
        first, last = hours.find("de"), hours.find("a")
        start, end = (first.clock() if first else None), (last.clock() if last else None)
    named = read_several(days, [day.value for day in Weekday], "lundi … dimanche, férié") if days else ()
    return ReceivedDuring(start=start, end=end, days=tuple(Weekday(day) for day in named))


LEAVES: Mapping[str, Callable[[Tree, Known], Condition | None]] = {
    "sujets": _subject_is,
    "mots": _has_words,
    "gestion_voie": _road_owned_by,
    "voies": _on_street,
    "lieux": _at_landmark,
    "secteurs": _in_sector,
    "commune": _outside,
    "moment": _received_during,
}


def read_several(tree: Tree, known: Collection[str], elsewhere: str) -> tuple[str, ...]:
    """Return the members of a list that are in ``known``; report the others."""
    found = []
    for item in tree.items():
        value = item.text()
        if value is None:
            continue
        if value in known:
            found.append(value)
        else:
            what = say("“{value}” is not in {elsewhere}.", value=value, elsewhere=elsewhere)
            item.wrong(what, suggestion(value, known, elsewhere))
    return tuple(found)
