"""Where within sentences and between them another request may begin, and how plain each such place is.

The shares were set on messages that ask one thing and messages that ask several: what stands beside one request as scenery, its cause
or what came of it seldom has evidence of its own above them.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from rules.guarded import Guarded

PLAIN = 0.5
"""« je voudrais aussi », « par la même occasion », the items of an announced list: who writes so begins another thing."""
ADDED = 0.6
"""« et en plus », « ainsi que », a clause that opens with a wish or a question: another thing, or more of the same."""
NEXT = 0.64
"""The next sentence, the next line, a semicolon."""
JOINED = 0.65
"""« et » before a noun or a pronoun."""
LISTED = 0.8
"""A comma before a noun."""
_SEQUEL = 0.1
"""What a clause must have more that goes on about the same thing: « il », « ça », « du coup »."""
_NEVER = 1.0
"""What is to be brought along is no request: no clause has that much evidence."""
_AT_LENGTH = 160
"""Characters from which a message tells a story, with more in it than it asks."""
_STORY = 0.05
"""What a clause of a story must have more where no word opens it."""


class Border(NamedTuple):
    """A place between two clauses; ``sure`` is the share of evidence that the subject of either side needs to be a request."""

    position: int
    sure: float
    is_within: bool
    """Whether it lies within a sentence."""


def _any(*expressions: str) -> str:
    return f"(?:{'|'.join(expressions)})"


_THING = _any("l['’]", r"(?:une?|des|les?|la|mon|ma|mes|notre|nos|du|plusieurs|deux|trois|quelqu['’]un|\d+)\s")
_WHERE = r"(?:sur|à|aux?|pour|chez|dans|devant|derrière|près)\b"
_WISH = _any(
    r"(?:je|j['’]|nous|on)\s?(?:vous |me |m['’]|nous )?"
    + _any(
        r"tiens|tenais|voudrai[st]?|voudrions|veux|voulons|voulais|souhait\w+|aimerai\w*|désir\w+|dois|devons|demand\w+|signal\w+|cherch\w+",
        r"sollicit\w+|conteste|attire|profit\w+|ai (?:perdu|trouvé|remarqué|besoin)",
    )
    + r"\b",
    r"(?:aimerai(?:t|ent)|voudrai(?:t|ent)|souhaite(?:nt)?|désire(?:nt)?)\b",
    r"il (?:(?:me |nous |m['’])?(?:faut|faudrait|manque)|serait (?:bon|bien|temps|utile))\b",
    r"(?:pouv(?:ez|iez)|pourr(?:ait|iez))[ -](?:vous|on)\b",
    r"merci de (?:me|nous|faire|bien)\b",
    r"(?:à )?signal(?:er|ons|ement|é)\b",
)
_INFINITIVE = (
    r"(?:m['’]|me |nous |vous |d['’]|de )?"
    r"(?!hier\b|derrière\b|premi|derni|après|entre|contre|notre|votre)[a-zéèêîû]{2,}(?:er|ir|oir|dre|tre|ire)\b"
)
_QUESTION = r"(?:comment|combien|où|quand|pourquoi|quel(?:le)?s?|qui|à qui|est-ce)\b"
_ASKING = _any(_WISH, _INFINITIVE, _QUESTION)
_ANOTHER = _any(
    r"par la m[eê]me occasion|par ailleurs|d['’]autre part|au passage|en outre|d['’]ailleurs|sinon|quant (?:à|aux?)|rien [aà] voir",
    r"autrement|accessoirement|de surcro[iî]t|qui plus est|(?:à part|en dehors de|hormis|à côté de) (?:ça|cela)",
    r"(?:et )?tant (?:qu['’]on y est|que j['’]\w+|qu['’]à faire)|sans (?:parler|compter|oublier)",
    r"(?:une |ma )?(?:deuxi[eè]me|seconde|derni[eè]re|autre) (?:chose|demande|question|point|sujet)",
    r"(?:et )?(?:d['’])?en profiter|j['’]en profite|je profite|(?:ah |oh )?et aussi (?:je|il (?:me |nous )?faut)|p\.?-?s\.?\s?:",
)
_MORE_ANYWHERE = r"ainsi que|puis|par[- ]dessus le march[eé]|avec (?:ça|cela)|pendant ce temps"
_MORE = _any(
    _MORE_ANYWHERE, r"en plus|de plus|par[- ]dessus tout|aussi|[eé]galement|en m[eê]me temps|enfin|pour finir|ensuite|plus loin|pendant que"
)
_ANNOUNCED = Guarded(
    r"\b(?:(?:voudr|souhait|aimer|désir|demand)\w+|besoin|faudrait|faut)(?: de| aussi)?\s?:"
    r"|\b(?:deux|trois|quatre|cinq|plusieurs|quelques|divers(?:es)?|différent(?:e?s)|[2-5])\s(?:petit(?:e?s)\s)?"
    r"(?:choses?|points?|soucis?|problèmes?|questions?|demandes?|sujets?|trucs?|signalements?|remarques?|requêtes?|doléances?|nuisances?)\b"
    r"[^:\n]{0,60}:",
)
_SOMEBODY = r"(?:(?:il|elle)s?\b|(?:il )?y a\b|j['’]|je\b|nous\b|on\b)"
_PLACES = (
    re.compile(r"[.!?;…]\s++(?=\S)"),
    re.compile(r"\n\s*+(?=\S)"),
    re.compile(r"[+/](?<=\s.)\s++"),
    Guarded(rf"\s(?<!\bet\s)(?=(?:{_ANOTHER}|{_MORE_ANYWHERE})\b)"),
    re.compile(rf"\s(?=et\s+(?:(?:{_ANOTHER}|{_MORE})\b|{_THING}|{_ASKING}|{_WHERE}|{_SOMEBODY}))"),
    re.compile(rf",\s++(?=(?:{_MORE}\b|{_THING}|{_ASKING}|il y a\b|et\b))"),
)
"""What leads to a border. Each begins with one character, so that the engine leaps from one to the next, or is guarded."""
_GAP = re.compile(r"[\s,+/]*+\Z")
_LONGEST_GAP = 40
_LINK = re.compile(r"(?:\s|et\b|puis\b|,){0,8}+")
_OPENS_ANOTHER = re.compile(
    rf"{_ANOTHER}\b|{_ASKING}\s(?:\S+\s){{0,3}}?(?:aussi|[eé]galement|en plus|par la m[eê]me occasion)\b", re.IGNORECASE
)
_OPENS_BY_WORD = re.compile(rf"{_MORE}\b")
_OPENS_MORE = re.compile(
    rf"{_MORE}\b|{_ASKING}|(?:\S+\s){{1,4}}?(?:aussi|[eé]galement|en plus)\b|[^.!?;\n]{{1,80}}non plus\b", re.IGNORECASE
)
_BRINGS = re.compile(r"(?:\w+[ -]){1,3}(?:apporter|fournir|joindre|présenter)\b")
_GOES_ON = re.compile(
    r"(?:(?:en plus|de plus|aussi|par[- ]dessus (?:le march[eé]|tout)|par ailleurs|d['’]autre part|d['’]ailleurs|en outre),?\s+)?"
    + _any(
        r"il (?!y a|(?:me |nous |m['’])?(?:faut|faudrait|manque)|serait (?:bon|bien|temps|utile))",
        r"elles?\b|ils\b|ça\b|cela\b|c['’]|ce (?:qui|n['’]est)|ceux\b|y (?!a\b)",
        r"on\b(?! (?:trouve|constate|m['’]|me\b|nous\b|vous\b))|(?:faut|dois|doit|peu[tx]|puis)-(?:il|je|on)\b",
        r"(?:du coup|donc|car|parce|puisque|alors|résultat|à cause|mais|pourtant|cependant)\b",
        r"(?:faites|agissez|venez|intervenez|dépêchez)\b",
        r"(?:les?\s|la\s|l['’])\S+\sen\s(?:devien\w+|est\b|sont\b|souffr\w+|p[aâ]ti\w+)",
        r"(?:je|nous)\s(?:conteste|contestons|refuse|refusons)\s(?:ce|cette|ces)\b",
    ),
)


class Borders:
    """The places in a text where another request may begin, in order, each once; how plain one is is told when it is asked for."""

    def __init__(self, text: str) -> None:
        """Find the places."""
        lowered = text.lower()
        self._text = lowered if len(lowered) == len(text) else text
        self.positions: Sequence[int] = sorted({match.end() for place in _PLACES for match in place.finditer(self._text)})
        announced = _ANNOUNCED.search(self._text) if ":" in text else None
        self._listed_from = announced.end() if announced is not None else len(text)

    def between(self, start: int, end: int) -> range:
        """Return the numbers of the borders after ``start`` and before ``end``."""
        return range(bisect_right(self.positions, start), bisect_left(self.positions, end))

    def __getitem__(self, number: int) -> Border:
        """Return a border by its number."""
        position = self.positions[number]
        gap, ends_sentence = self._gap(position)
        return Border(position, self._sure(position, gap, ends_sentence=ends_sentence), not ends_sentence)

    def _gap(self, position: int) -> tuple[str, bool]:
        """Return what parts a place from the word before it, and whether a sentence ends there."""
        before = self._text[max(0, position - _LONGEST_GAP) : position]
        found = _GAP.search(before)
        gap = found[0] if found is not None else ""
        return gap, before[len(before) - len(gap) - 1 : len(before) - len(gap)] in tuple(".!?;…") or "\n" in gap

    def _sure(self, position: int, gap: str, *, ends_sentence: bool) -> float:
        """Return how sure of its subject a clause must be that begins at a place."""
        text = self._text
        if position > self._listed_from:
            return PLAIN
        link = _LINK.match(text, position)
        says_from = link.end() if link is not None else position
        if _BRINGS.match(text, says_from):
            return _NEVER
        openness = self._openness(position, gap, says_from, ends_sentence=ends_sentence)
        story = _STORY if openness >= NEXT and len(text) > _AT_LENGTH else 0.0
        return openness + story + (_SEQUEL if _GOES_ON.match(text, says_from) else 0.0)

    def _openness(self, position: int, gap: str, says_from: int, *, ends_sentence: bool) -> float:
        """Return how plainly a clause opens another request by its first words."""
        text = self._text
        if _OPENS_ANOTHER.match(text, says_from):
            return PLAIN
        is_linked = says_from > position
        if "," in gap and "\n" not in gap and not is_linked and not _OPENS_BY_WORD.match(text, says_from):
            return LISTED
        if _OPENS_MORE.match(text, says_from) or (is_linked and ends_sentence):
            return ADDED
        return JOINED if is_linked else NEXT
