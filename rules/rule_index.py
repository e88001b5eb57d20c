"""Which rules to look at for a message: each is filed under keys of which one must be there for it to hold.

So the cost of a message depends on what it says and not on the number of rules. A rule that could hold without any certain key goes in
the slow lane, which is looked at for every message.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from domain.evidence import Finding, Leaf, Part
from domain.ids import RuleId
from domain.place import PlaceStatus, RoadOwner
from domain.ruleset import (
    AllOf,
    AnyOf,
    AtLandmark,
    CameBy,
    CameInAt,
    Condition,
    HasAllWords,
    HasAttachment,
    HasFlag,
    HasWords,
    InSector,
    MatchesExpression,
    OnStreet,
    OutsideTown,
    RequesterIs,
    RoadOwnedBy,
    Rule,
    SenderIs,
    SubjectIs,
    ThemeIs,
)
from rules.conditions import judge
from rules.expressions import needs_certain_words
from rules.leaves import SUBJECT, TELLING, name_key
from rules.place_leaves import landmark_keys
from rules.requesters import requester_kind
from rules.situation import Situation

Key = tuple[str, str]
"""Kind and value of something a message may have."""
Cover = tuple[Key, ...]
"""Keys of which one is there whenever a condition holds."""

_FAMILY = "*"
_MOST_NEAR = 12
"""Rules that name the very subject are looked at too, to tell why they do not hold; a town has less of them than this."""
_MOST_MISSES = 20
_SHARES: Mapping[str, float] = {
    "street": 0.002,
    "word": 0.005,
    "expression": 0.01,
    "subject": 0.02,
    "landmark": 0.02,
    "flag": 0.1,
    "owner": 0.15,
    "family": 0.2,
    "theme": 0.2,
    "sector": 0.2,
    "entrance": 0.3,
    "outside": 0.3,
    "piece": 0.3,
    "channel": 0.4,
    "sender": 0.4,
    "standing": 0.4,
}
"""About how many messages have a key. Only their order matters: a rule is filed under the rarest of its parts."""


class RuleIndex:
    """The rules of a rule set by what must be there for each; immutable after it was made."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        """File the rules."""
        self._rules = tuple(rules)
        asked = [tuple(_keys_of(rule.condition)) for rule in self._rules]
        uses = Counter(chain.from_iterable(asked))
        by_key: dict[Key, list[int]] = defaultdict(list)
        by_subject: dict[str, list[int]] = defaultdict(list)
        slow: list[int] = []
        for place, (rule, keys) in enumerate(zip(self._rules, asked, strict=True)):
            cover = _cover(rule.condition, uses)
            if cover is None:
                slow.append(place)
            for key in cover or ():
                by_key[key].append(place)
            for kind, value in keys:
                if kind == "subject" and len(by_subject[value]) < _MOST_NEAR:
                    by_subject[value].append(place)
        self._by_key: Mapping[Key, list[int]] = dict(by_key)
        self._by_subject: Mapping[str, list[int]] = dict(by_subject)
        self._slow = tuple(slow)

    def find(self, situation: Situation) -> tuple[Finding, ...]:
        """Return the rules that hold, in the order of the rule set, and some of those that fail although what they ask for was there."""
        by_key = self._by_key
        places = set(self._slow)
        for key in _keys_in(situation):
            if key in by_key:
                places.update(by_key[key])
        places.update(self._by_subject.get(situation.subject or "", ()))
        findings: list[Finding] = []
        misses = 0
        for place in sorted(places):
            finding = judge(self._rules[place], situation)
            missed = not finding.holds and misses < _MOST_MISSES and any(map(_is_telling, finding.leaves))
            misses += missed
            if finding.holds or missed:
                findings.append(finding)
        return tuple(findings)


def slow_lane(rules: Iterable[Rule]) -> tuple[RuleId, ...]:
    """Return the rules that cost something on every message: they could hold without a certain word, subject, place or sender."""
    return tuple(rule.id for rule in rules if _is_slow(rule.condition))


def _is_slow(condition: Condition) -> bool:
    cover = _cover(condition, Counter())
    return cover is None or any(kind == "expression" and not needs_certain_words(value) for kind, value in cover)


def _is_telling(leaf: Leaf) -> bool:
    """Return whether a leaf of a rule that fails makes it worth telling: its subject by name, its words, its place were there."""
    if leaf.condition == SUBJECT:
        return leaf.holds and leaf.quote in leaf.operand.split(", ")
    if leaf.condition not in TELLING or leaf.where is None or leaf.quote == RoadOwner.TOWN:
        return False
    return leaf.holds or leaf.where.part is not Part.SETTING


def _cover(condition: Condition, uses: Mapping[Key, int]) -> Cover | None:
    """Return the rarest keys of which one must be there for the condition to hold; None where it could hold without any."""
    match condition:
        case AllOf(all_of=parts):
            covers = [cover for part in parts if (cover := _cover(part, uses)) is not None]
            return min(covers, key=lambda cover: _share(cover, uses), default=None)
        case AnyOf(any_of=parts):
            covers = [cover for part in parts if (cover := _cover(part, uses)) is not None]
            return tuple(key for cover in covers for key in cover) if len(covers) == len(parts) else None
        case HasAllWords(all_words=words) if words:
            return (min((("word", word) for word in words), key=lambda key: (uses.get(key, 0), key)),)
        case SubjectIs(subjects=subjects) if _FAMILY in subjects:
            return None
        case _:
            return tuple(_leaf_keys(condition)) or None


def _share(cover: Cover, uses: Mapping[Key, int]) -> float:
    """Return about how many messages have one of the keys. What many rules ask for is taken to be more frequent."""
    return sum(_SHARES[kind] * math.sqrt(1 + uses.get((kind, value), 0)) for kind, value in cover)


def _keys_of(condition: Condition) -> Iterator[Key]:
    """Yield every key that a condition asks for, but for what it excludes."""
    match condition:
        case AllOf(all_of=parts) | AnyOf(any_of=parts):
            for part in parts:
                yield from _keys_of(part)
        case HasAllWords(all_words=words):
            yield from (("word", word) for word in words)
        case _:
            yield from _leaf_keys(condition)


def _leaf_keys(condition: Condition) -> Iterator[Key]:
    """Yield the keys of which one must be there for a single condition to hold; none where it can hold without any."""
    match condition:
        case SubjectIs(subjects=subjects):
            yield from (("family", one[:-1]) if one.endswith(_FAMILY) else ("subject", one) for one in subjects)
        case ThemeIs(themes=themes):
            yield from (("theme", name_key(one)) for one in themes)
        case HasWords(words=words):
            yield from (("word", one) for one in words)
        case MatchesExpression(expression=expression):
            yield "expression", expression
        case _:
            yield from _message_keys(condition)
            yield from _place_keys(condition)


def _message_keys(condition: Condition) -> Iterator[Key]:
    """Yield the keys of a condition on how the message came."""
    match condition:
        case CameBy(channels=channels):
            yield from (("channel", one) for one in channels)
        case CameInAt(entrances=entrances):
            yield from (("entrance", name_key(one)) for one in entrances)
        case RequesterIs(requester_kinds=kinds):
            yield from (("sender", one) for one in kinds)
        case HasAttachment(media_types=types):
            yield from (("piece", one) for one in types)
        case HasFlag(flags=flags):
            yield from (("flag", one) for one in flags)
        case SenderIs(standings=standings):
            yield from (("standing", one) for one in standings)
        case _:
            return


def _place_keys(condition: Condition) -> Iterator[Key]:
    """Yield the keys of a condition on the place."""
    match condition:
        case RoadOwnedBy(owners=owners):
            yield from (("owner", one) for one in owners)
        case OnStreet(streets=streets):
            yield from (("street", name_key(one)) for one in streets)
        case AtLandmark(landmarks=landmarks):
            yield from (("landmark", name_key(one)) for one in landmarks)
        case InSector(sectors=sectors):
            yield from (("sector", one) for one in sectors)
        case OutsideTown(outside=outside):
            yield "outside", str(outside)
        case _:
            return


def _keys_in(situation: Situation) -> list[Key]:
    """Return every key that a message has."""
    draft, code = situation.draft, situation.subject or ""
    keys: list[Key] = [("word", one) for one in situation.said]
    keys += [("expression", one) for one in situation.matched]
    keys += [("family", code[:length]) for length in range(1, len(code) + 1)]
    keys += [("entrance", name_key(one)) for one in situation.entrances]
    keys += [("flag", one) for one in draft.flags]
    if draft.authenticity is not None:
        keys.append(("standing", draft.authenticity.standing))
    for piece in draft.attachments:
        family, _, _ = piece.media_type.partition("/")
        keys += [("piece", one) for one in (piece.media_type, f"{family}/{_FAMILY}", _FAMILY)]
    keys += [
        ("subject", code),
        ("theme", name_key(situation.theme or "")),
        ("channel", draft.channel),
        ("sender", requester_kind(draft.requester)),
        *_keys_of_place(situation),
    ]
    return keys


def _keys_of_place(situation: Situation) -> Iterator[Key]:
    """Yield the keys of the place a message speaks of."""
    place = situation.place
    if place.owner is not None:
        yield "owner", place.owner
    if place.sector is not None:
        yield "sector", place.sector
    if place.status not in {PlaceStatus.NONE, PlaceStatus.UNMATCHED}:
        yield "outside", str(place.status is PlaceStatus.OUTSIDE)
    yield from (("street", name_key(one)) for one in situation.street_names)
    yield from (("landmark", key) for landmark in situation.landmarks for key in landmark_keys(landmark))
