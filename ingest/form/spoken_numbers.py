"""Telephone numbers said in words, as a machine writes down what it hears: « zéro six trente-neuf quatre-vingt-dix-huit … »."""

import re
from collections.abc import Iterator, Sequence

from ingest import phones
from ingest.found import Found, in_text
from ingest.plain import fold

_SMALL = (
    *("zero", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"),
    *("onze", "douze", "treize", "quatorze", "quinze", "seize"),
)
_TENS = (
    *(("vingt", 20, 9), ("trente", 30, 9), ("quarante", 40, 9), ("cinquante", 50, 9), ("soixante", 60, 19), ("septante", 70, 9)),
    *(("quatre vingt", 80, 19), ("quatre vingts", 80, 19), ("huitante", 80, 9), ("octante", 80, 9), ("nonante", 90, 9)),
)
"""Word, number, and the most that is said behind it."""
_MOST_WORDS = 5
_WORD = re.compile(r"[^\W\d_]+|\d+|\+")
_GAP = re.compile(r"[\s,.\-–]{0,4}")
_FRENCH, _FOREIGN = 10, 11
"""Digits of a number in France, and of a French one behind « plus trente-trois » or « 33 »."""

_Word = tuple[str, int, int]


def spoken_phones(text: str, region: str) -> tuple[Found, ...]:
    """Return the telephone numbers that a text says in words, in E.164."""
    folded = fold(text)
    if "zero" not in folded and "plus trente" not in folded:
        return ()
    found: dict[str, Found] = {}
    for digits, start, end in _runs(text):
        number = phones.e164(digits, region)
        if number is not None:
            found.setdefault(number, in_text(number, text, start, end))
    return tuple(found.values())


def _runs(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield stretches of number words that make up a whole telephone number."""
    words = [(fold(match[0]), match.start(), match.end()) for match in _WORD.finditer(text)]
    index = 0
    while index < len(words):
        digits, after = _digits_from(text, words, index)
        if _is_whole(digits):
            yield digits, words[index][1], words[after - 1][2]
            index = after
        else:
            index += 1


def _is_whole(digits: str) -> bool:
    return len(digits.lstrip("+")) >= (_FRENCH if digits.startswith("0") else _FOREIGN)


def _digits_from(text: str, words: list[_Word], index: int) -> tuple[str, int]:
    """Return the digits that number words from one on say, until they are a number or something else is said."""
    digits = ""
    while index < len(words) and not _is_whole(digits):
        if digits and not _GAP.fullmatch(text[words[index - 1][2] : words[index][1]]):
            break
        number, used = _number(words[index : index + _MOST_WORDS])
        if number is None:
            break
        digits += number
        index += used
    return digits, index


def _number(words: list[_Word]) -> tuple[str | None, int]:
    """Return the digits of the longest number that begins with the first word, and how many words say it."""
    forms = tuple(word for word, _, _ in words)
    if forms[0].isdecimal():
        return forms[0], 1
    for count in range(len(forms), 0, -1):
        if (digits := _SAID.get(forms[:count])) is not None:
            return digits, count
    return None, 0


def _below_twenty(number: int) -> tuple[str, ...]:
    return (_SMALL[number],) if number < len(_SMALL) else ("dix", _SMALL[number - 10])


def _all_said() -> dict[tuple[str, ...], str]:
    """Return the digits of all numbers from 0 to 99 by the words that say them, in France, Belgium and Switzerland."""
    said = {_below_twenty(number): str(number) for number in range(20)} | {("plus",): "+", ("+",): "+", ("une",): "1"}
    for word, tens, most in _TENS:
        said[tuple(word.split())] = str(tens)
        for rest in range(1, most + 1):
            for joined in ((), ("et",)):
                said[(*word.split(), *joined, *_below_twenty(rest))] = str(tens + rest)
    return said


_SAID = _all_said()


_ARTICLES = frozenset({"au", "le", "du", "numero", "n"})
_TO = frozenset({"au", "a", "et"})
_HUNDREDS = frozenset({"cent", "cents"})
_LONGEST_HOUSE = 4
"""Words of the part of a number below a hundred: « quatre vingt dix neuf »."""


def house_number_said(words: Sequence[str]) -> str | None:
    """Return the house number that folded words end with, « au cent douze » is 112; None without one, and for « une rue »."""
    for count in range(min(len(words), _LONGEST_HOUSE + 2), 0, -1):
        number = _up_to_thousand(tuple(words[-count:]))
        if number is None:
            continue
        behind = list(words[:-count])[-2:]
        before = behind[-1] if behind else ""
        is_digit_of_more = before in _DIGIT_WORDS and before not in _ARTICLES
        is_range = before in _TO and behind[0] in _DIGIT_WORDS  # « du quinze au vingt-trois »
        is_one = number != 1 or (before in _ARTICLES and words[-1] == "un")
        return str(number) if number and is_one and not is_range and not is_digit_of_more else None
    return None


def _up_to_thousand(words: tuple[str, ...]) -> int | None:
    """Return the number that words say, all of them, up to 999."""
    if (below := _SAID.get(words)) is not None and below.isdecimal():
        return int(below)
    at = next((index for index, word in enumerate(words) if word in _HUNDREDS), None)
    if at is None or at > 1:
        return None
    hundreds = 1 if at == 0 else int(_SAID.get(words[:1], "0"))
    rest = words[at + 1 :]
    below = _SAID.get(rest, "") if rest else "0"
    is_number = below.isdecimal() and 0 < hundreds < len(_SMALL) and hundreds < 10  # noqa: PLR2004 - hundreds
    return hundreds * 100 + int(below) if is_number else None


_DIGIT_WORDS = frozenset(word for words in _SAID for word in words) - {"plus", "+"}
