"""Whether words out of a file are language, or what a broken font or a poor reading left of it. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

GOOD = 0.6
"""Text that can be seen on the page is believed from here on: it was set by a program, only its characters may be wrong."""
GOOD_HIDDEN = 0.85
"""Somebody else's OCR must be better than that, for we can read the page ourselves."""

_GOOD, _BAD, _SINGLE, _COMMON_WORD = 1, 2, 4, 8
_ENOUGH = 12
_SPACED = 0.5
_COMMON = frozenset(
    "le la les de des du un une et à au aux en est que qui pour dans sur vous nous je il ce ma mon votre par ne pas avec plus se si "  # noqa: SIM905 - two languages, read as text
    "l d n j qu c s m the of and to in is that for it on you we with this be are not have from my your at as i a "
    "der die das und ist nicht el los y il per".split()
)
_OPENINGS = "([{«“‘\"'’-–—•·*/\\<>_"
_ENDINGS = ")]}»”’\"'.,;:!?…-–—/\\<>*°%€_"
_LETTERS = re.compile(r"[^\W\d_]+(?:['’‑-][^\W\d_]+)*[’']?\.?")
_NUMBERS = re.compile(r"[\d.,:/+()°%€$#n-]*\d[\d.,:/+()°%€$#hHmM²³-]*[a-zA-Z]{0,4}")
_ADDRESS = re.compile(
    r"[\w.+-]+@[\w.-]+|(?:https?://|www\.)\S+|[\w-]+(?:\.[\w-]+)+(?:/\S*)?|[A-Z]{1,5}[-_/]?\d[\w/-]*|(?:[A-Z]\.){1,5}", re.ASCII
)
_VOWELS = frozenset("aeiouyàâäéèêëîïôöùûüÿœæáíóúãõåøAEIOUYÀÂÄÉÈÊËÎÏÔÖÙÛÜŸŒÆÁÍÓÚÃÕÅØ")
_NO_VOWEL = re.compile(r"[bcdfghjklmnpqrstvwxzçñ]{6,}", re.IGNORECASE)
_ODD_CASE = re.compile(r"[a-zà-ÿ][A-ZÀ-Þ][a-zà-ÿ]*[A-ZÀ-Þ]|[a-zà-ÿ]{2}[A-ZÀ-Þ]{2}")
_DOTS = re.compile(r"[\W_]{1,200}")


def quality(words: Sequence[str]) -> float:
    """Return how much of the words is language, from 0 to 1. Numbers, addresses and lines of dots speak neither way."""
    text = "".join(words)
    if not text:
        return 0.0
    # What can be printed is of no foreign kind, and nearly every page can be.
    foreign = 0.0 if text.isprintable() and "\ufffd" not in text else sum(map(_is_foreign, text)) / len(text)
    if foreign > 0.05:  # noqa: PLR2004 - a stray symbol font draws bullets and boxes
        return max(0.0, 0.5 - foreign)
    good = bad = single = common = 0
    for word in words:
        judged = _judge(word)
        good += judged & _GOOD == _GOOD
        bad += judged & _BAD == _BAD
        single += judged & _SINGLE == _SINGLE
        common += judged & _COMMON_WORD == _COMMON_WORD
    return _score(good, bad, single, common)


@lru_cache(maxsize=20_000)
def _judge(word: str) -> int:
    """Return what a word speaks for; a language has few words that are used often, so most are judged once."""
    bare = word.strip(_OPENINGS).rstrip(_ENDINGS)
    if not bare or _NUMBERS.fullmatch(bare) or _DOTS.fullmatch(bare):
        return 0
    low = bare.lower()
    single = _SINGLE if len(bare) == 1 and low not in "àayoinldjcms" else 0
    common = _COMMON_WORD if low in _COMMON or re.split("['’]", low, maxsplit=1)[0] in _COMMON else 0
    return single | common | (_GOOD if _is_plausible(bare) else _BAD)


def _score(good: int, bad: int, single: int, common: int) -> float:
    judged = good + bad
    if not judged:
        return 1.0  # figures only
    if judged >= _ENOUGH and single > _SPACED * judged:
        return 0.3  # l e t t e r s set apart
    score = good / judged
    if judged >= 4 * _ENOUGH and common < 0.03 * judged:
        score -= 0.2  # a page of running text in which there is no "de" and no "the"
    return max(0.0, score)


def _is_foreign(character: str) -> bool:
    """Say whether a character has no meaning: private use, unassigned, control, replacement."""
    if character <= "\x7f":
        return character < " "
    return character == "\ufffd" or unicodedata.category(character) in {"Co", "Cn", "Cc", "Cs"}


def _is_plausible(bare: str) -> bool:
    if _LETTERS.fullmatch(bare):
        return _is_word(bare)
    return bool(_ADDRESS.fullmatch(bare)) or all(part == "" or _is_plausible_part(part) for part in re.split(r"[/\-–—&+.,:;()’'\"|]", bare))


def _is_plausible_part(part: str) -> bool:
    return bool(_NUMBERS.fullmatch(part)) or (bool(_LETTERS.fullmatch(part)) and _is_word(part))


def _is_word(word: str) -> bool:
    if any(character > "\u024f" for character in word if character not in "’‑"):
        return True  # another script: no opinion
    if _NO_VOWEL.search(word) or (_ODD_CASE.search(word) and not word.startswith(("Mc", "Mac", "De", "Le"))):
        return False
    # Abbreviations have no vowel and are short, or are written in capitals.
    return len(word) <= 3 or (word.isupper() and len(word) <= 5) or any(character in _VOWELS for character in word)  # noqa: PLR2004
