"""What a condition is to files, linter and screens: its key, and how its operand is read, written and asked for."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from domain.ruleset import Condition
from flows.town_folder import operands
from flows.town_folder.known import Known
from flows.town_folder.operands import Value
from flows.town_folder.tree import Tree

Member = TypeVar("Member", bound=Condition)


class OperandKind(StrEnum):
    """How the operand of a condition is asked for."""

    SEVERAL = "several"
    """Some of the choices."""
    ONE = "one"
    """One of the choices."""
    WORDS = "words"
    EXPRESSION = "expression"
    STREETS = "streets"
    """Some of the choices, with numbers and side."""
    ENTRANCES = "entrances"
    """Some of the choices, or other names."""
    MOMENT = "moment"
    SEASON = "season"
    FILE_TYPES = "file types"
    CONDITIONS = "conditions"
    CONDITION = "condition"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionForm:
    """A condition as text: its key, and how its operand is read and written."""

    member: type[object]
    key: str
    kind: OperandKind
    read: Callable[[Tree, Known], Condition | None]
    write: Callable[[Condition], Value]
    choices: Callable[[Known], Collection[str]]


def entry(
    member: type[Member],
    key: str,
    *,
    kind: OperandKind,
    read: Callable[[Tree, Known], Member | None],
    write: Callable[[Member], Value],
    choices: Callable[[Known], Collection[str]] = lambda _: (),
) -> ConditionForm:
    """Return the entry of a condition with a reader and a writer of its own."""

    def written(condition: Condition) -> Value:
        if not isinstance(condition, member):
            raise AssertionError(condition)
        return write(condition)

    return ConditionForm(member=member, key=key, kind=kind, read=read, write=written, choices=choices)


def several(
    member: type[Member],
    key: str,
    *,
    make: Callable[[tuple[str, ...]], Member],
    take: Callable[[Member], Sequence[str]],
    choices: Callable[[Known], Collection[str]],
    listed_in: str = "docs/town-folder.md",
) -> ConditionForm:
    """Return the entry of a condition that names some of the choices."""

    def read(tree: Tree, known: Known) -> Member:
        return make(operands.read_some(tree, choices(known), listed_in))

    return entry(member, key, kind=OperandKind.SEVERAL, read=read, write=lambda it: [str(one) for one in take(it)], choices=choices)


def one_of_two(
    member: type[Member],
    key: str,
    *,
    yes: str,
    no: str,
    make: Callable[[bool], Member],
    take: Callable[[Member], bool],
) -> ConditionForm:
    """Return the entry of a condition that is one thing or the other."""

    def read(tree: Tree, _: Known) -> Member | None:
        chosen = tree.choice((yes, no))
        return None if chosen is None else make(chosen == yes)

    return entry(member, key, kind=OperandKind.ONE, read=read, write=lambda it: yes if take(it) else no, choices=lambda _: (yes, no))


def words(
    member: type[Member], key: str, make: Callable[[tuple[str, ...]], Member], take: Callable[[Member], Sequence[str]]
) -> ConditionForm:
    """Return the entry of a condition that looks for words."""
    return entry(member, key, kind=OperandKind.WORDS, read=lambda tree, _: make(operands.read_words(tree)), write=lambda it: list(take(it)))
