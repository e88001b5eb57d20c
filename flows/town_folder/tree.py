"""JSON and YAML files of a town, read strictly: every value knows its line and column."""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path

from flows.town_folder.mistakes import CONTROL, Mistakes, nearest, suggestion
from flows.town_folder.table import BOM, HEAD_BYTES, is_binary, report_encoding
from flows.town_folder.yaml_text import MORE_SIMPLY, TOO_MUCH, Mark, NotYamlError, Piece, compose
from flows.wording import Message, say

Step = str | int

CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOMENT = re.compile(r"(19|2[01])\d{2}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?")
"""A day and time from 1900 to 2199: holidays are known and time zones computed there."""
LONGEST_ID = 200
TRUTHS = {"oui": True, "yes": True, "non": False, "no": False}


class Document:
    """A file as a tree. Marks are looked up only when there is something to report.

    ``blanks_count`` says that a key with nothing behind it is a mistake; ``elsewhere`` gives the names under which this text knows what
    a town folder has in files of their own.
    """

    def __init__(
        self,
        where: str,
        mistakes: Mistakes,
        text: str,
        value: object,
        *,
        blanks_count: bool,
        elsewhere: Mapping[str, str] | None = None,
    ) -> None:
        self.where = where
        self.name = where.rpartition("/")[2]
        self.mistakes = mistakes
        self.value = value
        self.blanks_count = blanks_count
        self._elsewhere = elsewhere or {}
        self._text = text

    def called(self, file: str) -> str:
        """Return what somebody who reads this text knows a file of a town folder as."""
        return self._elsewhere.get(file, file)

    @property
    def root(self) -> "Tree":
        """The whole of it."""
        return Tree(self, self.value, ())

    @cached_property
    def _root_piece(self) -> Piece | None:
        try:
            # JSON is YAML as long as no tab indents it; a space in its place keeps the columns.
            return compose(self._text.replace("\t", " ")).root
        except NotYamlError:
            return None

    def mark(self, steps: tuple[Step, ...], *, of_key: bool) -> Mark | None:
        """Return line and column, from 1, of the value (or its key) at the end of ``steps``."""
        piece = self._root_piece
        if piece is None:
            return None
        key_mark = piece.mark
        for step in steps:
            found = piece.step(step)
            if found is None:
                break
            piece, key_mark = found
        return key_mark if of_key else piece.mark


@dataclass(frozen=True, slots=True)
class Tree:
    """A value within a document. Its readers report what does not fit and then give None or nothing."""

    document: Document
    value: object
    steps: tuple[Step, ...]

    def wrong(self, what: str, remedy: str, *, of_key: bool = False) -> None:
        """Report a mistake here."""
        if self.document.mistakes.is_full(self.document.where):
            self.document.mistakes.add(self.document.where, what, remedy)
            return
        line, column = self.document.mark(self.steps, of_key=of_key) or (None, None)
        self.document.mistakes.add(self.document.where, what, remedy, line=line, column=column)

    def unknown(self, what: Message, word: str, choices: Collection[str], elsewhere: str, *, of_key: bool = False) -> None:
        """Report a word that is none of the choices, with the nearest one; looking for it costs too much past what is listed."""
        if self.document.mistakes.is_full(self.document.where):
            self.wrong(what, "", of_key=of_key)
        else:
            self.wrong(what, suggestion(word, choices, self.document.called(elsewhere)), of_key=of_key)

    def has_only(self, allowed: Collection[str], needed: Collection[str] = ()) -> bool:
        """Check that this is a mapping with these keys; return whether it is a mapping, so that what is there can be read and checked."""
        if not isinstance(self.value, dict):
            self.wrong(say("key: value pairs were expected here."), say("Write one of: {choices}.", choices=", ".join(allowed)))
            return False
        for key, value in self.value.items():
            if key not in allowed:
                self._unknown_key(str(key), allowed)
            elif value is None and (key in needed or self.document.blanks_count):
                blank = Tree(self.document, None, (*self.steps, key))
                remedy = say("Fill it in.") if key in needed else say("Fill it in, or remove the line.")
                blank.wrong(say("nothing stands behind “{key}”.", key=key), remedy, of_key=True)
        for key in needed:
            if key not in self.value:
                self.wrong(say("key “{key}” is missing.", key=key), say("Add it."))
        return True

    def has(self, needed: Collection[str]) -> bool:
        """Return whether something stands behind each of these keys."""
        return isinstance(self.value, dict) and all(self.value.get(key) is not None for key in needed)

    def _unknown_key(self, key: str, allowed: Collection[str]) -> None:
        wrong = Tree(self.document, None, (*self.steps, key))
        near = nearest(key, allowed)
        remedy = say("Valid: {choices}.", choices=", ".join(allowed)) if near is None else say("Did you mean “{near}”?", near=near)
        wrong.wrong(say("unknown key “{key}”.", key=key), remedy, of_key=True)

    def find(self, key: str) -> "Tree | None":
        """Return the value of ``key``, None where there is none or it is null."""
        if not isinstance(self.value, dict) or self.value.get(key) is None:
            return None
        return Tree(self.document, self.value[key], (*self.steps, key))

    def pairs(self) -> Iterator[tuple[str, "Tree"]]:
        """Yield keys and values of a mapping."""
        if isinstance(self.value, dict):
            for key, value in self.value.items():
                yield str(key), Tree(self.document, value, (*self.steps, str(key)))

    def items(self) -> tuple["Tree", ...]:
        """Return the members of a list."""
        if not isinstance(self.value, list):
            self.wrong(say("a list was expected here."), say("Write it in brackets: [one, two]."))
            return ()
        return tuple(Tree(self.document, value, (*self.steps, number)) for number, value in enumerate(self.value))

    def text(self) -> str | None:
        """Return a text without blanks round it; empty is a mistake."""
        found = self.exact()
        return None if found is None else found.strip()

    def exact(self) -> str | None:
        """Return a text as it stands; one that is empty or blank is a mistake, and one with control characters."""
        if isinstance(self.value, str) and (found := CONTROL.search(self.value)) is not None:
            self.wrong(
                say("a control character (U+{code}) stands in this text.", code=f"{ord(found[0]):04X}"),
                say("Remove it, or write the text anew."),
            )
            return None
        if isinstance(self.value, str) and self.value.strip():
            return self.value
        self.wrong(say("a text was expected here."), say("Write it, in quotes if it holds figures only."))
        return None

    def identity(self) -> str | None:
        """Return a name by which something is called: one line, not long, no blanks round it."""
        value = self.exact()
        if value is None or (value == value.strip() and value.isprintable() and len(value) <= LONGEST_ID):
            return value
        self.wrong(
            say("“{value}” cannot be a name.", value=value),
            say("Write one line of at most {count} characters, without blanks before or behind.", count=LONGEST_ID),
        )
        return None

    def any_text(self) -> str:
        """Return a text that may be empty."""
        if self.value == "":
            return ""
        return self.exact() or ""

    def number(self, low: int, high: int) -> int | None:
        """Return a whole number between the two."""
        if isinstance(self.value, int) and not isinstance(self.value, bool) and low <= self.value <= high:
            return self.value
        self.wrong(say("“{value}” is not a whole number from {low} to {high}.", value=self.value, low=low, high=high), say("Correct it."))
        return None

    def share(self) -> float | None:
        """Return a number from 0 to 1."""
        if isinstance(self.value, int | float) and not isinstance(self.value, bool) and 0 <= self.value <= 1:
            return float(self.value)
        self.wrong(say("“{value}” is not a number from 0 to 1.", value=self.value), say("Write 0.5, with a point."))
        return None

    def truth(self) -> bool:
        """Return a yes or no."""
        if isinstance(self.value, bool):
            return self.value
        if isinstance(self.value, str) and self.value.lower() in TRUTHS:
            return TRUTHS[self.value.lower()]
        self.wrong(say("“{value}” is neither true nor false.", value=self.value), say("Write true or false."))
        return False

    def choice(self, choices: Collection[str], elsewhere: str = "") -> str | None:
        """Return one of ``choices``."""
        value = str(self.value)
        if value in choices and not isinstance(self.value, bool):
            return value
        self.unknown(say("“{value}” is not known here.", value=value), value, choices, elsewhere or self.document.name)
        return None

    def clock(self) -> time | None:
        """Return a time of day, ``HH:MM``."""
        if isinstance(self.value, str) and (found := CLOCK.fullmatch(self.value.strip())):
            return time(int(found[1]), int(found[2]))
        self.wrong(say("“{value}” is not a time of day.", value=self.value), say('Write it in quotes: "20:00".'))
        return None

    def day(self) -> date | None:
        """Return a day, ``2026-03-31``."""
        text = str(self.value)
        try:
            # The library also takes weeks and days without hyphens, which nobody means here.
            found = date.fromisoformat(text) if DAY.fullmatch(text) else None
        except ValueError:
            found = None
        if found is None:
            self.wrong(say("“{value}” is not a date.", value=self.value), say("Write year, month and day: 2026-03-31."))
        return found

    def moment(self) -> datetime | None:
        """Return a day and time in the town's own time, ``2026-03-31 20:00``."""
        text = str(self.value)
        try:
            found = datetime.fromisoformat(text) if MOMENT.fullmatch(text) else None
        except ValueError:
            found = None
        if found is None:
            self.wrong(
                say("“{value}” is not a date and time.", value=self.value),
                say('Write it in quotes, in the town\'s time: "2026-03-31 20:00".'),
            )
            return None
        return found


def read_json(path: Path, mistakes: Mistakes) -> Tree | None:
    """Return the tree of a JSON file, None where it cannot be read."""
    text = read_text(path, mistakes)
    if text is None:
        return None
    try:
        value: object = json.loads(text)
    except json.JSONDecodeError as error:
        what = say("not valid JSON.")
        mistakes.add(str(path), what, say("Look for a missing comma, quote or bracket just before."), line=error.lineno, column=error.colno)
        return None
    except (RecursionError, ValueError):
        mistakes.add(str(path), TOO_MUCH, MORE_SIMPLY)
        return None
    # Null is a word of its own in JSON: a program writes it for what is not there.
    return Document(str(path), mistakes, text, value, blanks_count=False).root


def read_yaml(path: Path, mistakes: Mistakes) -> Tree | None:
    """Return the tree of a YAML file, None where it cannot be read."""
    text = read_text(path, mistakes)
    return None if text is None else read_yaml_text(text, str(path), mistakes)


def read_yaml_text(text: str, where: str, mistakes: Mistakes, elsewhere: Mapping[str, str] | None = None) -> Tree | None:
    """Return the tree of a YAML text, None where it cannot be read; ``where`` names it in mistakes, ``elsewhere`` as in `Document`."""
    try:
        composed = compose(text)
    except NotYamlError as error:
        line, column = error.mark or (None, None)
        mistakes.add(where, error.what, error.remedy, line=line, column=column)
        return None
    for key, (line, column) in composed.repeated:
        mistakes.add(where, say("key “{key}” stands twice.", key=key), say("Keep one; the first would be lost."), line=line, column=column)
    return Document(where, mistakes, text, composed.root.value, blanks_count=True, elsewhere=elsewhere).root


def read_text(path: Path, mistakes: Mistakes) -> str | None:
    """Return the text of a UTF-8 file, with or without byte order mark."""
    if not path.exists():
        return None  # the folder's reader reports files that are missing
    try:
        content = path.read_bytes().removeprefix(BOM)
    except OSError as error:
        mistakes.add(str(path), say("cannot be read ({reason}).", reason=error.strerror), say("Check the file and its permissions."))
        return None
    if is_binary(content[:HEAD_BYTES]):
        mistakes.add(str(path), say("this is no text file in UTF-8."), say("Save it again as “UTF-8”."))
        return None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        report_encoding(mistakes, str(path), content[error.start], line, column)
        return content.decode("cp1252", "replace")
