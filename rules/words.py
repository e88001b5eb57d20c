"""Words of a message: folded, stemmed, each with its place in the original text.

Nothing here changes the text; a word keeps the offsets of its characters, so every match can be shown in the requester's own words.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

import Stemmer

from domain.evidence import Part, Span

_STEMMER = Stemmer.Stemmer("french")
_TOKEN = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"})
_SENTENCE_END = re.compile(r"[!?;…:]|\.(?=\s|$)|\n\s*\n|\n\s*(?=[-–•*·]|\d{1,2}\s*[).°/])|(?<=\s)[-–—](?=\s)|\s/\s")


_BREAKS = frozenset(',()/"«»')
_SHORT = 3
_CACHE = 1 << 16


def word_set(text: str) -> frozenset[str]:
    """Return the words of a list written as text."""
    return frozenset(text.split())


def phrase_list(text: str) -> tuple[str, ...]:
    """Return the phrases of a list written as text, apart by ``|``."""
    return tuple(phrase.strip() for phrase in " ".join(text.split()).split("|") if phrase.strip())


STOPWORDS = word_set(
    """
    a à au aux avec c ce ces cet cette ça ca cela celle celui ceux d dans de des du dont elle elles en est et eux il ils j je l la le
    les leur leurs lui m ma mais me mes moi mon n ne nos notre nous on ont ou où par pour qu que qui s sa se ses si son sont sur t ta
    te tes toi ton tu un une vos votre vous y sous chez devant derrière derriere
    entre vers dès lors donc car ni afin ainsi alors aussi très tres tout tous
    toute toutes bien même memes être etre été ete etait était suis sommes avons avez ai as ayant étant fait faire
    """
)
"""Words that carry no subject. Both spellings stand here, since the set is asked with folded words too."""


@lru_cache(maxsize=_CACHE)
def fold(word: str) -> str:
    """Return the word in lower case without accents or ligatures."""
    lowered = word.lower()
    if lowered.isascii():
        return lowered
    decomposed = unicodedata.normalize("NFKD", lowered.translate(_LETTERS))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


@lru_cache(maxsize=_CACHE)
def stem(word: str) -> str:
    """Return the folded stem of a French word. Stemmed before it is folded, because the stemmer needs the accents."""
    lowered = unicodedata.normalize("NFC", word.lower())
    root = fold(_STEMMER.stemWord(lowered)) if len(lowered) > _SHORT else fold(lowered)
    return _trim(root)


def _trim(root: str) -> str:
    """Return the stem without the endings that the stemmer leaves on unaccented or plural words."""
    for ending in ("ent", "es", "e", "s", "x"):
        rest = root[: -len(ending)]
        if root.endswith(ending) and len(rest) > _SHORT + (ending == "ent") and rest[-1] not in "su"[: 1 + (ending in "sx")]:
            return rest
    return root


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Words of one part of a message, as parallel tuples.

    ``joined`` is the folded words with one space around each, ``at`` the offset of each word in it. ``starts`` and ``ends`` count
    characters of ``source``; ``offset`` leads from there to the whole message. ``sentences`` numbers the sentence of each word;
    ``breaks`` says whether a comma, bracket, slash or empty line after a word ends a name.
    """

    part: Part
    source: str
    offset: int
    forms: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    sentences: tuple[int, ...]
    breaks: tuple[bool, ...]
    joined: str
    at: tuple[int, ...]

    def __len__(self) -> int:
        """Return how many words there are."""
        return len(self.forms)

    def original(self, index: int) -> str:
        """Return a word as written."""
        return self.source[self.starts[index] : self.ends[index]]

    def quote(self, first: int, last: int) -> str:
        """Return the requester's words from ``first`` to ``last`` (included)."""
        return self.source[self.starts[first] : self.ends[last]]

    def span(self, first: int, last: int) -> Span:
        """Return where the words from ``first`` to ``last`` (included) stand in the whole message."""
        return Span(part=self.part, start=self.offset + self.starts[first], end=self.offset + self.ends[last])

    def gap(self, index: int) -> str:
        """Return what stands between a word and the next one."""
        last = index + 1 >= len(self.starts)
        following = len(self.source) if last else self.starts[index + 1]
        return self.source[self.ends[index] : following]


def read_words(source: str, part: Part = Part.BODY, offset: int = 0) -> Words:
    """Return the words of a text. Cost is linear in its length."""
    spans = [match.span() for match in _TOKEN.finditer(source)]
    forms = tuple([fold(source[start:end]) for start, end in spans])
    return Words(
        part=part,
        source=source,
        offset=offset,
        forms=forms,
        starts=tuple(start for start, _ in spans),
        ends=tuple(end for _, end in spans),
        sentences=_number_sentences(source, spans, forms),
        breaks=tuple(
            [gap != " " and _breaks(gap) for gap in (source[end:start] for (_, end), (start, _) in pairwise(spans))] + [True] * bool(spans)
        ),
        joined=f" {' '.join(forms)} " if forms else "",
        at=offsets(forms),
    )


def _breaks(gap: str) -> bool:
    """Return whether what stands between two words parts them."""
    return "\n\n" in gap or not _BREAKS.isdisjoint(gap)


def offsets(forms: Iterable[str]) -> tuple[int, ...]:
    """Return the offset of each word when joined by single spaces, a space before the first."""
    return tuple(accumulate((len(form) + 1 for form in forms), initial=1))[:-1]


_ABBREVIATIONS = word_set(
    """
    r av bd bld bvd blvd pl imp all ch chem rte sq res st ste dr gal gl mal mr mme m no n tel art cf vve p
    """
)


def _number_sentences(source: str, spans: list[tuple[int, int]], forms: tuple[str, ...]) -> tuple[int, ...]:
    """Return the number of the sentence of each word. A dot after an abbreviation ends none."""
    ends = [match.start() for match in _SENTENCE_END.finditer(source)]
    numbers: list[int] = []
    sentence, next_end = 0, 0
    for index, (start, _) in enumerate(spans):
        passed = False
        while next_end < len(ends) and ends[next_end] < start:
            after_abbreviation = index > 0 and source[ends[next_end]] == "." and forms[index - 1] in _ABBREVIATIONS
            passed = passed or not after_abbreviation
            next_end += 1
        sentence += passed
        numbers.append(sentence)
    return tuple(numbers)
