"""Searching requests: what somebody typed becomes words to look for; the index is brought up to date."""

from dataclasses import dataclass

from flows.wiring import Installation
from rules.words import STOPWORDS, fold, stem, written_words
from store import search
from store.search import MOST_WORDS, SHORTEST_BEGINNING, Entry, Searchable, Word

_BATCH = 200
_MOST_TYPED = 20
"""Words of a question that are looked for; nobody types more."""
_LONGEST_TEXT = 50_000
_LONGEST_WORD = 60
_SHORTEST_PLURAL = 4
"""Letters from which on a word may be one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaughtUp:
    """How far the index came: ``count`` requests were looked at; ``is_all``: none was waiting any more."""

    count: int
    is_all: bool


def words_of(typed: str) -> tuple[Word, ...]:
    """Return the words somebody looks for: each in its folded form or by its stem, the last one by its beginning, too.

    Little words that carry nothing are left out, unless nothing else was typed.
    """
    pairs = [(fold(word), word) for word in written_words(typed)[:_MOST_TYPED]]
    telling = [pair for pair in pairs if pair[0] not in STOPWORDS] or pairs
    if not telling:
        return ()
    *earlier, last = telling
    found = [Word(forms=_asked(*pair)) for pair in earlier]
    beginning = last[0][:_LONGEST_WORD] if len(last[0]) >= SHORTEST_BEGINNING else None
    return (*found, Word(forms=_asked(*last), beginning=beginning))


def indexed_words(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words a request is found by, each once, in the order they come: as they are folded, and their stems."""
    found: dict[str, None] = {}
    for text in texts:
        for written in written_words(text[:_LONGEST_TEXT]):
            folded = fold(written)
            if folded in STOPWORDS:
                continue
            for form in _forms(folded, written):
                found[form] = None
            if len(found) >= MOST_WORDS:
                return tuple(found)
    return tuple(found)


def catch_up(installation: Installation, *, batches: int | None = None) -> CaughtUp:
    """Bring the index up to date, a batch a transaction; at most so many batches. Another process that is at it is left alone."""
    count, done = 0, 0
    while batches is None or done < batches:
        with installation.database.read() as session:
            if not search.is_waiting(session):
                return CaughtUp(count=count, is_all=True)
        with installation.database.write() as session:
            waiting = search.waiting(session, _BATCH)
            search.keep(session, waiting, tuple(map(entry, waiting.requests)))
        if not waiting.notes:
            return CaughtUp(count=count, is_all=False)
        count += len(waiting.requests)
        done += 1
    return CaughtUp(count=count, is_all=False)


def rebuild(installation: Installation) -> int:
    """Make the index anew from the requests and return how many are in it. May be interrupted: the sweep goes on with it."""
    with installation.database.write() as session:
        search.mark_all(session)
    return catch_up(installation).count


def entry(searchable: Searchable) -> Entry:
    """Return a request with the words it is found by."""
    return Entry(searchable=searchable, words=indexed_words(searchable.texts))


def _asked(folded: str, written: str) -> tuple[str, ...]:
    """Return the forms a word is looked for in: its own, and where the stemmer leaves the mark of a plural, without that (« trous »)."""
    own = _forms(folded, written)
    singular = folded[:_LONGEST_WORD].removesuffix("s").removesuffix("x")
    is_left = len(own) == 1 and len(folded) >= _SHORTEST_PLURAL and singular not in {"", *own}
    return (*own, singular) if is_left else own


def _forms(folded: str, written: str) -> tuple[str, ...]:
    """Return the folded form of a word and its stem, which singular and plural share."""
    whole, root = folded[:_LONGEST_WORD], stem(written)[:_LONGEST_WORD]
    return (whole,) if root in {"", whole} else (whole, root)
