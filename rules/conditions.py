"""Routing rules held against a draft: whether each condition holds, and what was found for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from functools import lru_cache
from typing import assert_never

from domain.evidence import Finding, Leaf, Part, Span
from domain.ids import SubjectCode
from domain.place import Landmark, Place, PlaceStatus
from domain.ruleset import (
    AllOf,
    AnyOf,
    AtLandmark,
    Condition,
    HasWords,
    InSector,
    Not,
    OnStreet,
    OutsideTown,
    ReceivedDuring,
    RoadOwnedBy,
    Rule,
    SubjectIs,
    Weekday,
)
from domain.town import Moment
from rules.automaton import Automaton
from rules.context import Meaning, is_plainly_said
from rules.words import Words, offsets, read_words, stem, word_set

_WEEKDAYS = (
    Weekday.MONDAY,
    Weekday.TUESDAY,
    Weekday.WEDNESDAY,
    Weekday.THURSDAY,
    Weekday.FRIDAY,
    Weekday.SATURDAY,
    Weekday.SUNDAY,
)
_NOWHERE = Span(part=Part.SETTING, start=0, end=0)
_FILLERS = word_set(
    """
    tres trop fort forte fortement bien vraiment encore assez si tellement toujours un peu super hyper
    """
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A literal of the rules, found in the message: the words as written, where, and whether they stand for what is so now."""

    quote: str
    where: Span
    plain: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """All that conditions ask about a draft."""

    subject: SubjectCode | None
    said: Mapping[str, Said]
    place: Place
    street_names: tuple[str, ...]
    landmarks: tuple[Landmark, ...]
    moment: Moment


class RuleWords:
    """Words of all rules in one automaton, as they are and as stems."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        """Compile the words of every condition."""
        literals = tuple(dict.fromkeys(word for rule in rules for word in _words_of(rule.condition)))
        self._plain = Automaton(literals)
        self._stemmed = {_stemmed(literal): literal for literal in literals if not literal.endswith("*")}
        self._stems = Automaton(self._stemmed)

    def find(self, words: Words, meaning: Meaning) -> Mapping[str, Said]:
        """Return the literals found; one said plainly goes before one denied or past."""
        found: dict[str, Said] = {}
        kept = [index for index, form in enumerate(words.forms) if form not in _FILLERS]
        stems = [stem(words.original(index)) for index in kept]
        hits = [(hit.literal, hit.first, hit.last) for hit in self._plain.find(words)]
        hits += [
            (self._stemmed[hit.literal], kept[hit.first], kept[hit.last])
            for hit in self._stems.find_in(f" {' '.join(stems)} ", offsets(stems))
            if words.sentences[kept[hit.first]] == words.sentences[kept[hit.last]]
        ]
        for literal, first, last in hits:
            said = Said(quote=words.quote(first, last), where=words.span(first, last), plain=is_plainly_said(words, meaning, first, last))
            if literal not in found or (said.plain and not found[literal].plain):
                found[literal] = said
        return found


def judge(rule: Rule, situation: Situation) -> Finding:
    """Return whether a rule holds, with every leaf of its condition in order."""
    leaves: list[Leaf] = []
    holds = _holds(rule.condition, situation, leaves)
    return Finding(rule=rule.id, holds=holds, leaves=tuple(leaves))


def _holds(condition: Condition, situation: Situation, leaves: list[Leaf]) -> bool:
    """Return whether a condition holds. All parts are looked at, so that every leaf is explained."""
    match condition:
        case AllOf(all_of=parts):
            return all([_holds(part, situation, leaves) for part in parts])
        case AnyOf(any_of=parts):
            return any([_holds(part, situation, leaves) for part in parts])
        case Not(negated=part):
            return not _holds(part, situation, leaves)
        case _:
            leaf = _leaf(condition, situation)
            leaves.append(leaf)
            return leaf.holds


def _leaf(condition: Condition, situation: Situation) -> Leaf:
    """Return a leaf as it was found. What the draft does not have makes it false."""
    match condition:
        case SubjectIs(subjects=wanted):
            code = situation.subject
            return _fact("sujet", wanted, code is not None and any(_fits_code(code, one) for one in wanted), code)
        case HasWords(words=wanted):
            return _words_leaf(wanted, situation.said)
        case ReceivedDuring():
            return _moment_leaf(condition, situation.moment)
        case _:
            return _place_leaf(condition, situation)


def _place_leaf(condition: Condition, situation: Situation) -> Leaf:
    """Return a leaf about the place."""
    place = situation.place
    match condition:
        case RoadOwnedBy(owners=wanted):
            return _fact("gestion de la voie", tuple(wanted), place.owner in wanted, place.owner)
        case OnStreet(streets=wanted):
            on = {_key(name) for name in situation.street_names} & {_key(name) for name in wanted}
            return _fact("voie", wanted, bool(on), place.street)
        case AtLandmark(landmarks=wanted):
            return _landmark_leaf(wanted, situation.landmarks)
        case InSector(sectors=wanted):
            return _fact("secteur", wanted, place.sector in wanted, place.sector)
        case OutsideTown(outside=outside):
            known = place.status not in {PlaceStatus.NONE, PlaceStatus.UNMATCHED}
            is_outside = place.status is PlaceStatus.OUTSIDE
            return _fact(
                "commune",
                ("hors" if outside else "dans",),
                known and is_outside is outside,
                place.commune or (place.street if known else None),
            )
        case SubjectIs() | HasWords() | ReceivedDuring() | AllOf() | AnyOf() | Not():
            raise AssertionError(condition)
        case _:
            assert_never(condition)


def _words_leaf(wanted: Sequence[str], said: Mapping[str, Said]) -> Leaf:
    """Return the leaf of words: the first one plainly said, else one that is denied or past."""
    heard = [said[word] for word in wanted if word in said]
    best = next((one for one in heard if one.plain), heard[0] if heard else None)
    return Leaf(
        condition="mots",
        operand=", ".join(wanted),
        holds=best is not None and best.plain,
        quote=best.quote if best is not None else None,
        where=best.where if best is not None else None,
    )


def _landmark_leaf(wanted: Sequence[str], landmarks: Iterable[Landmark]) -> Leaf:
    """Return the leaf of places of interest, by name, alias or category."""
    keys = {_key(name) for name in wanted}
    held = next((one for one in landmarks if keys & {_key(one.category), _key(one.name), *(_key(alias) for alias in one.aliases)}), None)
    return _fact("lieu", tuple(wanted), held is not None, held.name if held is not None else None)


def _moment_leaf(condition: ReceivedDuring, moment: Moment) -> Leaf:
    """Return the leaf of the time of reception, in the town's own time."""
    days = {_WEEKDAYS[moment.at.weekday()]} | ({Weekday.HOLIDAY} if moment.holiday else set())
    inside = _within(moment.at.time(), condition.start, condition.end) or bool(days & set(condition.days))
    hours = f"{condition.start:%H:%M}–{condition.end:%H:%M}" if condition.start is not None and condition.end is not None else ""
    operand = tuple(part for part in (hours, *condition.days) if part)
    return _fact("moment", operand, inside, f"{_WEEKDAYS[moment.at.weekday()]} {moment.at:%H:%M}")


def _within(at: time, start: time | None, end: time | None) -> bool:
    """Return whether a time of day lies between two, across midnight where the end comes before the start."""
    if start is None or end is None:
        return False
    at = at.replace(tzinfo=None)
    return start <= at < end if start <= end else at >= start or at < end


def _fact(condition: str, wanted: Sequence[str], holds: bool, found: str | None) -> Leaf:
    return Leaf(condition=condition, operand=", ".join(wanted), holds=holds, quote=found, where=_NOWHERE if found is not None else None)


def _fits_code(code: SubjectCode, wanted: str) -> bool:
    """Return whether a code is the one wanted or of the family ``VOI-*``."""
    return code.startswith(wanted[:-1]) if wanted.endswith("*") else code == wanted


@lru_cache(maxsize=1 << 14)
def _key(name: str) -> str:
    return read_words(name).joined


def _stemmed(literal: str) -> str:
    words = read_words(literal)
    return " ".join(stem(words.original(index)) for index in range(len(words)) if words.forms[index] not in _FILLERS)


def _words_of(condition: Condition) -> Iterable[str]:
    """Yield the words that a condition asks for."""
    match condition:
        case HasWords(words=words):
            yield from words
        case AllOf(all_of=parts) | AnyOf(any_of=parts):
            for part in parts:
                yield from _words_of(part)
        case Not(negated=part):
            yield from _words_of(part)
        case _:
            return
