"""What the rules of a rule set ask of a message's text, found in all its parts."""

from collections.abc import Iterable, Iterator, Mapping

from domain.ruleset import AllOf, AnyOf, Condition, HasAllWords, HasNoWords, HasWords, MatchesExpression, Not, Rule, Subject
from rules.candidates import Passage
from rules.expressions import Expressions
from rules.frames import FRAMES
from rules.literals import Literals
from rules.situation import Said
from rules.words import folded_words

Found = Mapping[str, Said]

_FRAME_WORDS = frozenset(folded_words("\n".join(frame for frames in FRAMES.values() for frame in frames)))


class RuleText:
    """Words and expressions of all rules, compiled once; immutable afterwards."""

    def __init__(self, rules: Iterable[Rule], real_words: frozenset[str] = frozenset()) -> None:
        """Compile what every condition asks for. ``real_words`` are never taken for a misspelt word of a rule."""
        asked = [leaf for rule in rules for leaf in _leaves(rule.condition)]
        self._literals = Literals((word for leaf in asked for word in words_of(leaf)), real_words)
        self._expressions = Expressions(leaf.expression for leaf in asked if isinstance(leaf, MatchesExpression))

    def find(self, passages: Iterable[Passage]) -> tuple[Found, Found]:
        """Return the words and the expressions that a draft has; what is said plainly in any part counts."""
        said: dict[str, Said] = {}
        matched: dict[str, Said] = {}
        for passage in passages:
            for literal, one in self._literals.find(passage.words, passage.meaning).items():
                if literal not in said or (one.plain and not said[literal].plain):
                    said[literal] = one
            matched = {**self._expressions.find(passage.words), **matched}
        return said, matched


def real_words(subjects: Iterable[Subject]) -> frozenset[str]:
    """Return the folded words of the subjects' vocabulary and of the turns of phrase: a message that has them means them."""
    phrases = [phrase for subject in subjects for phrase in subject.vocabulary]
    return frozenset(folded_words("\n".join(phrases))) | _FRAME_WORDS


def words_of(condition: Condition) -> tuple[str, ...]:
    """Return the words that a single condition asks for."""
    match condition:
        case HasWords(words=words) | HasAllWords(all_words=words) | HasNoWords(no_words=words):
            return words
        case _:
            return ()


def _leaves(condition: Condition) -> Iterator[Condition]:
    """Yield the single conditions of a condition."""
    match condition:
        case AllOf(all_of=parts) | AnyOf(any_of=parts):
            for part in parts:
                yield from _leaves(part)
        case Not(negated=part):
            yield from _leaves(part)
        case _:
            yield condition
