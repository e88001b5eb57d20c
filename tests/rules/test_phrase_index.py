import random
from collections.abc import Iterator, Sequence

import pytest

from domain.ids import SubjectCode
from rules.matching import FRAME, NEGATION, VOCABULARY, Heard, Phrase, Slot
from rules.phrase_index import Meaning, PhraseIndex, Said
from rules.words import Words, read_words

TERMS = ("route", "trou", "pneu", "roue", "pluie", "banc", "lampe", "arbre", "mur", "chien", NEGATION)
SMALL = ("le", "de", "et", "sur")
SIGNS = (" ", " ", " ", " ", ", ", ". ", " ! ")


def some_phrases(choose: random.Random) -> Iterator[Phrase]:
    """Yield phrases of two to six slots, some with a negation, some tight, some that one word fills twice."""
    for number in range(60):
        count = choose.choice((2, 2, 2, 3, 3, 4, 5, 6))
        slots = [tuple(sorted(choose.sample(TERMS[:-1], choose.randint(1, 3)))) for _ in range(count)]
        at = choose.randrange(count) if number % 3 == 0 else None
        if at is not None:
            slots[at] = (NEGATION, "mur") if number % 2 else (NEGATION,)
        rule = choose.choice((FRAME, VOCABULARY))
        yield Phrase(SubjectCode(f"T-{number}"), rule, tuple(slots), 1.0, None, at, at is not None and number % 4 == 0, number % 7 == 0)


def some_text(choose: random.Random, count: int) -> Words:
    """Return a text of so many words."""
    words = [choose.choice((*SMALL, "pas", *TERMS[:-1])) for _ in range(count)]
    return read_words("".join(word + choose.choice(SIGNS) for word in words))


def hear(index: PhraseIndex, words: Words, slots: Sequence[Slot], choose: random.Random) -> Said:
    """Return what the words stand for; some may be other words than they seem."""
    filled = {term: tuple(number for number, slot in enumerate(slots) if term in slot) for term in TERMS}
    terms = [NEGATION if form == "pas" else form for form in words.forms]
    worths = [choose.choice((1.0, 1.0, 0.88, 0.78)) for _ in terms]
    return [
        (place, Meaning(index.sense(filled[term]), (), worth))
        for place, (term, worth) in enumerate(zip(terms, worths, strict=True))
        if filled.get(term)
    ]


@pytest.mark.parametrize("few", [0, 40])
@pytest.mark.parametrize("seed", range(40))
def test_phrases_are_found_together_as_they_are_one_by_one(monkeypatch: pytest.MonkeyPatch, seed: int, few: int) -> None:
    monkeypatch.setattr("rules.phrase_index._FEW", few)
    choose = random.Random(seed)  # noqa: S311 - the same texts each run
    phrases = tuple(some_phrases(choose))
    slots = {slot: number for number, slot in enumerate(dict.fromkeys(slot for phrase in phrases for slot in phrase.slots))}
    index = PhraseIndex(phrases, slots)
    words = some_text(choose, choose.choice((5, 20, 60, 300)))
    said = hear(index, words, tuple(slots), choose)
    doubts = {(slot, place): meaning.worth for place, meaning in said if meaning.worth < 1 for slot in meaning.sense.slots}
    ranks = tuple(sum(form not in SMALL for form in words.forms[:place]) for place in range(len(words) + 1))
    heard = Heard(words.forms, doubts, words.sentences, ranks)
    assert index.find_together(said, heard) == index.find_each(said, heard)


def test_nothing_is_found_where_nothing_is_said() -> None:
    index = PhraseIndex((), {})
    heard = Heard((), {}, (), (0,))
    assert index.find_together([], heard) == index.find_each([], heard) == []


def test_a_phrase_of_many_slots_is_found() -> None:
    slots: tuple[Slot, ...] = tuple((term,) for term in TERMS[:6])
    phrase = Phrase(SubjectCode("T-1"), VOCABULARY, slots, 1.0)
    numbers = {slot: number for number, slot in enumerate(slots)}
    index = PhraseIndex((phrase,), numbers)
    words = read_words(" ".join(TERMS[:6]))
    said = [(place, Meaning(index.sense((place,)), (), 1.0)) for place in range(6)]
    heard = Heard(words.forms, {}, words.sentences, tuple(range(7)))
    (together,), (each,) = index.find_together(said, heard), index.find_each(said, heard)
    assert together == each
    assert together.indices == tuple(range(6))
