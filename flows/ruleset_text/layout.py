"""Values laid out as YAML a person reads: short lists on a line, long ones wrapped, texts of several lines as they are.

Written by hand rather than by the library, whose layout cannot be told apart per value. Whatever is not plainly a word is quoted, so that
every YAML tool, of version 1.1 too, reads the same.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from flows.town_folder.operands import Value

WIDTH = 120
"""Characters of a line; a text is never broken, so one may be longer."""
DEEPEST_ON_A_LINE = 2
LONGEST_ON_A_LINE = 88
STEP = 2

_PLAIN = re.compile(
    r"[A-Za-zÀ-ÖØ-öø-ÿŒœ](?:[A-Za-z0-9À-ÖØ-öø-ÿŒœ ./+°%()’'«»–_@;!?=&-]*[A-Za-z0-9À-ÖØ-öø-ÿŒœ./+°%)’'»_!?;])?|\d{1,3} [A-Za-z]+"
)
_NOT_TEXT = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null", "none", "oui", "non"))
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}
_UNPRINTABLE = re.compile('[^\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|[\u2028\u2029"\\\\]|\xad')
_UNSAFE_IN_BLOCK = re.compile("[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|[\u2028\u2029]|\xad")


def lines_of(value: Mapping[str, Value], indent: int = 0) -> Iterator[str]:
    """Yield the lines of a mapping, each with its indentation."""
    for key, member in value.items():
        yield from _entry(f"{' ' * indent}{key}:", member, indent + STEP)


def item_lines(value: Mapping[str, Value], indent: int) -> Iterator[str]:
    """Yield the lines of a mapping that is a member of a list."""
    lines = iter(lines_of(value, indent + STEP))
    first = next(lines, f"{' ' * (indent + STEP)}{{}}")
    yield f"{' ' * indent}- {first[indent + STEP :]}"
    yield from lines


def _entry(start: str, value: Value, indent: int) -> Iterator[str]:
    """Yield a key and its value, on one line where that is read more easily."""
    if isinstance(value, str) and "\n" in value and _fits_in_block(value):
        yield f"{start} |" if value.endswith("\n") else f"{start} |-"
        yield from (f"{' ' * indent}{line}" if line else "" for line in value.removesuffix("\n").split("\n"))
    elif (short := _on_a_line(value)) is not None and len(start) + 1 + len(short) <= WIDTH:
        yield f"{start} {short}"
    elif isinstance(value, Mapping):
        yield start
        yield from lines_of(value, indent)
    elif isinstance(value, str) or not isinstance(value, Sequence):
        yield f"{start} {scalar(value)}"
    else:
        yield start
        yield from _list_lines(value, indent)


def _list_lines(values: Sequence[Value], indent: int) -> Iterator[str]:
    if all(_is_scalar(value) for value in values):
        yield from _wrapped([scalar(value, in_flow=True) for value in values], indent)
        return
    for value in values:
        if isinstance(value, Mapping):
            yield from item_lines(value, indent)
        else:
            yield f"{' ' * indent}- {flow(value)}"


def _wrapped(words: Sequence[str], indent: int) -> Iterator[str]:
    """Yield a list in brackets, as many members on a line as fit."""
    line = " " * indent + "["
    for number, word in enumerate(words):
        piece = word + ("]" if number == len(words) - 1 else ",")
        if len(line) + len(piece) > WIDTH and line.strip() != "[":
            yield line.rstrip()
            line = " " * (indent + 1)
        line += piece + " "
    yield line.rstrip()


def _on_a_line(value: Value) -> str | None:
    """Return the value as one line where it is a scalar, a list of scalars or a small mapping; else None."""
    if _is_scalar(value):
        return scalar(value)
    if isinstance(value, str | date | int | float) or _depth(value) > DEEPEST_ON_A_LINE:
        return None
    if isinstance(value, Mapping):
        text = flow(value)
        return text if len(text) <= LONGEST_ON_A_LINE else None
    return flow(value) if not any(isinstance(member, Mapping) for member in value) else None


def flow(value: Value) -> str:
    """Return a value on one line, lists in brackets and mappings in braces."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {flow(member)}" for key, member in value.items()) + "}"
    if _is_scalar(value) or not isinstance(value, Sequence):
        return scalar(value, in_flow=True)
    return "[" + ", ".join(flow(member) for member in value) + "]"


def _depth(value: Value) -> int:
    if isinstance(value, Mapping):
        return 1 + max((_depth(member) for member in value.values()), default=0)
    if _is_scalar(value) or not isinstance(value, Sequence):
        return 0
    return 1 + max((_depth(member) for member in value), default=0)


def _is_scalar(value: Value) -> bool:
    return isinstance(value, str | int | float | date)


def scalar(value: Value, *, in_flow: bool = False) -> str:
    """Return a text, number, date, true or false as YAML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return _decimal(value)
    if isinstance(value, int):
        return str(value)
    return str(value) if isinstance(value, str) and _is_plain(value, in_flow=in_flow) else _quoted(str(value))


def _decimal(value: float) -> str:
    """Return a number with a point, so that it is read as one that may have a fraction."""
    text = repr(value)
    return text if "." in text else text.replace("e", ".0e")


def _is_plain(text: str, *, in_flow: bool) -> bool:
    if text.lower() in _NOT_TEXT or (in_flow and "?" in text):  # there not every YAML tool takes a question mark
        return False
    return _PLAIN.fullmatch(text if in_flow else text.replace(", ", " ")) is not None


def _quoted(text: str) -> str:
    """Return a text in quotes: in single ones, where nothing is escaped, if it has double quotes or backslashes of its own."""
    if "'" not in text and not _UNPRINTABLE.search(text.replace("\\", "").replace('"', "")) and _UNPRINTABLE.search(text):
        return f"'{text}'"
    return '"' + _UNPRINTABLE.sub(_escape, text) + '"'


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    if (known := _ESCAPES.get(character)) is not None:
        return known
    return f"\\u{ord(character):04x}"


def _fits_in_block(text: str) -> bool:
    """Return whether a text of several lines can stand as it is: nothing that would be lost at the ends of lines or of the text."""
    lines = text.removesuffix("\n").split("\n")
    if not lines[0] or lines[0].startswith(" ") or not lines[-1] or any(line != line.rstrip(" ") for line in lines):
        return False
    return _UNSAFE_IN_BLOCK.search(text) is None
