"""Where a letter probably begins: pages weighed by what stands on them and how the page before ends. A proposal, never a cut."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from domain.paper import WHOLE, Page
from ingest.closings import is_closing, is_salutation
from ingest.plain import fold

SURE_ENOUGH = 0.5
"""Of 380 pairs of pages where one of the demo corpus's letters follows another, 9 in 10 reach this, none of the later pages does."""

BEHIND_BLANK = 0.4
"""Behind a blank page less will do: handwriting of which only day and addressee were read."""


class Sign(StrEnum):
    """What speaks for or against a page being the first of a letter (indice de première page)."""

    PAGE_ONE = "page_one"
    LATER_PAGE = "later_page"
    SALUTATION = "salutation"
    DATE = "date"
    RECIPIENT = "recipient"
    HEADING = "heading"
    SENDER = "sender"
    BEFORE_ENDS = "before_ends"
    """The page before closes, is signed or lists enclosures."""
    BEFORE_IS_LAST = "before_is_last"
    """The page before says that it is the last of its letter."""
    BEFORE_SAYS_MORE = "before_says_more"
    """The page before says that another one of its letter, or of its transmission, follows."""
    BEFORE_GOES_ON = "before_goes_on"
    """The page before is full and stops in the middle of a sentence."""
    RUNS_ON = "runs_on"
    """It begins in the middle of a sentence."""


_WEIGHTS = {
    Sign.PAGE_ONE: 0.6,
    Sign.LATER_PAGE: -1.0,
    Sign.SALUTATION: 0.35,
    Sign.DATE: 0.2,
    Sign.RECIPIENT: 0.2,
    Sign.HEADING: 0.25,
    Sign.SENDER: 0.15,
    Sign.BEFORE_ENDS: 0.25,
    Sign.BEFORE_IS_LAST: 0.4,
    Sign.BEFORE_SAYS_MORE: -1.0,
    Sign.BEFORE_GOES_ON: -0.5,
    Sign.RUNS_ON: -0.3,
}

_UPPER_HALF = 6_000
_HEAD = 5_000
_SENDER_PART = 3_500
_EDGES = (800, 9_200)
"""Page numbers stand in the outer eight per cent; fax machines print theirs there, too."""

_LEFT = 3_000
"""A number alone so far to the left numbers a row of a list, not the page."""

_LONGEST = 80
"""Characters of a line of a letter's head; longer ones are its text."""

_ENDING_LINES = 14
_FEWEST_WORDS = 8
"""Of a page that can be said to run on or to stop."""

_NUMBERED = re.compile(
    r"(?:\b(?:page|p\.?|feuillet|pag\.)\s*[:.]?\s*(?P<n>[0o]{0,2}\d{1,2})\s*(?:/|sur|of|de|von)\s*(?P<of>[0o]{0,2}\d{1,2})\b)|"
    r"^\W*(?P<n2>\d{1,2})\s*/\s*(?P<of2>\d{1,2})\W*$"
)
_ALONE = re.compile(r"^\W*(?:page|p\.)?\s*(?P<n>\d{1,2})\W*$")
_DAY = re.compile(
    r"(?:^|\ble |, ?)(?:lundi |mardi |mercredi |jeudi |vendredi |samedi |dimanche )?\d{1,2}(?:er)? ?"
    r"(?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre) ?\d{4}|\ble \d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|"
    r"^\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}$|"
    r"^(?:\d{1,2} )?(?:january|february|march|april|may|june|july|august|september|october|november|december) (?:\d{1,2},? )?\d{4}$"
)
_RECIPIENT = re.compile(
    r"^(?:a l'attention|a monsieur|a madame|(?:monsieur|madame|m\.|mme) l[ea] (?:maire|directeur|directrice|president|responsable|chef)|"
    r"mairie|hotel de ville|ville de|commune de|service|direction|police municipale|ccas|centre communal|town hall|the mayor)\b"
)
_HEADING = re.compile(
    r"^(?:objet|sujet|concerne|subject|re|n/?ref|v/?ref|nos ref|vos ref|ref|references?)\b\.? ?:|^(?:lettre recommandee|petition)\b"
)
_POSTCODE = re.compile(r"(?<!\d)\d{5} [a-z]")
_ENCLOSURES = re.compile(r"^(?:p\.? ?j\.?|pieces? jointes?|enclosures?|encl\.?|copies?)\b ?[:.]|^\(?signe|^signature")
_FORMULA = re.compile(
    r"veuillez (?:agreer|recevoir|croire)|je vous prie d|nous vous prions d|salutations (?:distinguees|respectueuses|cordiales)|"
    r"mes (?:respectueuses|sinceres|meilleures) salutations|sentiments (?:distingues|respectueux|les meilleurs)|respectueux hommages|"
    r"yours (?:faithfully|sincerely|truly)|consideration distinguee|dans l'attente d"
)
_PAGES_SENT = re.compile(r"\bnombre (?:total )?de pages?\b\D{0,40}(?P<of>\d{1,2})\b")
"""On the cover sheet of a fax."""
_SENTENCE_END = re.compile(r"[.!?…:»\")]\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """A page where a letter probably starts (proposition de coupe): its number in the file, how sure, and the signs for and against."""

    page: int
    confidence: float
    signs: tuple[Sign, ...]


def starts(pages: Sequence[Page]) -> tuple[Start, ...]:
    """Return where letters probably start within pages that are one piece; never at its first page."""
    found = (likely_start(before, page) for before, page in pairwise(pages))
    return tuple(start for start in found if start.confidence >= SURE_ENOUGH)


def likely_start(before: Page | None, page: Page) -> Start:
    """Return how likely a letter starts at a page, 0 to 1, behind another one or nothing."""
    signs = tuple(dict.fromkeys((*_own_signs(page), *(_signs_before(before) if before is not None else ()))))
    weight = sum(_WEIGHTS[sign] for sign in signs)
    return Start(page=page.number, confidence=round(min(1.0, max(0.0, weight)), 2), signs=signs)


def _own_signs(page: Page) -> Iterator[Sign]:
    numbered = _number(page)
    if numbered is not None:
        yield Sign.PAGE_ONE if numbered[0] == 1 else Sign.LATER_PAGE
    short = [(fold(line.text).strip(), line) for line in page.lines if len(line.text) <= _LONGEST]
    for sign, lowest, pattern in (
        (Sign.DATE, _HEAD, _DAY),
        (Sign.RECIPIENT, _HEAD, _RECIPIENT),
        (Sign.HEADING, _UPPER_HALF, _HEADING),
        (Sign.SENDER, _SENDER_PART, _POSTCODE),
    ):
        if any(line.box.top <= lowest and pattern.search(text) for text, line in short):
            yield sign
    if any(line.box.top <= _UPPER_HALF and is_salutation(line.text) for _, line in short):
        yield Sign.SALUTATION
    if _runs_on(page):
        yield Sign.RUNS_ON


def _signs_before(page: Page) -> Iterator[Sign]:
    numbered = _number(page)
    if numbered is not None and numbered[1] is not None:
        yield Sign.BEFORE_SAYS_MORE if numbered[0] < numbered[1] else Sign.BEFORE_IS_LAST
    elif any((sent := _PAGES_SENT.search(fold(line.text))) is not None and int(sent["of"]) > 1 for line in page.lines):
        yield Sign.BEFORE_SAYS_MORE
    last = [line.text for line in page.lines if _EDGES[0] < line.box.top < _EDGES[1]][-_ENDING_LINES:]
    if any(_ends_letter(text) for text in last):
        yield Sign.BEFORE_ENDS
    elif sum(len(text.split()) for text in last) >= _FEWEST_WORDS and not _SENTENCE_END.search(last[-1]) and _is_long(page):
        yield Sign.BEFORE_GOES_ON


def _ends_letter(text: str) -> bool:
    folded = fold(text).strip()
    return is_closing(text) or bool(_FORMULA.search(folded) or _ENCLOSURES.search(folded))


def _is_long(page: Page) -> bool:
    """Tell whether the last line of text goes down into the lowest quarter: a page that stops higher stops there."""
    return any(3 * WHOLE // 4 < line.box.top < _EDGES[1] for line in page.lines)


def _runs_on(page: Page) -> bool:
    """Tell whether the first line of text begins with a small letter."""
    first = next((line.text for line in page.lines if line.box.top > _EDGES[0] // 2 and len(line.text.split()) >= _FEWEST_WORDS // 2), "")
    return first[:1].islower()


def _number(page: Page) -> tuple[int, int | None] | None:
    """Return which page it says it is, and of how many where it says so."""
    edge = [line for line in page.lines if line.box.top < _EDGES[0] or line.box.bottom > _EDGES[1]]
    for pattern in (_NUMBERED, _ALONE):
        for line in edge:
            if pattern is _ALONE and line.box.left < _LEFT:
                continue
            found = pattern.search(fold(line.text))
            if found is not None and (read := _plausible(found.groupdict())) is not None:
                return read
    return None


def _plausible(groups: dict[str, str | None]) -> tuple[int, int | None] | None:
    # « PO1/02 »: the noughts of a fax machine are read as letters.
    number = int((groups.get("n") or groups.get("n2") or "0").replace("o", "0"))
    total = (groups.get("of") or groups.get("of2") or "").replace("o", "0") or None
    if not number or (total is not None and int(total) < number):
        return None
    return number, None if total is None else int(total)
