"""Rules that others leave nothing to decide."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from domain.department import Confidentiality
from domain.draft import Flag
from domain.ids import UNCLASSIFIED, RuleId
from domain.ruleset import Alert, AllOf, AnyOf, Condition, Effect, Level, Not, Rule, SubjectIs, ThemeIs
from rules.lint.atoms import Tree, conjuncts
from rules.lint.findings import Fault, LintFinding, Severity, in_rule
from rules.lint.sets import ALL_WORDS, NO_WORDS, SINGLE, WORDS, Atom, are_disjoint, includes, wider

Key = tuple[str, str]
"""Dimension and what is asked for in it."""
ANYTHING: Key = ("", "")
EACH = frozenset((ALL_WORDS, NO_WORDS))
"""Dimensions in which every key counts."""
MOST_COMPARED = 100
"""Earlier rules a rule is held against: keys that many share, such as one common subject, would make the work quadratic."""


def outdone(rules: Sequence[Rule], tree: Tree) -> Iterator[LintFinding]:
    """Yield the rules whose department an earlier rule always settles, and those that clash with another of the same rank."""
    active = sorted((rule for rule in rules if rule.active), key=lambda rule: (*_order(rule), rule.id))
    index = _Index(active, tree)
    for rule in active:
        winner = index.first_implied(rule)
        if winner is not None:
            yield from _told(winner, rule, tree)
        index.add(rule)


def _order(rule: Rule) -> tuple[int, int, int, int]:
    return (rule.level, rule.precision, -rule.priority, -(rule.written_on.toordinal() if rule.written_on else 0))


def _told(winner: Rule, rule: Rule, tree: Tree) -> Iterator[LintFinding]:
    """Yield what a rule loses to one that always comes first. One that names no other department, or goes on, still adds its part."""
    loses = _wanted(rule.effect) not in {None, _wanted(winner.effect)} and not rule.effect.goes_on
    variants = _are_variants(winner.id, rule.id)
    if rule.effect == winner.effect:
        yield in_rule(rule, Severity.NOTICE, Fault.SHADOWED, "condition", (winner.id,))
    elif loses and _order(winner) == _order(rule) and not variants and not winner.effect.stops:
        same = tree.implies(winner.condition, rule.condition)
        yield in_rule(rule, Severity.ERROR if same else Severity.WARNING, Fault.CLASH, "priority", (winner.id,))
    elif (loses or winner.effect.stops) and (variants or not _protects(rule.effect)):
        yield in_rule(rule, Severity.WARNING, Fault.SHADOWED, "condition", (winner.id,))


def unreachable(rule: Rule, tree: Tree) -> Iterator[LintFinding]:
    """Yield the rule of the last rank that asks for a subject: where one was recognised, its department goes before the mailbox."""
    if rule.level is not Level.MAILBOX or _wanted(rule.effect) is None:
        return
    for part in conjuncts(rule.condition):
        if isinstance(part, SubjectIs | ThemeIs) and UNCLASSIFIED not in tree.atom(part).keys:
            yield in_rule(rule, Severity.WARNING, Fault.UNREACHABLE, "level", leaf=None)
            return


def _settles(effect: Effect) -> bool:
    return effect.stops or (_wanted(effect) is not None and not effect.goes_on)


def _wanted(effect: Effect) -> str | None:
    return "=" if effect.keeps_subject_department else effect.department


def _protects(effect: Effect) -> bool:
    """Return whether a rule does something even when it has lost: ring, hide, ask for people, mark danger."""
    protects = effect.review or effect.alert is not Alert.NONE or Flag.DANGER in effect.flags or Flag.CONFIDENTIAL in effect.flags
    return protects or (effect.confidentiality or Confidentiality.NORMAL) > Confidentiality.NORMAL


def _covers(earlier: Rule, rule: Rule) -> bool:
    """Return whether a rule never speaks on a day on which the earlier one is silent."""
    begins = earlier.valid_from is None or (rule.valid_from is not None and earlier.valid_from <= rule.valid_from)
    ends = earlier.valid_until is None or (rule.valid_until is not None and rule.valid_until <= earlier.valid_until)
    return begins and ends


def _are_variants(one: RuleId, other: RuleId) -> bool:
    return one.partition("/")[0] == other.partition("/")[0]


class _Part(NamedTuple):
    """One of the parts that must all hold: a leaf as a set, denied or not; anything else keeps its condition only."""

    atom: Atom | None
    denied: bool
    condition: Condition


class _Compiled(NamedTuple):
    """A rule with the parts of its condition, those that few rules have first."""

    rule: Rule
    position: int
    parts: tuple[_Part, ...]
    keys: tuple[frozenset[Key], ...]


class _Index:
    """Rules that settle, each under all keys of its most telling part: what holds less often has one of them."""

    def __init__(self, rules: Sequence[Rule], tree: Tree) -> None:
        self._tree = tree
        parts = [tuple(self._part(condition) for condition in conjuncts(rule.condition)) for rule in rules]
        keys = [tuple(self._keys_of(several)) for several in parts]
        self._counts = Counter(key for sets in keys for one in sets for key in one)
        shared = Counter(part.condition for several in parts for part in several)
        self._compiled = {
            rule.id: _Compiled(rule, position, tuple(sorted(several, key=lambda part: shared[part.condition])), sets)
            for position, (rule, several, sets) in enumerate(zip(rules, parts, keys, strict=True))
        }
        self._filed: defaultdict[Key, list[_Compiled]] = defaultdict(list)
        self._beginnings: set[int] = set()
        """Lengths of the beginnings of words, written with a star, under which rules are filed."""

    def add(self, rule: Rule) -> None:
        """File a rule that settles the department."""
        if not _settles(rule.effect):
            return
        compiled = self._compiled[rule.id]
        telling = min(filter(None, compiled.keys), key=self._rarity, default=frozenset((ANYTHING,)))
        for key in telling:
            self._filed[key].append(compiled)
            if key[0] == WORDS and key[1].endswith("*"):
                self._beginnings.add(len(key[1]) - 1)

    def first_implied(self, rule: Rule) -> Rule | None:
        """Return the first rule filed that holds wherever this one does, on all days on which it speaks."""
        compiled = self._compiled[rule.id]
        found: dict[int, _Compiled] = {}
        for keys in (*filter(None, compiled.keys), frozenset((ANYTHING,))):
            # The other rule has a wider key for each of these; where fewest are filed under one, fewest are to be compared.
            filed = (self._filed_under(key) for key in sorted(keys))
            rarest = min(filed, key=lambda lists: sum(map(len, lists)))
            found.update((one.position, one) for several in rarest for one in several[:MOST_COMPARED])
        candidates = (found[position] for position in sorted(found)[:MOST_COMPARED])
        return next((one.rule for one in candidates if _covers(one.rule, rule) and self._implies(compiled, one)), None)

    def _filed_under(self, key: Key) -> list[list[_Compiled]]:
        """Return the rules filed under a key or a wider one."""
        dimension, name = key
        return [found for wide in wider(dimension, name, self._beginnings) if (found := self._filed.get((dimension, wide)))]

    def _implies(self, one: _Compiled, other: _Compiled) -> bool:
        """Return whether each part of the other rule is implied by a part of the one."""
        return all(any(self._part_implies(mine, theirs) for mine in one.parts) for theirs in other.parts)

    def _part_implies(self, mine: _Part, theirs: _Part) -> bool:
        if mine.atom is None or theirs.atom is None:
            return self._tree.implies(mine.condition, theirs.condition)
        if theirs.denied:
            return includes(theirs.atom, mine.atom) if mine.denied else are_disjoint(mine.atom, theirs.atom)
        return not mine.denied and includes(mine.atom, theirs.atom)

    def _part(self, condition: Condition) -> _Part:
        inner = condition.negated if isinstance(condition, Not) else condition
        atom = None if isinstance(inner, AllOf | AnyOf | Not) else self._tree.atom(inner)
        return _Part(atom, isinstance(condition, Not), condition)

    def _keys_of(self, parts: Iterable[_Part]) -> Iterator[frozenset[Key]]:
        """Yield the keys of each part of a condition. What must all be there, or all be missing, is a part of its own each."""
        for part in parts:
            if part.atom is not None and part.denied and part.atom.dimension in SINGLE:
                # It is also implied by another value of the same: no key is needed.
                continue
            if part.atom is not None and (part.denied != (part.atom.dimension in EACH)):
                dimension = f"not {part.atom.dimension}" if part.denied else part.atom.dimension.removeprefix("all ")
                yield from (frozenset(((dimension, key),)) for key in part.atom.keys)
            elif not part.denied:
                yield frozenset(self._keys(part.condition))

    def _rarity(self, keys: frozenset[Key]) -> tuple[int, int]:
        counts = [self._counts[key] for key in keys]
        return min(counts), max(counts)

    def _keys(self, part: Condition) -> Iterator[Key]:
        """Yield the keys of which a message must have one for a part to hold; none where the part asks for no such thing."""
        match part:
            case AnyOf(any_of=parts):
                several = [list(self._keys(one)) for one in parts]
                if all(several):
                    yield from (key for keys in several for key in keys)
            case AllOf(all_of=parts):
                yield from next((keys for one in parts if (keys := list(self._keys(one)))), [])
            case Not():
                return
            case _:
                atom = self._tree.atom(part)
                if atom.dimension != NO_WORDS:
                    yield from ((atom.dimension.removeprefix("all "), key) for key in atom.keys)
