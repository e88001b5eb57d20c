"""What agents' confirmations teach: one more named piece of evidence for a subject, with a ceiling.

A naive Bayes over which stems a message has, not how often. It says how much likelier the words are in messages of a subject than in
those of the others on average, so that a subject confirmed a thousand times weighs no more than one confirmed ten times.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from heapq import nlargest

import numpy as np
import numpy.typing as npt

from domain.draft import Draft
from domain.evidence import LEARNED, Evidence, Part
from domain.ids import UNCLASSIFIED, SubjectCode
from domain.place import Place
from rules.context import names_of
from rules.cues import NOT_A_NAME, TITLES
from rules.names import KINDS
from rules.words import STOPWORDS, Words, fold, read_words, stem

CEILING = 0.2
"""The most it says. Alone, beside the doubt that always remains, it gives a confidence of 0.23: people are asked (`confidence.py`)."""
MESSAGES = ""
"""The word whose count is that of the messages."""
GAP = ""
"""Stands for what is personal, and between sentences."""

_LEAST_CONFIRMED = 5
"""Confirmations a subject needs before its words mean anything."""
LEAST_MESSAGES = 2
"""Messages a word needs: one person's turn of phrase, or name, teaches nothing."""
_LEAST_SUBJECTS = 2
_LEAST_WORDS = 2
_LEAST_SHARE = 0.8
"""Surer is right 94 times in a hundred on the labelled messages, 0.5 only 90 times (bench/learning.py)."""
_SMOOTHING = 4.0
"""Messages of the average subject that each subject is mixed with."""
_SHARPNESS = 0.7
"""Words of a message depend on each other: two say less than twice as much as one."""
_MOST = 2.5
"""Bound of what one word says, as a logarithm."""
_NEVER = 1e-6
_TELLING = 0.7
"""Words that speak less for every subject are left out."""
_QUOTED = 3
_SHORTEST = 3
_UNKNOWN = -1
_ROOM = 1 << 16

Count = tuple[SubjectCode, str, int]
"""In how many messages of a subject a word stands; the word MESSAGES counts the messages."""


class Learned:
    """What was learned up to a step; immutable, compiled once."""

    def __init__(self, step: int = 0, counts: Iterable[Count] = ()) -> None:
        """Compile the counts. ``step`` is the last whose counts are among them."""
        self.step = step
        by_word: defaultdict[str, dict[SubjectCode, int]] = defaultdict(dict)
        for code, word, n in counts:
            by_word[word][code] = n
        messages = {code: n for code, n in by_word.pop(MESSAGES, {}).items() if n >= _LEAST_CONFIRMED and code != UNCLASSIFIED}
        self._codes = tuple(sorted(messages))
        spread = {word: found for word, found in by_word.items() if sum(found.values()) >= LEAST_MESSAGES}
        words, self._says = _compiled(spread, [messages[code] for code in self._codes], self._codes)
        self._row_of = _Rows(words)

    def evidence(self, parts: Iterable[Words]) -> tuple[Evidence[SubjectCode], ...]:
        """Return what the words of a draft's parts speak for: one subject, or nothing. The quote has the words that say most."""
        if not self._codes:
            return ()
        read = tuple(parts)
        row_of = self._row_of.__getitem__
        found = [list(map(row_of, words.forms)) for words in read]
        rows = {row for of_part in found for row in of_part}
        rows.discard(_UNKNOWN)
        if len(rows) < _LEAST_WORDS:
            return ()
        present = sorted(rows)
        said = self._says[present]
        sums: npt.NDArray[np.float32] = said.sum(axis=0)
        best = int(np.argmax(sums))
        share = float(1.0 / np.exp(_SHARPNESS * (sums - sums[best])).sum())
        if share < _LEAST_SHARE or sums[best] <= 0:
            return ()
        strongest = nlargest(_QUOTED, zip(said[:, best].tolist(), present, strict=True))
        return (self._piece(self._codes[best], share, [row for weight, row in strongest if weight > 0], read, found),)

    def _piece(
        self, code: SubjectCode, share: float, strongest: Sequence[int], parts: Sequence[Words], found: Sequence[Sequence[int]]
    ) -> Evidence[SubjectCode]:
        places = [next((words, rows.index(row)) for words, rows in zip(parts, found, strict=True) if row in rows) for row in strongest]
        words, index = places[0]
        return Evidence(
            rule=LEARNED,
            answer=code,
            weight=round(CEILING * share, 4),
            ceiling=CEILING,
            quote=", ".join(words.original(index) for words, index in places),
            where=words.span(index, index),
        )


def words_of(draft: Draft, place: Place) -> frozenset[str]:
    """Return the stems a draft teaches: no small words, none of the place, of persons' names, none with digits."""
    left_out = {*names_of(draft.requester.name), *place_words(place)}
    forms = map(fold, telling_words(draft))
    return frozenset(term for form in forms if form not in left_out and (term := _term(form)))


def telling_words(draft: Draft) -> tuple[str, ...]:
    """Return the words of a draft in lower case, heading first, with a GAP for what may be a person or a number, and between sentences."""
    parts = [read_words(text, part) for text, part in ((draft.heading, Part.HEADING), (draft.text, Part.BODY)) if text]
    return tuple(word for words in parts for word in (*_with_gaps(words), GAP))


def place_words(place: Place) -> frozenset[str]:
    """Return the folded words that say where it is."""
    texts = (place.text, place.street, place.landmark, place.commune, place.sector)
    return frozenset(form for text in texts if text for form in read_words(text).forms)


def _with_gaps(words: Words) -> Iterator[str]:
    sentence = 0
    for index, form in enumerate(words.forms):
        if words.sentences[index] != sentence:
            sentence = words.sentences[index]
            yield GAP
        yield GAP if not form.isalpha() or _follows_title(words, index) else words.original(index).lower()


def _follows_title(words: Words, index: int) -> bool:
    """Tell whether a word may be a person's name: « M. Poubelle », « Mme le Goff »."""
    return words.forms[index] not in NOT_A_NAME and any(form in TITLES for form in words.forms[max(0, index - 2) : index])


@lru_cache(maxsize=_ROOM)
def _term(form: str) -> str:
    """Return what a folded word counts as; nothing for a small word, a kind of street, or one with digits."""
    if len(form) < _SHORTEST or form in STOPWORDS or form in KINDS or form in TITLES or not form.isalpha():
        return ""
    return stem(form)


class _Rows(dict[str, int]):
    """The row of each folded form met, by its stem; filled as forms come, up to a bound."""

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__()
        self._row_of_term: Mapping[str, int] = {word: row for row, word in enumerate(words)}

    def __missing__(self, form: str) -> int:
        row = self._row_of_term.get(_term(form), _UNKNOWN)
        if len(self) < _ROOM:
            self[form] = row
        return row


def _compiled(
    spread: Mapping[str, Mapping[SubjectCode, int]], messages: Sequence[int], codes: Sequence[SubjectCode]
) -> tuple[tuple[str, ...], npt.NDArray[np.float32]]:
    """Return the words that tell something, and for each what it says for each subject."""
    column = {code: index for index, code in enumerate(codes)}
    counts = np.zeros((len(spread), len(codes)), dtype=np.float32)
    for row, found in enumerate(spread.values()):
        for code, n in found.items():
            if code in column:
                counts[row, column[code]] = n
    if len(codes) < _LEAST_SUBJECTS or not spread:
        return (), counts
    confirmed = np.array(messages, dtype=np.float32)
    average = (counts / confirmed).mean(axis=1, keepdims=True).clip(min=_NEVER)
    shares = (counts + _SMOOTHING * average) / (confirmed + _SMOOTHING)
    of_others = (shares.sum(axis=1, keepdims=True) - shares) / (len(codes) - 1)
    says = np.log(shares / of_others).clip(-_MOST, _MOST)
    telling = says.max(axis=1) >= _TELLING
    return tuple(word for word, tells in zip(spread, telling.tolist(), strict=True) if tells), np.ascontiguousarray(says[telling])


NOTHING_LEARNED = Learned()
