"""The fields of one condition in a form: what stands in them, and the operand of the text form they make."""

from collections.abc import Mapping, Sequence

from flows.town_folder.condition_forms import OperandKind
from flows.town_folder.operands import Value

Values = Mapping[str, tuple[str, ...]]
"""What stands in fields, by their names."""
CHOSEN, MORE, LINES, TEXT = "chosen", "more", "lines", "text"
"""Boxes that are ticked; further names; a line for each word; one line."""
LOW, HIGH, SIDE = "de", "a", "cote"
DAYS = "days"
_LONGEST_NUMBER = 9
_BOTH = "tous"


def first(values: Values, name: str) -> str:
    """Return what stands in a field of one line, without blanks round it."""
    return next(iter(values.get(name, ())), "").strip()


def plain(values: Values, name: str) -> str:
    """Return what stands in a field of several lines, with one kind of line end."""
    return first(values, name).replace("\r\n", "\n")


def lines(values: Values, name: str) -> tuple[str, ...]:
    """Return the lines that stand in a field."""
    return tuple(line.strip() for line in plain(values, name).split("\n") if line.strip())


def whole(text: str) -> object:
    """Return a whole number, or the text where it is none: then its reader says so."""
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= _LONGEST_NUMBER else text


def values_of(kind: OperandKind, operand: Value) -> Values:
    """Return what stands in the fields of a condition with this operand."""
    match kind:
        case OperandKind.WORDS:
            return {LINES: ("\n".join(_names(operand)),)}
        case OperandKind.EXPRESSION:
            return {TEXT: (str(operand),)}
        case OperandKind.STREETS if isinstance(operand, Mapping):
            numbers = {key: (str(operand[key]),) for key in (LOW, HIGH, SIDE) if key in operand}
            return {CHOSEN: _names(operand["noms"]), **numbers}
        case OperandKind.MOMENT if isinstance(operand, Mapping):
            hours = operand.get("heures")
            given = {key: (str(value),) for key, value in hours.items()} if isinstance(hours, Mapping) else {}
            return {**given, DAYS: _names(operand.get("ou_jours", ()))}
        case OperandKind.SEASON if isinstance(operand, Mapping):
            return {f"{end}.{name}": (part,) for end in ("du", "au") for name, part in _day_and_month(str(operand[end]))}
        case _:
            return {CHOSEN: _names(operand)}


def operand_of(kind: OperandKind, values: Values) -> object:  # noqa: PLR0911 - a line for each kind
    """Return the operand that the fields of a condition make, right or wrong: its reader of the text form says which."""
    match kind:
        case OperandKind.WORDS:
            return list(lines(values, LINES))
        case OperandKind.EXPRESSION:
            # Its blanks mean something.
            return next(iter(values.get(TEXT, ())), "")
        case OperandKind.ONE:
            return first(values, CHOSEN)
        case OperandKind.STREETS:
            return _streets(values)
        case OperandKind.MOMENT:
            return _moment(values)
        case OperandKind.SEASON:
            return {end: _day(values, end) for end in ("du", "au")}
        case _:
            return _chosen(values)


def _names(operand: Value) -> tuple[str, ...]:
    return (operand,) if isinstance(operand, str) else tuple(map(str, operand)) if isinstance(operand, Sequence) else (str(operand),)


def _chosen(values: Values) -> list[str]:
    return list(dict.fromkeys(name.strip() for field in (CHOSEN, MORE) for name in values.get(field, ()) if name.strip()))


def _streets(values: Values) -> object:
    low, high, side = (first(values, name) for name in (LOW, HIGH, SIDE))
    numbers: dict[str, object] = {key: whole(text) for key, text in ((LOW, low), (HIGH, high)) if text}
    if side and side != _BOTH:
        numbers[SIDE] = side
    return {"noms": _chosen(values), **numbers} if numbers else _chosen(values)


def _moment(values: Values) -> object:
    start, end = first(values, LOW), first(values, HIGH)
    days = [day for day in values.get(DAYS, ()) if day]
    moment: dict[str, object] = {"heures": {LOW: start or None, HIGH: end or None}} if start or end else {}
    return {**moment, "ou_jours": days} if days else moment


def _day(values: Values, end: str) -> str | None:
    day, month = first(values, f"{end}.day"), first(values, f"{end}.month")
    return f"{day}-{month}" if day or month else None


def _day_and_month(text: str) -> tuple[tuple[str, str], tuple[str, str]]:
    day, _, month = text.partition("-")
    return ("day", str(int(day))), ("month", str(int(month)))
