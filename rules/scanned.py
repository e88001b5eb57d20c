"""Letters that a scanner reads wrongly: what a word nothing knows may have been on paper."""

import re
from collections.abc import Iterator
from functools import lru_cache

_CONFUSIONS: tuple[tuple[str, str], ...] = (
    ("rn", "m"),
    ("m", "rn"),
    ("nn", "m"),
    ("cl", "d"),
    ("d", "cl"),
    ("vv", "w"),
    ("ii", "u"),
    ("li", "h"),
    ("l", "i"),
    ("i", "l"),
    ("l", "t"),
    ("c", "e"),
    ("e", "c"),
    ("o", "e"),
    ("q", "g"),
    ("g", "q"),
    ("u", "n"),
    ("n", "u"),
    ("h", "b"),
    ("f", "t"),
)
"""What was read, and what may have been written. Where both are letters each way is listed that readers of print do confuse."""

_DIGITS: dict[str, tuple[str, ...]] = {
    "0": ("o",),
    "1": ("l", "i"),
    "2": ("z",),
    "3": ("e",),
    "4": ("a",),
    "5": ("s",),
    "6": ("g", "b"),
    "8": ("b",),
    "9": ("g", "q"),
}
_SHORTEST = 5
_LONGEST = 24
_MOST = 96
_LETTERS_BESIDE = 2
"""A digit is a misread letter only in a word that is mostly letters: « 22bis » and « rd974 » are none."""

_HYPHENATED = re.compile(r"(?<=[^\W\d_]{2})(-[ \t]*\r?\n[ \t]*)([a-zà-öø-ÿœ]{2,})")
_FIGURES = re.compile(r"(?=\D*\d)[\dOlI]{2,4}")
_AS_FIGURES = str.maketrans("OlI", "011")
_SPACED = re.compile(r"(?<![^\W_])(?:[^\W\d_] ){4,}[^\W\d_](?![^\W_])")


@lru_cache(maxsize=1 << 14)
def repaired(folded: str) -> tuple[str, ...]:
    """Return what a folded word that nothing knows may have been before it was scanned, the likeliest first; not the word itself.

    Digits within a word become letters, then one confusion of letters is undone, then two. Nothing comes back for short words and for
    numbers, since every short word is one confusion away from another.
    """
    if not _SHORTEST <= len(folded) <= _LONGEST:
        return ()
    plain = tuple(_lettered(folded))
    once = [one for word in plain for one in _undone(word)]
    found = dict.fromkeys([*plain, *once])
    for word in once:
        if len(found) >= _MOST:
            break
        found.update(dict.fromkeys(_undone(word)))
    found.pop(folded, None)
    return tuple(found)[:_MOST]


def mended(text: str) -> str:
    r"""Return the text with words joined that a line end or spaced letters broke; as long as before, so that offsets still hold.

    « lampa-\ndaire » becomes « lampadaire » with the break behind it.
    """
    joined = _HYPHENATED.sub(lambda match: match[2] + " " * (len(match[1]) - 1) + "\n", text) if "-" in text and "\n" in text else text
    return _SPACED.sub(lambda match: match[0].replace(" ", "").ljust(len(match[0])), joined)


def figures(written: str) -> str | None:
    """Return the number that a word of figures and letters like them was before it was scanned, « l2 », « 2O »; None for any other."""
    return written.translate(_AS_FIGURES) if _FIGURES.fullmatch(written) is not None else None


def _lettered(word: str) -> Iterator[str]:
    """Yield the word with its digits read as letters, every combination; nothing for a number."""
    letters = sum(1 for character in word if character.isalpha())
    digits = len(word) - letters
    if not digits:
        yield word
        return
    if letters < _LETTERS_BESIDE + digits or word[:2].isdigit() or (word[-1].isdigit() and not word[-2].isalpha()):
        return
    words = [""]
    for character in word:
        choices = _DIGITS.get(character, (character,)) if character.isdigit() else (character,)
        words = [start + choice for start in words for choice in choices]
    yield from words


def _undone(word: str) -> Iterator[str]:
    """Yield the word with one confusion undone at one place."""
    for read, written in _CONFUSIONS:
        at = word.find(read)
        while at >= 0:
            yield word[:at] + written + word[at + len(read) :]
            at = word.find(read, at + 1)
