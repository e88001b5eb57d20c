"""Words of a message: folded, stemmed, each with its place in the original text.

Nothing here changes the text; a word keeps the offsets of its characters, so every match can be shown in the requester's own words.
"""

import codecs
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from operator import add
from typing import NamedTuple

import Stemmer

from domain.evidence import Part, Span

_STEMMER = Stemmer.Stemmer("french")
_STEMMER.maxCacheSize = 0
"""Stems are kept here, each once; the stemmer's own store, sorted whenever it is full, costs more than stemming."""
_WORD = re.compile(r"([^\W_]+)")
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "’": "'", "‘": "'", "ʼ": "'"})
_SENTENCE_END = re.compile(
    r"!|\?|;|…|:|\.(?=\s|$)|\n\s*\n|\n\s*(?=[-–•*·]|\d{1,2}\s*[).°/])"
    r"|-(?<=\s-)(?=\s)|–(?<=\s–)(?=\s)|—(?<=\s—)(?=\s)|/(?<=\s/)(?=\s)"
)
"""Each alternative begins with a plain character, so that the engine leaps from one to the next: ten times as fast as a class."""
_BREAKS = frozenset(',()/"«»')
_SHORT = 3
_CACHE = 1 << 17
"""Words kept folded and stemmed: as many as the largest rule set has, so that compiling it looks at each once."""
_LONGEST = 60
"""No French word is longer; longer ones are not kept, so that no message can fill the memory."""


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


class _Folding(dict[str, str]):
    """The folded form of each character met; filled as characters come, up to a bound."""

    def __missing__(self, character: str) -> str:
        """Return the folded form: lower case, no accents, ligatures opened; nothing for an accent or a mark that has no width.

        A letter stays a letter and a sign one sign, so that folding moves no border of a word: « ½ » and « ™ » stay what they are.
        """
        bare = "".join(part for part in unicodedata.normalize("NFKD", character) if not unicodedata.combining(part))
        folded = "" if unicodedata.category(character) == "Cf" else bare.lower().translate(_LETTERS)
        if folded and (folded.isalnum() != character.isalnum() or (len(folded) > 1 and not folded.isalnum())):
            folded = character
        if len(self) < _CACHE:
            self[character] = folded
        return folded


_FOLDED = _Folding()
_CODEC = "cp1252"
"""Has every character of French typing, so that most texts are folded by writing them in it and reading them back by a folded table."""
_UNDEFINED = "\ufffe"
"""What a table of characters has where it has none: reading such a character fails."""
_FOLDED_CODEC = "".join(
    folded if len(folded) == 1 else _UNDEFINED for folded in (_FOLDED[bytes((code,)).decode(_CODEC, "replace")] for code in range(256))
)
_PLAIN = "".join(bytes((code,)).decode(_CODEC, "ignore") for code, folded in enumerate(_FOLDED_CODEC) if folded != _UNDEFINED)
_ODD = re.compile(f"([^{re.escape(_PLAIN)}])")


class Folded(NamedTuple):
    """A text in lower case without accents or ligatures, with straight apostrophes, and where each of its characters stands in the source.

    ``starts`` has one index more than ``text``: the length of the source.
    """

    text: str
    starts: Sequence[int]

    def end(self, end: int) -> int:
        """Return where in the source a match ends that ends before a folded character, accents after its last letter included."""
        return max(self.starts[end], self.starts[end - 1] + 1) if end else 0

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where in the source the folded characters from ``start`` to before ``end`` stand."""
        first = self.starts[start]
        return first, max(first, self.end(end)) if start < end else first


def fold_text(source: str) -> Folded:
    """Return a text folded. Cost is linear in its length."""
    try:
        return Folded(_fold_plain(source), range(len(source) + 1))
    except UnicodeError:
        return _fold_odd(source)


def _fold_plain(source: str) -> str:
    """Return a text folded whose characters all are of the codec and fold to one. Raises UnicodeError for others."""
    return codecs.charmap_decode(source.encode(_CODEC), "strict", _FOLDED_CODEC)[0]


def _fold_odd(source: str) -> Folded:
    """Return a text folded, its odd characters one by one: those that fold to several, or to none, or are not of the codec."""
    stretches = _ODD.split(source)
    stretches[::2] = map(_fold_plain, stretches[::2])
    starts: list[int] = []
    at = 0
    for place, stretch in enumerate(stretches):
        if place % 2:
            stretches[place] = folded = _FOLDED[stretch]
            starts += [at] * len(folded)
            at += 1
        else:
            starts += range(at, at + len(stretch))
            at += len(stretch)
    is_aligned = all(len(stretch) == 1 for stretch in stretches[1::2])
    return Folded("".join(stretches), range(at + 1) if is_aligned else (*starts, at))


def fold(word: str) -> str:
    """Return the word in lower case without accents or ligatures."""
    return _fold_word(word) if len(word) <= _LONGEST else fold_text(word).text


@lru_cache(maxsize=_CACHE)
def _fold_word(word: str) -> str:
    return word.lower() if word.isascii() else fold_text(word).text


def stem(word: str) -> str:
    """Return the folded stem of a French word. Stemmed before it is folded, because the stemmer needs the accents."""
    return _stem_word(word[:_LONGEST])


_OWN_STEMS: Mapping[str, str] = {
    form: own
    for own, forms in {
        "moisi": "moisi moisis moisie moisies moisit moisissent moisissure moisissures",
        "communication": "communication communications",
        "journaliste": "journaliste journalistes",
        "visa": "visa visas",
        "tonne": "tonne tonnes",
        "punaise": "punaise punaises",
        "cafe": "cafe cafes",
        "rentree": "rentree rentrees",
        "courant": "courant courants",
        "gens": "gens",
        "regard~": "regard regards",
        "gars": "gars",
        "rate": "rate rates ratee ratees rater",
        "soiree": "soiree soirees",
        "terrasse": "terrasse terrasses",
        "tele": "tele teles",
        "cheminee": "cheminee cheminees",
        "seulement": "seulement",
        "fossee": "fossé fossés",
        "pourri": "pourri pourris pourrie pourries pourrit pourrissent pourriture",
    }.items()
    for form in forms.split()
}
"""Words, folded or as written, that the stemmer would take for forms of others: mould for a month, a ditch for a septic tank."""


@lru_cache(maxsize=_CACHE)
def _stem_word(word: str) -> str:
    is_plain = word.isascii()
    lowered = word.lower() if is_plain else unicodedata.normalize("NFC", word.lower())
    if not lowered.isalnum():
        lowered = "".join(character for character in lowered if _FOLDED[character])
    folded = lowered if is_plain else fold(lowered)
    own = _OWN_STEMS.get(lowered) or _OWN_STEMS.get(folded)
    if own is not None:
        return own
    stemmed = _STEMMER.stemWord(lowered) if len(lowered) > _SHORT else folded
    root = stemmed if is_plain else fold(stemmed)
    if len(root) <= _SHORT and not folded.startswith(root):
        # « payer » is stemmed to « pai », which is an acronym.
        root = folded[: len(root)]
    return _trim(root)


_ENDINGS = ("ent", "es", "e", "s", "x")


def _trim(root: str) -> str:
    """Return the stem without the endings that the stemmer leaves on unaccented or plural words."""
    if not root.endswith(_ENDINGS):
        return root
    for ending in _ENDINGS:
        rest = root[: -len(ending)]
        if root.endswith(ending) and len(rest) > _SHORT + (ending == "ent") and rest[-1] not in "su"[: 1 + (ending in "sx")]:
            return rest
    return root


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Words of one part of a message, as parallel tuples.

    ``written`` has the words as the requester wrote them, cut off where longer than any word. ``joined`` is the folded words with one
    space around each, ``at`` the offset of each word in it. ``starts`` and ``ends`` count characters of ``source``; ``offset`` leads
    from there to the whole message. ``sentences`` numbers the sentence of each word; ``breaks`` says whether a comma, bracket, slash or
    empty line after a word ends a name.
    """

    part: Part
    source: str
    offset: int
    forms: tuple[str, ...]
    written: tuple[str, ...]
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

    def after(self, position: int) -> int:
        """Return the first word that begins at a character of the source or after it."""
        return bisect_left(self.starts, position)

    def cut(self, start: int, end: int) -> "Words":
        """Return the words of a stretch of the source, without the blanks round it, as they would be read alone.

        ``start`` and ``end`` are characters of the source between words. Sentences keep their numbers.
        """
        text = self.source[start:end]
        start += len(text) - len(text.lstrip())
        first, stop = bisect_left(self.starts, start), bisect_left(self.starts, end)
        has_words = first < stop
        lead = self.at[first] - 1 if has_words else 0
        return Words(
            part=self.part,
            source=text.strip(),
            offset=self.offset + start,
            forms=self.forms[first:stop],
            written=self.written[first:stop],
            starts=tuple([at - start for at in self.starts[first:stop]]),
            ends=tuple([at - start for at in self.ends[first:stop]]),
            sentences=self.sentences[first:stop],
            breaks=(*self.breaks[first : stop - 1], True) if has_words else (),
            joined=self.joined[lead : self.at[stop - 1] + len(self.forms[stop - 1]) + 1] if has_words else "",
            at=tuple([at - lead for at in self.at[first:stop]]),
        )


def read_words(source: str, part: Part = Part.BODY, offset: int = 0) -> Words:
    """Return the words of a text. Cost is linear in its length."""
    folded = fold_text(source)
    gap_and_word = _WORD.split(folded.text)
    forms = tuple(gap_and_word[1::2])
    begins, stops = _borders(gap_and_word)
    starts, ends = _in_source(folded, begins, stops)
    gaps = gap_and_word[2:-1:2]
    return Words(
        part=part,
        source=source,
        offset=offset,
        forms=forms,
        written=_written(source, starts, ends),
        starts=starts,
        ends=ends,
        sentences=_number_sentences(folded.text, begins, forms),
        breaks=(*[gap != " " and ("\n\n" in gap or not _BREAKS.isdisjoint(gap)) for gap in gaps], *[True] * bool(forms)),
        joined=f" {' '.join(forms)} " if forms else "",
        at=offsets(forms),
    )


def word_borders(source: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return where each word of a text begins and where it ends."""
    folded = fold_text(source)
    return _in_source(folded, *_borders(_WORD.split(folded.text)))


def _borders(gap_and_word: Sequence[str]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return where words begin and end of a text parted into gaps and words."""
    borders = tuple(accumulate(map(len, gap_and_word)))
    return borders[:-1:2], borders[1::2]


def _in_source(folded: Folded, begins: tuple[int, ...], stops: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return where in the source words stand that begin and end so in the folded text."""
    if isinstance(folded.starts, range):
        return begins, stops
    return tuple([folded.starts[begin] for begin in begins]), tuple(map(folded.end, stops))


def _written(source: str, starts: Sequence[int], ends: Sequence[int]) -> tuple[str, ...]:
    """Return the words as written, those that are longer than any word cut off."""
    words = list(map(source.__getitem__, map(slice, starts, ends)))
    if max(map(len, words), default=0) > _LONGEST:
        words = [word[:_LONGEST] for word in words]
    return tuple(words)


def folded_words(text: str) -> list[str]:
    """Return the folded words of a text."""
    return _WORD.findall(fold_text(text).text)


def written_words(text: str) -> list[str]:
    """Return the words of a text as written."""
    return _WORD.findall(unicodedata.normalize("NFC", text))


def offsets(forms: Sequence[str]) -> tuple[int, ...]:
    """Return the offset of each word when joined by single spaces, a space before the first."""
    return tuple(map(add, accumulate(map(len, forms), initial=1), range(len(forms))))


_ABBREVIATIONS = word_set(
    """
    r av bd bld bvd blvd pl imp all ch chem rte sq res st ste dr gal gl mal mr mme m no n tel art cf vve p
    """
)


def _number_sentences(text: str, starts: Sequence[int], forms: Sequence[str]) -> tuple[int, ...]:
    """Return the number of the sentence of each word. A dot after an abbreviation ends none."""
    begins = bytearray(len(forms) + 1)
    for match in _SENTENCE_END.finditer(text):
        following = bisect_right(starts, match.start())
        if match[0] != "." or not following or forms[following - 1] not in _ABBREVIATIONS:
            begins[following] = 1
    return tuple(accumulate(begins[: len(forms)]))
