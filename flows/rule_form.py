"""A rule's condition as a form shows it: a tree of fields, each with what was chosen in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.ruleset import AllOf, AnyOf, Condition, Not
from flows.town_folder.condition_forms import OperandKind
from flows.town_folder.conditions import form_of
from flows.town_folder.operands import Value

_NAMES = ("noms", "ou_jours")
"""Keys under which an operand of several entries keeps its names; its other entries are bounds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One condition of a form.

    ``key`` is its key in the text form, by which screens know its label. ``chosen`` are the names, words or the expression asked for;
    ``bounds`` are numbers, hours or days with their keys in the text form (``("de", "9")``). ``parts`` are the conditions within it.
    """

    key: str
    kind: OperandKind
    chosen: tuple[str, ...] = ()
    bounds: tuple[tuple[str, str], ...] = ()
    parts: tuple["Field", ...] = ()


def fields_of(condition: Condition) -> Field:
    """Return a condition with all its parts as fields."""
    form = form_of(condition)
    match condition:
        case AllOf(all_of=parts) | AnyOf(any_of=parts):
            return Field(key=form.key, kind=form.kind, parts=tuple(map(fields_of, parts)))
        case Not(negated=part):
            return Field(key=form.key, kind=form.kind, parts=(fields_of(part),))
        case _:
            chosen, bounds = _operand(form.write(condition))
            return Field(key=form.key, kind=form.kind, chosen=chosen, bounds=bounds)


def _operand(value: Value) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Return the names of an operand and its bounds."""
    match value:
        case Mapping():
            names = next((entry for key, entry in value.items() if key in _NAMES), ())
            return _operand(names)[0], tuple(_bounds({key: entry for key, entry in value.items() if key not in _NAMES}))
        case str():
            return (value,), ()
        case Sequence():
            return tuple(map(str, value)), ()
        case _:
            return (str(value),), ()


def _bounds(value: Mapping[str, Value]) -> Sequence[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, entry in value.items():
        pairs += _bounds(entry) if isinstance(entry, Mapping) else [(key, str(entry))]
    return pairs
