"""Sheets that people lay between letters with nothing on them but the word for it (intercalaire): « SÉPARATION », « Nouveau courrier »."""

import re
from collections.abc import Iterable

from domain.paper import Line
from ingest.plain import fold

_SHEET = r"(?:page|feuille|feuillet|fiche|code)"
_LETTER = r"(?:courriers?|lettres?|documents?|plis?|scans?|numerisations?)"
_WORDED = re.compile(
    rf"(?:(?:{_SHEET} )?(?:de |d )?(?:separat(?:ion|eur|rice)|intercalaire|separator)s?(?: (?:de |des |d |entre )?{_LETTER})?|"
    rf"(?:{_SHEET} )?(?:nouveau|nouvelle|prochaine?) {_LETTER}|{_LETTER} suivante?)"
)
_MOST_CHARACTERS = 120


def parts_letters(lines: Iterable[Line]) -> bool:
    """Return whether a page only says that it parts letters, once or as often as it likes."""
    said = re.sub(r"[^a-z0-9]+", " ", fold(" ".join(line.text for line in lines))).strip()
    return len(said) <= _MOST_CHARACTERS and re.fullmatch(rf"{_WORDED.pattern}(?: {_WORDED.pattern})*", said) is not None
