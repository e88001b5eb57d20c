"""Conditions brought to a form in which one can be compared with another: what one asks for, as a set of keys in one dimension."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import assert_never

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
    HasNoWords,
    HasWords,
    InSeason,
    InSector,
    MatchesExpression,
    Not,
    OnStreet,
    OutsideTown,
    ReceivedDuring,
    RequesterIs,
    RoadOwnedBy,
    RuleSet,
    SenderIs,
    SubjectIs,
    ThemeIs,
    WhileOpen,
)
from rules.lint.sets import ALL_WORDS, ATTACHMENT, MOMENT, NO_WORDS, SECTOR, STREET, SUBJECT, WORDS, Atom, are_disjoint, includes
from rules.words import fold, read_words, stem

Leaf = (
    SubjectIs
    | ThemeIs
    | HasWords
    | HasAllWords
    | HasNoWords
    | MatchesExpression
    | RoadOwnedBy
    | OnStreet
    | AtLandmark
    | InSector
    | OutsideTown
    | ReceivedDuring
    | InSeason
    | WhileOpen
    | CameBy
    | CameInAt
    | RequesterIs
    | HasAttachment
    | HasFlag
    | SenderIs
)


class Tree:
    """The subject tree of a rule set, by what conditions may call its entries."""

    def __init__(self, ruleset: RuleSet) -> None:
        self._codes = frozenset(str(subject.code) for subject in ruleset.subjects)
        self._themes: dict[str, set[str]] = {}
        for subject in ruleset.subjects:
            self._themes.setdefault(name_key(subject.theme), set()).add(subject.code)
        self._expanded: dict[tuple[str, ...], frozenset[str]] = {}

    def codes(self, patterns: tuple[str, ...]) -> frozenset[str]:
        """Return the codes that codes and families stand for."""
        found = self._expanded.get(patterns)
        if found is None:
            found = frozenset(code for pattern in patterns for code in self._of(pattern))
            self._expanded[patterns] = found
        return found

    def themed(self, themes: tuple[str, ...]) -> frozenset[str]:
        """Return the codes that belong to themes."""
        return frozenset(code for theme in themes for code in self._themes.get(name_key(theme), ()))

    def _of(self, pattern: str) -> Iterable[str]:
        if not pattern.endswith("*"):
            return (pattern,) if pattern in self._codes else ()
        return (code for code in self._codes if code.startswith(pattern[:-1]))

    def atom(self, leaf: Leaf) -> Atom:  # noqa: C901, PLR0911, PLR0912 one case for each condition
        """Return a leaf as a set."""
        match leaf:
            case SubjectIs(subjects=subjects):
                return Atom(dimension=SUBJECT, keys=self.codes(subjects))
            case ThemeIs(themes=themes):
                return Atom(dimension=SUBJECT, keys=self.themed(themes))
            case HasWords(words=words):
                return Atom(dimension=WORDS, keys=frozenset(map(word_key, words)))
            case HasAllWords(all_words=words):
                return Atom(dimension=ALL_WORDS, keys=frozenset(map(word_key, words)))
            case HasNoWords(no_words=words):
                return Atom(dimension=NO_WORDS, keys=frozenset(map(word_key, words)))
            case MatchesExpression(expression=expression):
                return Atom(dimension="expression", keys=frozenset((expression,)))
            case RoadOwnedBy(owners=owners):
                return Atom(dimension="owner", keys=frozenset(owners))
            case OnStreet(streets=streets):
                return Atom(dimension=STREET, keys=frozenset(map(name_key, streets)), leaf=leaf)
            case AtLandmark(landmarks=landmarks):
                return Atom(dimension="landmark", keys=frozenset(map(name_key, landmarks)))
            case InSector(sectors=sectors):
                return Atom(dimension=SECTOR, keys=frozenset(sectors))
            case OutsideTown(outside=outside):
                return Atom(dimension="outside", keys=frozenset((str(outside),)))
            case ReceivedDuring() | InSeason():
                return Atom(dimension=MOMENT, keys=frozenset((type(leaf).__name__,)), leaf=leaf)
            case WhileOpen(is_open=is_open):
                return Atom(dimension="open", keys=frozenset((str(is_open),)))
            case CameBy(channels=channels):
                return Atom(dimension="channel", keys=frozenset(channels))
            case CameInAt(entrances=entrances):
                return Atom(dimension="entrance", keys=frozenset(map(name_key, entrances)))
            case RequesterIs(requester_kinds=kinds):
                return Atom(dimension="requester", keys=frozenset(kinds))
            case HasAttachment(media_types=types):
                return Atom(dimension=ATTACHMENT, keys=frozenset(types))
            case HasFlag(flags=flags):
                return Atom(dimension="flag", keys=frozenset(flags))
            case SenderIs(standings=standings):
                return Atom(dimension="sender", keys=frozenset(standings))
            case _:
                assert_never(leaf)

    def implies(self, one: Condition, other: Condition) -> bool:
        """Return whether ``other`` surely holds wherever ``one`` does. False also where that cannot be said."""
        if one == other:
            return True
        if isinstance(other, AllOf):
            return all(self.implies(one, part) for part in other.all_of)
        if isinstance(one, AnyOf):
            return all(self.implies(part, other) for part in one.any_of)
        return self._implies_part(one, other)

    def _implies_part(self, one: Condition, other: Condition) -> bool:
        """Return the same where one is no alternative and the other no whole of parts: then one part must do."""
        if isinstance(other, AnyOf) and any(self.implies(one, part) for part in other.any_of):
            return True
        if isinstance(one, AllOf):
            return any(self.implies(part, other) for part in one.all_of)
        if isinstance(other, Not):
            return self.implies(other.negated, one.negated) if isinstance(one, Not) else self.excludes(one, other.negated)
        if isinstance(one, AnyOf | Not) or isinstance(other, AllOf | AnyOf):
            return False
        return includes(self.atom(one), self.atom(other))

    def excludes(self, one: Condition, other: Condition) -> bool:
        """Return whether two conditions surely never hold together."""
        match one, other:
            case (Not(negated=denied), asked) | (asked, Not(negated=denied)):
                return self.implies(asked, denied)
            case (AllOf(all_of=parts), whole) | (whole, AllOf(all_of=parts)):
                return any(self.excludes(part, whole) for part in parts)
            case (AnyOf(any_of=parts), whole) | (whole, AnyOf(any_of=parts)):
                return all(self.excludes(part, whole) for part in parts)
            case _:
                return are_disjoint(self.atom(one), self.atom(other))


def leaves_of(condition: Condition) -> Iterator[Leaf]:
    """Yield the leaves of a condition in order."""
    match condition:
        case AllOf(all_of=parts) | AnyOf(any_of=parts):
            for part in parts:
                yield from leaves_of(part)
        case Not(negated=part):
            yield from leaves_of(part)
        case _:
            yield condition


def conjuncts(condition: Condition) -> Iterator[Condition]:
    """Yield what must all hold, however deep it is nested."""
    if isinstance(condition, AllOf):
        for part in condition.all_of:
            yield from conjuncts(part)
    else:
        yield condition


@lru_cache(maxsize=1 << 16)
def name_key(name: str) -> str:
    """Return a name without accents, case and signs, as names are compared."""
    return read_words(name).joined.strip()


@lru_cache(maxsize=1 << 17)
def word_key(word: str) -> str:
    """Return a word or phrase as rules find it: its stems, or a beginning with its star."""
    words = read_words(word)
    if word.endswith("*"):
        return " ".join(words.forms) + "*"
    return " ".join(stem(fold(words.original(index))) for index in range(len(words)))
