"""Mistakes of a town folder, gathered from all its files before anything is refused."""

import re
import unicodedata
from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from domain.errors import ConfigurationError, Mistake
from flows.wording import Message, say

PRINTED = 50
"""Mistakes listed for one file. More would hide those of the other files; they mostly have one cause."""

LISTED_CHOICES = 14
"""Valid values named in full when nothing comes close; more do not fit a line."""

LONGEST_SHOWN = 200
"""Characters shown of a value that is refused; what was pasted by mistake may have millions."""

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
"""Characters that no text has, and that would do something to a terminal: all but tab and the ends of lines."""


class Anything(frozenset[str]):
    """Holds whatever it is asked for: stands in for names that could not be read, so that nothing that uses them is called unknown."""

    def __contains__(self, item: object) -> bool:
        return isinstance(item, str)

    def __or__(self, other: object) -> "Anything":
        return self


class Mistakes:
    """Collects mistakes file by file."""

    def __init__(self) -> None:
        self._listed: dict[str, list[Mistake]] = {}
        self._unlisted: dict[str, int] = {}
        self._holed: set[str] = set()

    def add(self, where: str, what: str, remedy: str, *, line: int | None = None, column: int | None = None) -> None:
        """Keep one mistake; past the first `PRINTED` of a file only their number."""
        listed = self._listed.setdefault(where, [])
        if len(listed) >= PRINTED:
            self._unlisted[where] = self._unlisted.get(where, 0) + 1
            return
        listed.append(Mistake(where=where, what=_printable(what), remedy=_printable(remedy), line=line, column=column))

    def is_full(self, where: str) -> bool:
        """Return whether more mistakes of a file would only be counted."""
        return len(self._listed.get(where, ())) >= PRINTED

    def lose(self, where: str) -> None:
        """Note that a file has lines that could not be read."""
        self._holed.add(where)

    def known(self, where: str, names: Iterable[str]) -> AbstractSet[str]:
        """Return the names a file gives; where it could not be read whole, whatever is asked for, so that one cause is told once."""
        found = frozenset(names)
        return found if found and where not in self._holed else Anything()

    def everything(self) -> tuple[Mistake, ...]:
        """Return the mistakes of each file in the order of its lines, then how many more it has."""
        found: list[Mistake] = []
        for where, listed in self._listed.items():
            found += sorted(listed, key=lambda mistake: (mistake.line or 0, mistake.column or 0))
            if more := self._unlisted.get(where):
                what = say("more mistakes in this file: {count}.", count=more)
                found.append(Mistake(where=where, what=what, remedy=say("Correct those above first.")))
        return tuple(found)

    def refuse(self) -> None:
        """Raise ConfigurationError with everything found, if anything was."""
        if mistakes := self.everything():
            raise ConfigurationError(*mistakes)


def _printable(words: str) -> str:
    """Return a sentence with the values it quotes as a line can show them: control characters by their code, long ones cut."""
    if not isinstance(words, Message):
        return words
    return say(words.template, **{name: _quotable(value) for name, value in words.values.items()})


def _quotable(value: object) -> object:
    if isinstance(value, Message):
        return _printable(value)
    if value is None or isinstance(value, int | float):
        return value
    text = str(value)
    text = text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
    return "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in text)


def fold(word: str) -> str:
    """Return ``word`` without accents and case, for comparing names."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(mark for mark in decomposed if not unicodedata.combining(mark))


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """Return the choice a person most likely meant by ``word``, None if none is near.

    One slip is always forgiven, two letters exchanged as well: in a code of three that is a third of it. For the rest 70 of 100 lets two
    slips in a short word through and keeps unrelated names out.
    """
    known = list(choices)
    slip = process.extractOne(word, known, scorer=OSA.distance, processor=fold, score_cutoff=1) if len(word) > 1 else None
    found = slip or process.extractOne(word, known, scorer=fuzz.ratio, processor=fold, score_cutoff=70)
    return found[0] if found else None


def suggestion(word: str, choices: Iterable[str], elsewhere: str) -> Message:
    """Return what to do about an unknown ``word``: the nearest valid one, the few there are, or the file that lists them."""
    # A set has no order of its own: of two that are as near the same one is named each time.
    known = sorted(choices) if isinstance(choices, AbstractSet) else list(dict.fromkeys(choices))
    if (near := nearest(word, known)) is not None:
        return say("Did you mean “{near}”?", near=near)
    if 0 < len(known) <= LISTED_CHOICES:
        return say("Valid: {choices}.", choices=", ".join(known))
    return say("See {elsewhere} for the valid ones.", elsewhere=elsewhere)
