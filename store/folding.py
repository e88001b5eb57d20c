"""Names folded for looking up, by the database itself and by us, the same on both: no accents, no capitals, one blank between words.

SQLite is given the function; PostgreSQL has all it takes. Capitals of other alphabets stay: which they are depends on the server's locale.
"""

import re
import string
import unicodedata
from typing import Any

from sqlalchemy import ColumnElement, String, cast, func

FUNCTION = "citoyen_fold"
"""What SQLite is given `folded` as."""
_MARKS = "[\u0300-\u036f]+"
_LETTERS = {"Œ": "oe", "œ": "oe", "Æ": "ae", "æ": "ae", "ß": "ss", "ẞ": "ss"}
_BETWEEN = string.punctuation + "\t\n\r\u00a0\u00ab\u00b7\u00bb\u2010\u2011\u2012\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u202f"
_FROM, _TO = string.ascii_uppercase + _BETWEEN, string.ascii_lowercase + " " * len(_BETWEEN)
_CHANGED = str.maketrans(_FROM, _TO)


def folded(text: str | None) -> str | None:
    """Return a text folded; it begins and ends with a blank, so that each word stands between two."""
    if text is None:
        return None
    plain = re.sub(_MARKS, "", unicodedata.normalize("NFD", text))
    for sign, letters in _LETTERS.items():
        plain = plain.replace(sign, letters)
    return re.sub(" +", " ", f" {plain.translate(_CHANGED)} ")


def folding(dialect: str, column: ColumnElement[Any]) -> ColumnElement[str]:
    """Return the same of a column, as an expression."""
    if dialect == "sqlite":
        return func.citoyen_fold(column, type_=String)
    plain: ColumnElement[Any] = func.regexp_replace(func.pg_catalog.normalize(cast(column, String), "NFD"), _MARKS, "", "g")
    for sign, letters in _LETTERS.items():
        plain = func.replace(plain, sign, letters)
    return func.regexp_replace(func.concat(" ", func.translate(plain, _FROM, _TO), " "), " +", " ", "g", type_=String)
