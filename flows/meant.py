"""What somebody who found nothing may have meant: his words, mended by those the town itself uses. Nothing of requests is told by that."""

from collections.abc import Iterable, Iterator, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

from flows.town_views import TownView
from rules.words import STOPWORDS, fold, written_words

SHORTEST = 4
"""Letters of a word that is mended: of shorter ones too many are alike."""
LIKE = 0.7
"""Likeness from which a word is taken for another: one slip in four letters, two in seven."""
_MOST_WORDS = 8


def words_of_town(view: TownView) -> Mapping[str, str]:
    """Return the words of a town's streets, places, sectors, subjects and departments, as they are written, by their folded form."""
    key = (view.town.id, view.basis.ruleset, view.basis.places)
    known = _KNOWN.get(key)
    if known is None:
        if len(_KNOWN) >= _MOST_KEPT:
            _KNOWN.clear()
        known = _KNOWN[key] = by_folded(_texts(view))
    return known


def meant(typed: str, known: Mapping[str, str]) -> str | None:
    """Return what was typed with each word nobody uses mended by the likest known one; None where nothing is mended."""
    words = written_words(typed)[:_MOST_WORDS]
    mended = [_mended(word, known) for word in words]
    return " ".join(mended) if mended != words else None


def _mended(word: str, known: Mapping[str, str]) -> str:
    folded = fold(word)
    if len(folded) < SHORTEST or folded in known or folded in STOPWORDS or folded.isdecimal():
        return word
    found = process.extractOne(folded, known.keys(), scorer=OSA.normalized_similarity, score_cutoff=LIKE)
    return word if found is None else known[found[0]]


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


_KNOWN: dict[tuple[str, int, int], dict[str, str]] = {}
_MOST_KEPT = 64
