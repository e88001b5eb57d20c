"""The stamp of arrival that the town hall's post room puts on a letter: its day, and the rows that belong to it."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from domain.paper import Word
from domain.reading import SURE_FIGURE
from ingest.paper.letter.days import day_without_year, days_in, names_day
from ingest.paper.letter.rows import Row, overlap, row
from ingest.plain import fold

_MARK = re.compile(
    r"\b(?:courrier|date|reg?istre)?\s?(?:d'|a)?(?:re[cgjx]u(?: ?le|e)?(?: en mairie)?|re[cgjx]ue? le|arriv[e3][e3]?(?: l[ez])?|received|"
    r"enregistre(?:e)? le)\b"
)
_MARK_CROSSED = re.compile(r"\W*[a-z]{0,3}re[cgjxq]u(?!eil|per)[a-z]{0,4}\W*")
"""« REÇU LE » with a line of the letter across it, alone on its row: « RÉCUTÉE »."""
_WITHIN = re.compile(
    r"\W*(?:(?:la )?(?:mairie|ville|commune|hotel de ville)\b.{0,40}|courriers?\b.{0,20}|(?:service )?(?:du )?courrier.{0,20}|"
    r"secretariat.{0,30}|n[°o.*]\s?\d.{0,12}|arrivee?s?(?: le)?.{0,12}|recue?(?: le)?.{0,12}|service.{0,30}|dgs|cabinet|copie.{0,20}|"
    r"le|date.{0,14}|(?:[a-z]{2,5}[ /|-]{1,3}){1,8}[a-z]{2,5}|[\W\d_]{1,14})\W*"
)
_MONTH_IN_CAPITALS = re.compile(r"\W*\d{1,2}\s*(?:[A-ZÛÉ]{3,9}\.?)\s*(?:\d{4}|\d\d)\W*")
_YEARLESS = re.compile(r"\W*\d{1,2}\s*[A-ZÛÉ]{3,9}\.?\W*")
_TOWN = re.compile(r"\W*(?:la )?(?:mairie|ville|commune|hotel de ville)\b.{0,40}")
_DAY_ALONE = re.compile(r"\W*\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}\W*")
_DAY_OF_A_STAMP = re.compile(r"\W*\d{1,2}\s*(?:[/.-]\s?\d{1,2}\s?[/.-]|[A-Za-zûé]{3,9}\.?)\s*(?:\d{4}|\d\d)\W*")
_DAY_OF_A_LETTER = re.compile(
    r"(?:.*\W)?le\s+(?:[a-z]+\s+)?\d{1,2}(?:er)?\s+[a-zéèûô]{3,9}\s+\d{4}\W*|"
    r"[A-Z][a-zà-ÿ-]+,? le \d{1,2}[/.]\d{1,2}[/.]\d{2,4}\W*"
)
"""« Reims, le 5 octobre 2025 »: a stamp that was put beside it has another day."""
_BEFORE_A_DAY = frozenset(["le", "du", "au", "ce"])
_TITLES = frozenset(["monsieur", "madame", "m.", "mme"])
_MOST_WORDS = 6
_CAPITALS = 0.8
"""Of a mark in capitals so many letters are read as such."""
_REACH = 3.2
"""A stamp's rows follow within so many heights of a row."""
_TWO_ROWS = 4.5
"""Two rows of a stamp, day and town, stand within so many heights of its mark."""
_SIDE = 900


def cut_stamps(rows: Sequence[Row], today: date) -> tuple[date | None, tuple[Row, ...]]:
    """Return the day of arrival, None where no stamp can be read, and the rows without those of stamps.

    A stamp is a mark such as « REÇU LE » with a day beside or below; a day alone is one where it is written as date stamps write it,
    the month cut short in capitals. A day that cannot be true is none.
    """
    rows = _parted(rows)
    cut: set[int] = set()
    days: list[date] = []
    for place, one in enumerate(rows):
        if place not in cut and (_is_mark(one) or _is_crossed_mark(rows, place)):
            own = set(_stamp(rows, place))
            if any(names_day(rows[index].text) for index in own) or one.text.isupper():
                cut |= own
                nearest = [rows[index] for index in sorted(own, key=lambda index: _distance(one, rows[index]))]
                days += _own_day(nearest, today) or _yearless(nearest, today)
    if not days:
        for place, one in enumerate(rows):
            if place not in cut and _MONTH_IN_CAPITALS.fullmatch(one.text) and (found := list(days_in(one.text, today))):
                cut.add(place)
                days.append(found[0][0])
                break
    if not days and (pair := _below_town(rows, today)) is not None:
        cut |= pair[1]
        days.append(pair[0])
    # Of several stamps the earliest counts: what came in later is a second department's.
    return min(days, default=None), tuple(one for place, one in enumerate(rows) if place not in cut)


def is_stamp_unsure(rows: Sequence[Row], rest: Sequence[Row], day: date | None) -> bool:
    """Whether the day of a stamp that was cut from rows, which leaves ``rest``, is hidden or was read with doubt."""
    left = {id(word) for one in rest for word in one.words}
    gone = [[word for word in one.words if id(word) not in left] for one in rows]
    if day is None:
        return any(gone)
    dated = [words for words in gone if names_day(" ".join(word.text for word in words))]
    return not dated or any(word.confidence < SURE_FIGURE and any(map(str.isdigit, word.text)) for words in dated for word in words)


def _parted(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Return rows with those cut in which recognition joined a line of a stamp with what stands beside it."""
    marks = [one for one in rows if _is_mark(one)]
    return tuple(part for one in rows for part in _apart(one, next((mark for mark in marks if _is_near(mark, one)), None)))


def _is_near(mark: Row, one: Row) -> bool:
    is_within = abs(one.middle - mark.middle) < _TWO_ROWS * max(mark.height, one.height)
    return one is not mark and one.page == mark.page and is_within and overlap(mark, one) > 0


def _apart(one: Row, mark: Row | None) -> Iterator[Row]:
    inside = [] if mark is None else [word for word in one.words if abs((word.box.left + word.box.right) // 2 - mark.centre) < _SIDE]
    first = one.words.index(inside[0]) if inside else 0
    stamped = " ".join(word.text for word in inside)
    is_town = stamped == stamped.upper() and _TOWN.fullmatch(fold(stamped)) is not None
    if not (is_town or _is_day_row(stamped)) or len(inside) == len(one.words) or _leads_to_day(one.words[:first]):
        yield one
        return
    for words in (one.words[:first], inside, one.words[first + len(inside) :]):
        if any(letter.isalnum() for word in words for letter in word.text):
            yield row(one.page, words, one.line)


def _leads_to_day(before: Sequence[Word]) -> bool:
    """Tell whether words lead to a day of the letter itself: « Valognes, le », but not « Monsieur le » whose end a stamp hides."""
    words = [fold(word.text) for word in before[-2:]]
    return bool(words) and words[-1] in _BEFORE_A_DAY and words[0] not in _TITLES


def _below_town(rows: Sequence[Row], today: date) -> tuple[date, set[int]] | None:
    """Return the day that stands alone in figures below the town hall's name, with both rows, where the letter has a day of its own.

    So much is left of a stamp whose mark fell on the text.
    """
    for place, one in enumerate(rows):
        found = [day for day, _, _ in days_in(one.text, today)] if _DAY_ALONE.fullmatch(one.text) else []
        if not found or not any(names_day(other.text) for other in rows if other is not one and other.page == one.page):
            continue
        for index, other in enumerate(rows[:place]):
            if _TOWN.fullmatch(fold(other.text)) and _is_near(other, one) and abs(other.centre - one.centre) < _SIDE:
                return found[0], {index, place}
    return None


def _distance(mark: Row, other: Row) -> tuple[bool, int]:
    """Return how near a row is to the mark: first those beside and below."""
    return other.middle < mark.middle - mark.height // 2, abs(other.middle - mark.middle)


def _own_day(nearest: Sequence[Row], today: date) -> list[date]:
    return next(([day for day, _, _ in days_in(one.text, today)][:1] for one in nearest if names_day(one.text)), [])


def _yearless(nearest: Sequence[Row], today: date) -> list[date]:
    """Return the day of a stamp of whose year nothing is left: « 13 NOV. »."""
    found = (day_without_year(one.text, today) for one in nearest)
    return [day for day in found if day is not None][:1]


def _is_mark(one: Row) -> bool:
    words = one.text.split()
    if len(words) > _MOST_WORDS or (one.text.endswith((".", ",")) and not one.text.isupper()):
        return False
    match = _MARK.search(fold(one.text))
    return match is not None and (one.text.upper() == one.text or _is_capital(one.text, match) or names_day(one.text))


def _is_crossed_mark(rows: Sequence[Row], place: int) -> bool:
    """Tell whether a word in capitals that is nearly a mark stands right above a day."""
    one = rows[place]
    if not one.text.isupper() or _MARK_CROSSED.fullmatch(fold(one.text)) is None or place + 1 == len(rows):
        return False
    below = rows[place + 1]
    return _is_near(one, below) and abs(one.centre - below.centre) < _SIDE and _is_day_row(below.text)


def _is_day_row(text: str) -> bool:
    return names_day(text) and _DAY_OF_A_STAMP.fullmatch(text) is not None


def _is_capital(text: str, match: re.Match[str]) -> bool:
    letters = [letter for letter in text[match.start() : match.end()] if letter.isalpha()]
    return len(letters) > 2 and sum(map(str.isupper, letters)) >= _CAPITALS * len(letters)  # noqa: PLR2004 - « LE » alone says nothing


def _stamp(rows: Sequence[Row], place: int) -> Iterator[int]:
    """Yield the numbers of the rows that belong to the stamp whose mark is at ``place``: above and below, row by row."""
    yield place
    for step in (-1, 1):
        last = rows[place]
        index = place + step
        while 0 <= index < len(rows) and rows[index].page == last.page:
            other = rows[index]
            if abs(other.middle - last.middle) > _REACH * max(last.height, other.height):
                break
            if _belongs(rows[place], other, is_below=step > 0):
                yield index
                last = other
            index += step


def _belongs(mark: Row, other: Row, *, is_below: bool) -> bool:
    if overlap(mark, other) < 0 or len(other.text.split()) > _MOST_WORDS:
        return False
    if abs(mark.centre - other.centre) > _SIDE and not (is_below and names_day(other.text) and overlap(mark, other) > 0):
        return False
    if names_day(other.text):
        if _DAY_OF_A_LETTER.fullmatch(other.text):
            return False
        return is_below or abs(mark.middle - other.middle) < _REACH * mark.height
    if is_below and _YEARLESS.fullmatch(other.text):
        return True
    return _WITHIN.fullmatch(fold(other.text)) is not None and (other.text == other.text.upper() or not is_below)
