"""What somebody who found nothing may have meant: his words, mended by those the town itself uses. Nothing of requests is told by that."""

from collections.abc import Iterable, Iterator, Mapping
from weakref import WeakKeyDictionary

from rapidfuzz import process
from rapidfuzz.distance import OSA

from flows.town_views import TownView
from rules.spelling import HEARD, sounds_of
from rules.words import STOPWORDS, fold, stem, written_words

SHORTEST = 4
"""Letters of a word that is mended: of shorter ones too many are alike."""
LIKE = 0.7
"""Likeness from which a word is taken for another: one slip in four letters, two in seven."""
_MOST_WORDS = 8
_MOST_OTHERS = 3
"""Known words that one typed is taken for, besides itself."""
_BEGINS_ALIKE = 0.05
"""So much more alike are words of one first letter: seldom is that the slip."""


def words_of_town(view: TownView) -> Mapping[str, str]:
    """Return the words of a town's streets, places, sectors, subjects and departments, as they are written, by their folded form."""
    known = _KNOWN.get(view)
    if known is None:
        known = _KNOWN[view] = by_folded(_texts(view))
    return known


def meanings(typed: str, known: Mapping[str, str]) -> Iterator[str]:
    """Yield what may have been meant, the likest first: each word nobody uses mended, then one word of it taken for another.

    A town's vocabulary holds words as citizens misspell them, so that one it knows may be a slip, too.
    """
    words = written_words(typed)[:_MOST_WORDS]
    others = [_others(word, known) for word in words]
    mended = [found[0] if found and fold(word) not in known else word for word, found in zip(words, others, strict=True)]
    told = {" ".join(words)}
    for at, word in [(0, mended[0] if mended else ""), *((at, word) for at, found in enumerate(others) for word in found)]:
        meaning = " ".join([*mended[:at], word, *mended[at + 1 :]])
        if meaning not in told:
            told.add(meaning)
            yield meaning


def _others(word: str, known: Mapping[str, str]) -> list[str]:
    """Return the known words that a word may stand for, the likest first, as they are written; no other form of itself among them."""
    folded = fold(word)
    if len(folded) < SHORTEST or folded in STOPWORDS or folded.isdecimal():
        return []
    near = process.extract(folded, known.keys(), scorer=OSA.normalized_similarity, score_cutoff=LIKE, limit=4 * _MOST_OTHERS)
    alike = {other: score + _BEGINS_ALIKE * (other[0] == folded[0]) for other, score, _ in near}
    own = sounds_of((folded,))[0]
    for other in (one for one, heard in zip(known, sounds_of(tuple(known)), strict=True) if heard == own):
        alike[other] = max(HEARD, alike.get(other, 0.0))
    root = stem(word)
    ranked = sorted((other for other in alike if other != folded and stem(known[other]) != root), key=lambda other: (-alike[other], other))
    return [known[other] for other in ranked[:_MOST_OTHERS]]


def by_folded(texts: Iterable[str]) -> dict[str, str]:
    """Return the words of some texts as they are written, by their folded form; those too short to be mended are left out."""
    found: dict[str, str] = {}
    for text in texts:
        for word in written_words(text):
            folded = fold(word)
            if len(folded) >= SHORTEST and not folded.isdecimal():
                found.setdefault(folded, word)
    return found


def _texts(view: TownView) -> Iterator[str]:
    places = view.classifier.places
    for subject in view.ruleset.subjects:
        yield from (subject.label, subject.theme, *subject.vocabulary)
    yield from (one.label for one in view.ruleset.departments)
    yield from (one.name for one in places.streets)
    yield from (one.name for one in places.landmarks)
    yield from (one.name for one in places.sectors)


_KNOWN: WeakKeyDictionary[TownView, Mapping[str, str]] = WeakKeyDictionary()
"""Kept as long as the view itself: two installations of one process may each have a first version of the same town."""
