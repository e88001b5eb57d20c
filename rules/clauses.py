"""Where within sentences and between them another request may begin, and how plain each such place is.

The shares were set on messages that ask one thing and messages that ask several: what stands beside one request as scenery, its cause
or what came of it seldom has evidence of its own above them.
"""

import re
from typing import NamedTuple

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
_ANNOUNCED = re.compile(
    r"\b(?:(?:voudr|souhait|aimer|désir|demand)\w+|besoin|faudrait|faut)(?: de| aussi)?\s?:"
    r"|\b(?:deux|trois|quatre|cinq|plusieurs|quelques|divers(?:es)?|différent(?:e?s)|[2-5])\s(?:petit(?:e?s)\s)?"
    r"(?:choses?|points?|soucis?|problèmes?|questions?|demandes?|sujets?|trucs?|signalements?|remarques?|requêtes?|doléances?|nuisances?)\b"
    r"[^:\n]{0,60}:",
    re.IGNORECASE,
)
_BLANK = r"(?<!\s)(?:\s*+,)?\s++"
"""Blanks with a comma or none, each run of blanks looked at once."""
_PLACE = re.compile(
    _any(
        r"(?<=[.!?;…])\s++(?=\S)|(?<!\s)[^\S\n]*+\n\s*+(?=\S)|(?<!\s)\s++[+/]\s++",
        rf"(?<!\bet){_BLANK}(?=(?:et\s+)?(?:{_ANOTHER}|{_MORE_ANYWHERE})\b)",
        rf"{_BLANK}(?=et\s+(?:{_MORE}\b|{_THING}|{_ASKING}|{_WHERE}|(?:il|elle)s?\b|(?:il )?y a\b|j['’]|je\b|nous\b|on\b))",
        rf"(?<!\s)\s*+,\s++(?=(?:{_MORE}\b|{_THING}|{_ASKING}|il y a\b|et\b))",
    ),
    re.IGNORECASE,
)
_LINK = re.compile(r"(?:\s|et\b|puis\b|,){0,8}+", re.IGNORECASE)
_OPENS_ANOTHER = re.compile(
    rf"{_ANOTHER}\b|{_ASKING}\s(?:\S+\s){{0,3}}?(?:aussi|[eé]galement|en plus|par la m[eê]me occasion)\b", re.IGNORECASE
)
_OPENS_BY_WORD = re.compile(rf"{_MORE}\b", re.IGNORECASE)
_OPENS_MORE = re.compile(
    rf"{_MORE}\b|{_ASKING}|(?:\S+\s){{1,4}}?(?:aussi|[eé]galement|en plus)\b|[^.!?;\n]{{1,80}}non plus\b", re.IGNORECASE
)
_BRINGS = re.compile(r"(?:\w+[ -]){1,3}(?:apporter|fournir|joindre|présenter)\b", re.IGNORECASE)
_GOES_ON = re.compile(
    r"(?:(?:en plus|de plus|aussi|par[- ]dessus (?:le march[eé]|tout)|par ailleurs|d['’]autre part|d['’]ailleurs|en outre),?\s+)?"
    + _any(
        r"il (?!y a|(?:me |nous |m['’])?(?:faut|faudrait|manque)|serait (?:bon|bien|temps|utile))",
        r"elles?\b|ils\b|ça\b|cela\b|c['’]|ce (?:qui|n['’]est)|ceux\b|y (?!a\b)",
        r"on\b(?! (?:trouve|constate|m['’]|me\b|nous\b|vous\b))|(?:faut|dois|doit|peu[tx]|puis)-(?:il|je|on)\b",
        r"(?:du coup|donc|car|parce|puisque|alors|résultat|à cause|mais|pourtant|cependant)\b",
    ),
    re.IGNORECASE,
)


def borders(text: str) -> tuple[Border, ...]:
    """Return the places in a text where another request may begin, in order, each once."""
    announced = _ANNOUNCED.search(text)
    listed_from = announced.end() if announced is not None else len(text)
    return tuple(Border(match.end(), _sure(text, match, listed_from), not _ends_sentence(text, match)) for match in _PLACE.finditer(text))


def _ends_sentence(text: str, place: re.Match[str]) -> bool:
    return text[place.start() - 1 : place.start()] in ".!?;…" or "\n" in place.group()


def _sure(text: str, place: re.Match[str], listed_from: int) -> float:
    """Return how sure of its subject a clause must be that begins at a place."""
    start = place.end()
    if start > listed_from:
        return PLAIN
    link = _LINK.match(text, start)
    says_from = link.end() if link is not None else start
    if _BRINGS.match(text, says_from):
        return _NEVER
    openness = _openness(text, place, says_from)
    story = _STORY if openness >= NEXT and len(text) > _AT_LENGTH else 0.0
    return openness + story + (_SEQUEL if _GOES_ON.match(text, says_from) else 0.0)


def _openness(text: str, place: re.Match[str], says_from: int) -> float:
    """Return how plainly a clause opens another request by its first words."""
    if _OPENS_ANOTHER.match(text, says_from):
        return PLAIN
    is_linked = says_from > place.end()
    if "," in place.group() and not is_linked and not _OPENS_BY_WORD.match(text, says_from):
        return LISTED
    if _OPENS_MORE.match(text, says_from) or (is_linked and _ends_sentence(text, place)):
        return ADDED
    return JOINED if is_linked else NEXT
