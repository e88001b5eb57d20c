"""YAML read without trust: one pass over the parser's events, no aliases, no tags, bounded in size, depth and number."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from flows.wording import Message, say

Mark = tuple[int, int]
"""Line and column, from 1."""

LARGEST = 20_000_000
"""Characters of a file: some fifty thousand rules."""
LONGEST = 200_000
"""Characters of one value. A message kept as an example has some thousands."""
DEEPEST = 64
"""Lists and mappings within each other. A condition nested ten times needs thirty."""
MOST_PIECES = 2_000_000
"""Values of a file."""

_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_TRUTHS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_WHOLE = re.compile(r"[-+]?(0|[1-9]\d{0,17})")
_DECIMAL = re.compile(r"[-+]?(\d+\.\d*|\.\d+|\d+(?=[eE]))([eE][-+]?\d{1,3})?")
_PLAIN = (None, "")
_SEPARATORS = (",", "\n", "[", "{")
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""What YAML does not allow to stand as it is (YAML 1.2, 5.1), and a byte order mark inside the text."""

TOO_MUCH = say("too many values, or too deep within each other.")
MORE_SIMPLY = say("Write it more simply.")


class NotYamlError(Exception):
    """The text cannot be read on: what is wrong, what to do, and where."""

    def __init__(self, what: Message, remedy: Message, mark: Mark | None = None) -> None:
        super().__init__(what)
        self.what, self.remedy, self.mark = what, remedy, mark


@dataclass(slots=True)
class Piece:
    """A value with its place. ``pieces`` are those within it, ``keys`` the place of each key and the number of its piece."""

    value: object
    mark: Mark
    pieces: list["Piece"] | None = None
    keys: dict[str, tuple[int, Mark]] | None = None

    def step(self, step: str | int) -> "tuple[Piece, Mark] | None":
        """Return the piece at a key or number, and the place of the key; None where there is none."""
        if isinstance(step, str):
            number, mark = (self.keys or {}).get(step, (-1, self.mark))
        else:
            number, mark = (-1 if self.keys is not None else step), self.mark
        if self.pieces is None or not 0 <= number < len(self.pieces):
            return None
        found = self.pieces[number]
        return found, mark if isinstance(step, str) else found.mark


@dataclass(slots=True)
class Composed:
    """A text as a tree of pieces, and the keys that stand twice in one mapping."""

    root: Piece
    repeated: list[tuple[str, Mark]] = field(default_factory=list)


@dataclass(slots=True)
class _Open:
    """A list or mapping that is not yet at its end; ``key`` waits for its value."""

    piece: Piece
    key: tuple[str, Mark] | None = None


def compose(text: str) -> Composed:
    """Return the tree of a text. Plain scalars are null, true or false, numbers, else text: hours and dates stay as written.

    Raises NotYamlError.
    """
    _refuse_large(text)
    found = Composed(Piece(None, (1, 1)))
    waiting: list[_Open] = []
    for number, event in enumerate(_events(text)):
        mark = _mark(event)
        if number > MOST_PIECES or len(waiting) > DEEPEST:
            raise NotYamlError(TOO_MUCH, MORE_SIMPLY, mark)
        if isinstance(event, yaml.DocumentStartEvent) and number > 1:
            raise NotYamlError(say("a second document begins here."), say("Remove the line “---”."), mark)
        if isinstance(event, yaml.CollectionEndEvent):
            waiting.pop()
        elif isinstance(event, yaml.NodeEvent):
            piece = _piece(event, mark)
            _place(found, waiting, piece)
            if isinstance(event, yaml.CollectionStartEvent):
                waiting.append(_Open(piece))
    return found


def _refuse_large(text: str) -> None:
    """Refuse what would take long to read, without reading it."""
    if len(text) > LARGEST:
        raise NotYamlError(say("the file is too large ({size} characters).", size=len(text)), say("Look what made it so large."))
    if sum(map(text.count, _SEPARATORS)) > MOST_PIECES:
        raise NotYamlError(TOO_MUCH, MORE_SIMPLY)


def _events(text: str) -> Iterator[yaml.Event]:
    try:
        yield from yaml.parse(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        at = None if mark is None else (mark.line + 1, mark.column + 1)
        raise NotYamlError(say("not valid YAML."), say("Check the indentation, and quote texts that hold “:” or “#”."), at) from error
    except yaml.YAMLError as error:
        raise _unprintable(text) from error


def _unprintable(text: str) -> NotYamlError:
    """Return the refusal of a text with a character that is none: the parser tells neither which nor where."""
    found = _UNPRINTABLE.search(text.removeprefix("\ufeff"))
    if found is None:
        return NotYamlError(say("not valid YAML."), say("Remove what is no text."))
    before = text[: found.start()]
    mark = (before.count("\n") + 1, len(before) - before.rfind("\n"))
    what = say("a control character (U+{code}) stands in this text.", code=f"{ord(found[0]):04X}")
    return NotYamlError(what, say("Remove it, or write the text anew."), mark)


def _mark(event: yaml.Event) -> Mark:
    at = event.start_mark
    return (1, 1) if at is None else (at.line + 1, at.column + 1)


def _piece(event: yaml.NodeEvent, mark: Mark) -> Piece:
    """Return the piece an event begins."""
    if isinstance(event, yaml.AliasEvent) or event.anchor is not None or _tag_of(event) is not None:
        raise NotYamlError(
            say("references (&, *) and tags (!) are not read."), say("Write the value itself, in quotes if it is a text."), mark
        )
    if isinstance(event, yaml.SequenceStartEvent):
        return Piece([], mark, [])
    if isinstance(event, yaml.MappingStartEvent):
        return Piece({}, mark, [], {})
    text = str(event.value) if isinstance(event, yaml.ScalarEvent) else ""
    if len(text) > LONGEST:
        raise NotYamlError(say("a value of {size} characters is too long.", size=len(text)), say("Shorten it."), mark)
    plain = isinstance(event, yaml.ScalarEvent) and event.style in _PLAIN
    return Piece(_resolved(text) if plain else text, mark)


def _tag_of(event: yaml.NodeEvent) -> str | None:
    return event.tag if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) else None


def _resolved(text: str) -> object:
    """Return what a plain scalar means. Narrower than YAML 1.1, where « on » is true and 20:00 a number."""
    if text in _NULLS:
        return None
    if text in _TRUTHS:
        return _TRUTHS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text


def _place(found: Composed, waiting: list[_Open], piece: Piece) -> None:
    """Put a piece where it belongs: at the root, into a list, or as key or value of a mapping."""
    if not waiting:
        found.root = piece
        return
    outer = waiting[-1]
    inside, keys = outer.piece.pieces, outer.piece.keys
    if isinstance(outer.piece.value, list) and inside is not None:
        outer.piece.value.append(piece.value)
        inside.append(piece)
    elif outer.key is None:
        outer.key = (_key(piece), piece.mark)
    elif isinstance(outer.piece.value, dict) and inside is not None and keys is not None:
        (name, mark), outer.key = outer.key, None
        if name in keys:
            found.repeated.append((name, mark))
        outer.piece.value[name] = piece.value
        keys[name] = (len(inside), mark)
        inside.append(piece)


def _key(piece: Piece) -> str:
    if isinstance(piece.value, list | dict):
        raise NotYamlError(say("a key must be a word."), say("Write key: value."), piece.mark)
    return "" if piece.value is None else str(piece.value)
