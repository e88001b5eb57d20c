"""Rules that repeated corrections ask for, with how right they would have been."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from domain.confirmation import Choice
from domain.ids import UNCLASSIFIED, RequestId, RuleId, SubjectCode
from domain.inbound import Channel
from domain.ruleset import (
    AllOf,
    AtLandmark,
    CameBy,
    CameInAt,
    Condition,
    Effect,
    HasWords,
    InSector,
    Level,
    OnStreet,
    Precision,
    Rule,
    SubjectIs,
)
from rules.cues import WEAK
from rules.learned import GAP
from rules.words import STOPWORDS, fold, stem

LEAST_REQUESTS = 5
LEAST_PRECISION = 0.9
_MOST_A_GROUP = 3
_LONGEST_PHRASE = 3
_SHORTEST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A request that an agent decided, as a rule would have seen it. ``words`` are in lower case, with a GAP for what is personal."""

    request: RequestId
    reference: str
    proposed: Choice
    decided: Choice
    landmark: str | None
    channel: Channel
    entrance: str | None
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A rule that corrections ask for (règle proposée).

    Of the confirmed requests it would have held for ``holds`` and been right for ``right``; ``corrected`` is how often agents made this
    correction at all, and ``references`` are those of them that it would have spared.
    """

    rule: Rule
    holds: int
    right: int
    corrected: int
    references: tuple[str, ...]

    @property
    def precision(self) -> float:
        """Share of the requests it would have held for that it would have decided as agents did."""
        return self.right / self.holds

    @property
    def recall(self) -> float:
        """Share of the corrections it would have spared."""
        return len(self.references) / self.corrected


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """A correction made again and again: of requests proposed as ``subject``, the department, or subject and department."""

    subject: SubjectCode
    effect: Effect

    def is_made(self, decided: Choice) -> bool:
        """Tell whether a decision is what the effect makes."""
        return decided.department == self.effect.department and self.effect.subject in (None, decided.subject)


def repeated(choices: Iterable[tuple[Choice, Choice]]) -> tuple[Repeated, ...]:
    """Return the corrections made often enough, the commonest first, from pairs of what was proposed and what was decided."""
    made = Counter(one for proposed, decided in choices if (one := _correction(proposed, decided)) is not None)
    return tuple(one for one, count in sorted(made.items(), key=lambda item: (-item[1], repr(item[0]))) if count >= LEAST_REQUESTS)


def suggest(wanted: Iterable[Repeated], cases: Sequence[Case]) -> tuple[Suggestion, ...]:
    """Return the rules that are right often enough on these cases, which are all that were proposed as the subjects wanted."""
    by_subject: defaultdict[SubjectCode, list[Case]] = defaultdict(list)
    for case in cases:
        by_subject[case.proposed.subject].append(case)
    return tuple(suggestion for one in wanted for suggestion in _for_one(one, by_subject[one.subject]))


def _correction(proposed: Choice, decided: Choice) -> Repeated | None:
    if decided.subject != proposed.subject:
        # With the department agents chose: that of the rules for the old subject would stand otherwise.
        effect = Effect(subject=decided.subject, department=decided.department)
        return None if decided.subject == UNCLASSIFIED else Repeated(subject=proposed.subject, effect=effect)
    if decided.department != proposed.department:
        return Repeated(subject=proposed.subject, effect=Effect(department=decided.department))
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trait:
    """What requests have in common: nothing but their subject, a way in, a place, or words. The lower the ``rank``, the plainer."""

    rank: int
    words: str
    condition: Condition | None
    precision: Precision = Precision.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tried:
    """A trait with the cases it holds for, how many of them it decides right, and which corrections not spared yet it spares."""

    trait: _Trait
    held: Sequence[Case]
    right: int
    spared: tuple[Case, ...]

    @property
    def merit(self) -> tuple[int, float, int, str]:
        """What makes one better than another."""
        return len(self.spared), self.right / len(self.held), -self.trait.rank, self.trait.words


def _for_one(wanted: Repeated, cases: Sequence[Case]) -> Iterator[Suggestion]:
    """Yield the best rules for a correction; each next one only for what those before do not spare."""
    corrected = [case for case in cases if _correction(case.proposed, case.decided) == wanted]
    holders = _holders(corrected, cases)
    left = {case.request for case in corrected}
    for number in range(1, _MOST_A_GROUP + 1):
        tried = (_tried(wanted, trait, held, left) for trait, held in holders.items())
        best = max((one for one in tried if one is not None), key=lambda one: one.merit, default=None)
        if best is None:
            return
        yield _suggestion(wanted, best, number, len(corrected))
        left -= {case.request for case in best.spared}


def _tried(wanted: Repeated, trait: _Trait, held: Sequence[Case], left: Set[RequestId]) -> _Tried | None:
    """Return a trait tried; None where it spares too few corrections or is wrong too often."""
    spared = tuple(case for case in held if case.request in left)
    right = sum(1 for case in held if wanted.is_made(case.decided))
    if len(spared) < LEAST_REQUESTS or right < LEAST_PRECISION * len(held):
        return None
    return _Tried(trait=trait, held=held, right=right, spared=spared)


def _suggestion(wanted: Repeated, best: _Tried, number: int, corrected: int) -> Suggestion:
    trait, goal = best.trait, wanted.effect.subject or wanted.effect.department or ""
    is_subject = SubjectIs(subjects=(wanted.subject,))
    rule = Rule(
        id=RuleId(f"P-{wanted.subject}-{goal}-{number}"),
        name=f"{wanted.subject} → {goal}" + (f" : {trait.words}" if trait.words else ""),
        level=Level.SUBJECT if trait.precision is Precision.NONE else Level.SUBJECT_AND_PLACE,
        precision=trait.precision,
        priority=1,
        condition=is_subject if trait.condition is None else AllOf(all_of=(is_subject, trait.condition)),
        effect=wanted.effect,
    )
    references = tuple(case.reference for case in best.spared)
    return Suggestion(rule=rule, holds=len(best.held), right=best.right, corrected=corrected, references=references)


def _holders(corrected: Sequence[Case], cases: Iterable[Case]) -> Mapping[_Trait, Sequence[Case]]:
    """Return what enough of the corrected requests have in common, and all cases that have it too."""
    facts = Counter(trait for case in corrected for trait in _facts(case))
    phrases = Counter(phrase for case in corrected for phrase in {phrase for phrase, _ in _phrases(case.words)})
    often = {phrase for phrase, count in phrases.items() if count >= LEAST_REQUESTS}
    written = Counter(pair for case in corrected for pair in _phrases(case.words) if pair[0] in often)
    forms: dict[tuple[str, ...], str] = {}
    for (phrase, form), _count in written.most_common():
        forms.setdefault(phrase, form)
    traits = {phrase: _Trait(rank=_WORDS + len(phrase), words=form, condition=HasWords(words=(form,))) for phrase, form in forms.items()}
    holders: defaultdict[_Trait, list[Case]] = defaultdict(list)
    for case in cases:
        for trait in _facts(case):
            if facts[trait] >= LEAST_REQUESTS:
                holders[trait].append(case)
        for phrase in {phrase for phrase, _ in _phrases(case.words)} & traits.keys():
            holders[traits[phrase]].append(case)
    return holders


_ALWAYS = _Trait(rank=0, words="", condition=None)
_WORDS = 3


def _facts(case: Case) -> Iterator[_Trait]:
    """Yield what a request is beside its words."""
    yield _ALWAYS
    yield _Trait(rank=1, words=case.channel, condition=CameBy(channels=(case.channel,)))
    if case.entrance is not None:
        yield _Trait(rank=1, words=case.entrance, condition=CameInAt(entrances=(case.entrance,)))
    if (sector := case.proposed.sector) is not None:
        yield _Trait(rank=2, words=sector, condition=InSector(sectors=(sector,)), precision=Precision.SECTOR)
    if case.landmark is not None:
        yield _Trait(rank=_WORDS, words=case.landmark, condition=AtLandmark(landmarks=(case.landmark,)), precision=Precision.LANDMARK)
    elif (street := case.proposed.street) is not None:
        yield _Trait(rank=_WORDS, words=street, condition=OnStreet(streets=(street,)), precision=Precision.STREET)


def _phrases(words: Sequence[str]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the phrases of up to three words, as stems and as written, that neither begin nor end with a small word."""
    for start, first in enumerate(words):
        if not _is_full(first):
            continue
        for end in range(start + 1, min(start + _LONGEST_PHRASE, len(words)) + 1):
            if words[end - 1] == GAP:
                break
            if _is_full(words[end - 1]) and (end - start > 1 or fold(first) not in WEAK):
                yield tuple(map(_root, words[start:end])), " ".join(words[start:end])


def _root(word: str) -> str:
    """Return what a word is counted as, with accents or without."""
    return stem(fold(word))


def _is_full(word: str) -> bool:
    return len(word) >= _SHORTEST and word not in STOPWORDS
