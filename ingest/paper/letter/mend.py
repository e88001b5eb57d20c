"""What recognition takes for something else in names, codes, numbers and addresses of mail: 1 for I, O for 0, a blank before a point."""

import re

from ingest.given_names import GIVEN_NAMES
from ingest.plain import fold

_LONG_NAME = 6
"""Letters from which a name that differs from a known one by a letter is rarely another name."""
_WORD = re.compile(r"[^\s,;:()/–—-]+")
_AS_FIGURE = str.maketrans({"O": "0", "o": "0", "Q": "0", "l": "1", "I": "1", "|": "1", "S": "5", "B": "8"})
_AS_LETTER = str.maketrans({"1": "I", "0": "O", "5": "S", "8": "B", "|": "I"})
_FIGURES = re.compile(r"[\dOoQlI|SB.]+")
_HOUSE = re.compile(r"\d{1,3}[A-D]")
_NAME = re.compile(r"[A-ZÀ-Ý'’]*[A-ZÀ-Ý]{2}[A-ZÀ-Ý'’018|5]*|[018|5][A-ZÀ-Ý'’018|5]*[A-ZÀ-Ý]{3,}")
_PARTED_MAIL = re.compile(r"(?P<before>\S@\S*|\S@\S* ?\.) (?=[-.]\S|(?:example|com|fr|org|net|eu)\b)")
_MAIL_BLANKS = re.compile(r"(?<=\w) (?=@[\w-]+\.\w)|(?<=^)(?P<first>[\w-]+\.) (?=[\w.-]+@\S+$)")
"""« jeanne. roussel@… » as a line of its own, « jeanne.roussel @… »."""
_MAIL_POINT = re.compile(r"^(?P<first>[a-z]{1,20})[ :;,*·•°](?P<rest>[a-z0-9-]{2,40}@[\w-]+(?:\.[\w-]+)+)$")
"""A mail address as a line of its own with something else for the point in it: « j:roussel@… », « jeanne roussel@… »."""
_LABELS_OF_MAIL = frozenset("em")
"""« e: », « m: » lead to an address of mail."""
_HAMLET = re.compile(r"(?<=\d )[1I](?=[ae]s? [A-ZÀ-Ý][a-zà-ÿ])")
"""« 4 1a Brique »."""
_FIRST_FIGURES = re.compile(r"(?<!\w)[O0]\s?[TI|l](?=(?:[ .]?\d\d){4}(?!\d))")
_POINT_IN_NUMBER = re.compile(r"(?<=(?<!\d)0\d)[°*'’,](?=\d\d[ .]?\d\d)")
_INITIAL = re.compile(r"^([A-ZÀ-Ý]), (?=[A-ZÀ-Ý][\w'’-]+$)")
_MRS = re.compile(r"^M(?:ie|ne|nie|rne|mc) (?=[A-ZÀ-Ý])")
"""« Mme » before a name."""
_JOINED = re.compile(r"(?<=[a-zà-ÿ]{2})(?=[A-ZÀ-Ý][A-ZÀ-Ý1]{2})")


def mended(line: str) -> str:
    """Return a sender's line with figures in words of capitals as letters, letters in numbers as figures, and mail addresses whole."""
    line = _MRS.sub("Mme ", _POINT_IN_NUMBER.sub(" ", _FIRST_FIGURES.sub("01", line)))
    if "@" in line:
        line = _MAIL_POINT.sub(_pointed, _MAIL_BLANKS.sub(lambda match: match["first"] or "", line))
    while "@" in line and (match := _PARTED_MAIL.search(line)):
        line = f"{line[: match.end() - 1]}{line[match.end() :]}"
    return _JOINED.sub(" ", _WORD.sub(_mended_word, _HAMLET.sub("l", _ARTICLE.sub("l", with_initial(line)))))


def _pointed(match: re.Match[str]) -> str:
    """Return an address with its point where a given name or its initial stands before; else « courriel roussel@… » as it is."""
    first = match["first"]
    is_given = first in GIVEN_NAMES or (len(first) == 1 and first not in _LABELS_OF_MAIL)
    return f"{first}.{match['rest']}" if is_given else match[0]


_ARTICLE = re.compile(r"(?<= )[I1](?=['’][A-ZÀ-Ýa-zà-ÿ])")
"""« 14 rue de I'Officialité »."""


def with_initial(line: str) -> str:
    """Return « P. DIGARD » where the point was read as a comma."""
    return _INITIAL.sub(r"\1. ", line)


def _mended_word(match: re.Match[str]) -> str:
    word = match[0]
    letters = sum(letter.isalpha() for letter in word)
    figures = sum(letter.isdigit() for letter in word)
    if not letters or not figures or "@" in word or _HOUSE.fullmatch(word):
        return word
    if _FIGURES.fullmatch(word) and figures >= letters:
        return word.translate(_AS_FIGURE)
    if _NAME.fullmatch(word) and letters > figures:
        return word.translate(_AS_LETTER)
    joined = re.fullmatch(r"([A-ZÀ-Ý][a-zà-ÿ]+)([A-ZÀ-Ý]{2}[A-ZÀ-Ý01]*)", word)
    return joined[1] + joined[2].translate(_AS_LETTER) if joined else word


def is_nearly_given(name: str) -> bool:
    """Whether a given name in « NOM Prénom » is none that is known, but for one letter: « Syivain », « Jocelqne »."""
    given = [fold(word) for word in name.split() if word != word.upper()]
    return any(len(word) >= _LONG_NAME and word not in GIVEN_NAMES and _misreads_one(word) for word in given)


def _misreads_one(word: str) -> bool:
    return any(len(known) == len(word) and sum(map(str.__ne__, known, word)) == 1 for known in GIVEN_NAMES)
