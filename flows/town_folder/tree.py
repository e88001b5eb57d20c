"""JSON and YAML files of a town, read strictly: every value knows its line and column."""

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import time
from functools import cached_property
from pathlib import Path

import yaml

from flows.town_folder.mistakes import Mistakes, suggestion
from flows.town_folder.table import BOM, HEAD_BYTES, is_binary, report_encoding
from flows.wording import say

Step = str | int
Mark = tuple[int, int]

CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


class Document:
    """A file as a tree. Marks are looked up only when there is something to report."""

    def __init__(self, path: Path, mistakes: Mistakes, text: str, value: object) -> None:
        self.path = path
        self.where = str(path)
        self.mistakes = mistakes
        self.value = value
        self._text = text

    @property
    def root(self) -> "Tree":
        """The whole of it."""
        return Tree(self, self.value, ())

    @cached_property
    def _node(self) -> yaml.Node | None:
        try:
            # JSON is YAML as long as no tab indents it; a space in its place keeps the columns.
            node: yaml.Node | None = yaml.compose(self._text.replace("\t", " "), Loader=yaml.CSafeLoader)
        except yaml.YAMLError:
            return None
        return node

    def mark(self, steps: tuple[Step, ...], *, of_key: bool) -> Mark | None:
        """Return line and column, from 1, of the value (or its key) at the end of ``steps``."""
        node = key = self._node
        for step in steps:
            if isinstance(node, yaml.MappingNode):
                pair = next(((name, value) for name, value in node.value if name.value == step), None)
                if pair is None:
                    break
                key, node = pair
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                key = node = node.value[step]
        chosen = key if of_key else node
        return None if chosen is None else (chosen.start_mark.line + 1, chosen.start_mark.column + 1)

    def repeated_keys(self) -> Iterator[tuple[str, Mark]]:
        """Yield each key that stands twice in one mapping, with its second place."""
        waiting = [self._node] if self._node is not None else []
        while waiting:
            node = waiting.pop()
            if isinstance(node, yaml.SequenceNode):
                waiting += node.value
            elif isinstance(node, yaml.MappingNode):
                seen: set[str] = set()
                for key, value in node.value:
                    waiting.append(value)
                    if key.value in seen:
                        yield str(key.value), (key.start_mark.line + 1, key.start_mark.column + 1)
                    seen.add(str(key.value))


@dataclass(frozen=True, slots=True)
class Tree:
    """A value within a document. Its readers report what does not fit and then give None or nothing."""

    document: Document
    value: object
    steps: tuple[Step, ...]

    def wrong(self, what: str, remedy: str, *, of_key: bool = False) -> None:
        """Report a mistake here."""
        line, column = self.document.mark(self.steps, of_key=of_key) or (None, None)
        self.document.mistakes.add(self.document.where, what, remedy, line=line, column=column)

    def has_only(self, allowed: Collection[str], needed: Collection[str] = ()) -> bool:
        """Check that this is a mapping with these keys; return whether it can be read on."""
        if not isinstance(self.value, dict):
            self.wrong(say("key: value pairs were expected here."), say("Write one of: {choices}.", choices=", ".join(allowed)))
            return False
        for key in self.value:
            if key not in allowed:
                wrong = Tree(self.document, None, (*self.steps, str(key)))
                wrong.wrong(say("unknown key “{key}”.", key=key), suggestion(str(key), allowed, self.document.path.name), of_key=True)
        missing = [key for key in needed if key not in self.value]
        for key in missing:
            self.wrong(say("key “{key}” is missing.", key=key), say("Add it."))
        return not missing

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
        if isinstance(self.value, str) and self.value.strip():
            return self.value.strip()
        self.wrong(say("a text was expected here."), say("Write it, in quotes if it holds figures only."))
        return None

    def number(self, low: int, high: int) -> int | None:
        """Return a whole number between the two."""
        if isinstance(self.value, int) and not isinstance(self.value, bool) and low <= self.value <= high:
            return self.value
        self.wrong(say("“{value}” is not a whole number from {low} to {high}.", value=self.value, low=low, high=high), say("Correct it."))
        return None

    def truth(self) -> bool:
        """Return a yes or no."""
        if isinstance(self.value, bool):
            return self.value
        self.wrong(say("“{value}” is neither true nor false.", value=self.value), say("Write true or false."))
        return False

    def choice(self, choices: Collection[str], elsewhere: str = "") -> str | None:
        """Return one of ``choices``."""
        value = str(self.value)
        if value in choices and not isinstance(self.value, bool):
            return value
        self.wrong(say("“{value}” is not known here.", value=value), suggestion(value, choices, elsewhere or self.document.path.name))
        return None

    def clock(self) -> time | None:
        """Return a time of day, ``HH:MM``."""
        if isinstance(self.value, str) and (found := CLOCK.fullmatch(self.value.strip())):
            return time(int(found[1]), int(found[2]))
        # YAML 1.1 takes 20:00 without quotes for the number 1200 in base 60.
        self.wrong(say("“{value}” is not a time of day.", value=self.value), say('Write it in quotes: "20:00".'))
        return None


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
    return Document(path, mistakes, text, value).root


def read_yaml(path: Path, mistakes: Mistakes) -> Tree | None:
    """Return the tree of a YAML file, None where it cannot be read."""
    text = read_text(path, mistakes)
    if text is None:
        return None
    try:
        value: object = yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        position = (None, None) if mark is None else (mark.line + 1, mark.column + 1)
        what = say("not valid YAML.")
        mistakes.add(
            str(path), what, say("Check the indentation, and quote texts that hold “:” or “#”."), line=position[0], column=position[1]
        )
        return None
    except yaml.YAMLError:
        mistakes.add(str(path), say("not valid YAML."), say("Remove what is no text."))
        return None
    document = Document(path, mistakes, text, value)
    for key, (line, column) in document.repeated_keys():
        mistakes.add(
            str(path), say("key “{key}” stands twice.", key=key), say("Keep one; the first would be lost."), line=line, column=column
        )
    return document.root


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
