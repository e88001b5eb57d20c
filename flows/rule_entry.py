"""A rule as a form holds it while somebody fills it in: text in fields, conditions as a tree."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from domain.ruleset import AllOf, AnyOf, Condition, Not, Rule
from flows.rule_operands import Values, first, operand_of, plain, values_of, whole
from flows.town_folder.condition_forms import ConditionForm, OperandKind
from flows.town_folder.conditions import CONDITIONS, form_of
from flows.town_folder.effects import EFFECT_KEYS, write_effect
from flows.town_folder.known import Known
from flows.town_folder.operands import Value
from flows.town_folder.rules import read_rules, write_rule
from flows.town_folder.tree import Step, Tree
from flows.typed_tree import Reading, read_typed

ALL, ANY, NONE, NOT = "tous", "un_de", "aucune", "non"
"""Groups of conditions; « aucune » is a form's own word for ``non: {un_de: …}``."""
GROUPS = (ALL, ANY, NONE)
ROOT = "c"
MOST_NODES, DEEPEST = 200, 12
HEAD_KEYS = ("id", "nom", "rang", "precision", "priorite_regle", "active", "du", "au", "date", "motif")
_WHOLE = "whole"
"""Value of the outermost group where the rule itself has it: a rule of one condition is shown in a group all the same."""
_TRUTHS = frozenset({"revue", "sans_verification", "continuer", "arreter"})
_LISTS = frozenset({"copies", "drapeaux"})
_NUMBERS = frozenset({"priorite", "priorite_plus", "confidentialite"})
_DELAY = "delai"

FORMS: Mapping[str, ConditionForm] = {form.key: form for form in CONDITIONS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A condition in a form: its key, what stands in its fields, the conditions within it."""

    key: str
    values: Values = field(default_factory=dict)
    parts: "tuple[Node, ...]" = ()

    @property
    def is_group(self) -> bool:
        """Return whether other conditions stand within it."""
        return self.key in {*GROUPS, NOT}

    @property
    def kind(self) -> OperandKind:
        """Return how it is asked for."""
        return OperandKind.CONDITIONS if self.key == NONE else FORMS[self.key].kind


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedRule:
    """A rule in a form: its own fields by the keys of the text form, its conditions, its effects."""

    head: Values
    condition: Node
    effect: Values


EMPTY = TypedRule(
    head={"id": ("",), "nom": ("",), "rang": ("4",), "precision": ("aucune",), "active": ("on",)}, condition=Node(key=ALL), effect={}
)


def typed_rule(rule: Rule) -> TypedRule:
    """Return a rule as its form shows it."""
    written = write_rule(rule)
    head = {key: (str(written[key]),) for key in HEAD_KEYS if key in written and key != "active"}
    return TypedRule(
        head={**head, **({"active": ("on",)} if rule.active else {})},
        condition=_outermost(rule.condition),
        effect=dict(_typed_effect(write_effect(rule.effect))),
    )


def posted_rule(posted: Values) -> TypedRule:
    """Return what was posted by the names of a form's fields: ``nom``, ``alors.service``, ``c.0.1.key``."""
    effect = {name.removeprefix("alors."): values for name, values in posted.items() if name.startswith("alors.")}
    head = {key: posted[key] for key in HEAD_KEYS if key in posted}
    budget = [MOST_NODES]
    return TypedRule(head=head, condition=_posted_node(posted, ROOT, budget) or Node(key=ALL), effect=effect)


def read_rule(typed: TypedRule, known: Known) -> Reading[Rule]:
    """Return the rule that was filled in, or where it is wrong; `field_of` names the fields of its mistakes."""

    def read(tree: Tree) -> Rule | None:
        return next(iter(read_rules(tree, known)), None)

    return read_typed([rule_value(typed)], read)


def rule_value(typed: TypedRule) -> dict[str, object]:
    """Return what was filled in as the mapping that readers of the text form take."""
    head = typed.head
    value: dict[str, object] = {key: first(head, key) for key in ("id", "nom", "rang", "precision")}
    if text := first(head, "priorite_regle"):
        value["priorite_regle"] = whole(text)
    if "active" not in head:
        value["active"] = False
    value.update({key: text for key in ("du", "au", "date") if (text := first(head, key))})
    value["si"] = _mapping(_innermost(typed.condition))
    value["alors"] = _effect_value(typed.effect)
    if text := plain(head, "motif"):
        value["motif"] = text
    return value


def field_of(typed: TypedRule, steps: Sequence[Step]) -> str:
    """Return the name of the field that a mistake belongs to, by its steps within the rule; empty for the rule as a whole."""
    match tuple(steps):
        case (0, "si", *rest):
            return _field_in(typed.condition, rest)
        case (0, "alors", str(key), *_):
            return f"alors.{key}"
        case (0, str(key), *_):
            return key
        case _:
            return ""


# --- changing the tree of conditions ----------------------------------------------------------------------------------------------------


def added(root: Node, path: Sequence[int], key: str) -> Node:
    """Return the conditions with one more in the group at a path; « non » holds one only."""
    node = Node(key=key) if key in FORMS or key == NONE else None
    group = node_at(root, path)
    if node is None or group is None or not group.is_group or (group.key == NOT and group.parts) or _size(root) >= MOST_NODES:
        return root
    return _replaced(root, path, Node(key=group.key, values=group.values, parts=(*group.parts, node)))


def removed(root: Node, path: Sequence[int]) -> Node:
    """Return the conditions without the one at a path; the outermost group stays."""
    group = node_at(root, path[:-1]) if path else None
    if group is None or not path[-1] < len(group.parts):
        return root
    parts = (*group.parts[: path[-1]], *group.parts[path[-1] + 1 :])
    return _replaced(root, path[:-1], Node(key=group.key, values=group.values, parts=parts))


def moved(root: Node, path: Sequence[int], by: int) -> Node:
    """Return the conditions with the one at a path higher (-1) or lower (1) in its group."""
    group = node_at(root, path[:-1]) if path else None
    if group is None or not (0 <= path[-1] < len(group.parts) and 0 <= path[-1] + by < len(group.parts)):
        return root
    parts = list(group.parts)
    parts.insert(path[-1] + by, parts.pop(path[-1]))
    return _replaced(root, path[:-1], Node(key=group.key, values=group.values, parts=tuple(parts)))


def node_at(root: Node, path: Sequence[int]) -> Node | None:
    """Return the condition at a path, None where there is none."""
    for place in path:
        if not 0 <= place < len(root.parts):
            return None
        root = root.parts[place]
    return root


def _replaced(root: Node, path: Sequence[int], node: Node) -> Node:
    if not path:
        return node
    parts = tuple(_replaced(part, path[1:], node) if place == path[0] else part for place, part in enumerate(root.parts))
    return Node(key=root.key, values=root.values, parts=parts)


def _size(root: Node) -> int:
    return 1 + sum(map(_size, root.parts))


# --- from a rule to a form --------------------------------------------------------------------------------------------------------------


def _outermost(condition: Condition) -> Node:
    found = _node(condition)
    return Node(key=ALL, values={_WHOLE: ("1",)}, parts=found.parts) if found.key == ALL else Node(key=ALL, parts=(found,))


def _innermost(root: Node) -> Node:
    """Return the one condition of a rule that was shown in a group only because a form has one."""
    return root.parts[0] if root.key == ALL and len(root.parts) == 1 and _WHOLE not in root.values else root


def _node(condition: Condition) -> Node:
    match condition:
        case AllOf(all_of=parts):
            return Node(key=ALL, parts=tuple(map(_node, parts)))
        case AnyOf(any_of=parts):
            return Node(key=ANY, parts=tuple(map(_node, parts)))
        case Not(negated=AnyOf(any_of=parts)):
            return Node(key=NONE, parts=tuple(map(_node, parts)))
        case Not(negated=part):
            return Node(key=NOT, parts=(_node(part),))
        case _:
            form = form_of(condition)
            return Node(key=form.key, values=values_of(form.kind, form.write(condition)))


def _typed_effect(written: Mapping[str, Value]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for key, value in written.items():
        if key == _DELAY:
            *handed, count, unit = str(value).split()
            yield from ((key, (count,)), (f"{key}.unit", (unit,)), *(((f"{key}.handed", ("on",)),) if handed else ()))
        elif key in _LISTS and isinstance(value, Sequence):
            yield key, tuple(map(str, value))
        elif key in _TRUTHS:
            yield key, ("on",)
        else:
            yield key, (str(value),)


# --- from a form to a rule --------------------------------------------------------------------------------------------------------------


def _posted_node(posted: Values, prefix: str, budget: list[int]) -> Node | None:
    """Return the condition whose fields begin so; more and deeper ones than a form shows are left out."""
    key = first(posted, f"{prefix}.key")
    if (key not in FORMS and key != NONE) or budget[0] <= 0 or prefix.count(".") > DEEPEST:
        return None
    budget[0] -= 1
    start = f"{prefix}."
    own = {name.removeprefix(start): values for name, values in posted.items() if name.startswith(start)}
    values = {name: found for name, found in own.items() if name and name != "key" and not name[0].isdigit()}
    parts: list[Node] = []
    while (place := len(parts)) < MOST_NODES and f"{place}.key" in own:
        part = _posted_node(posted, f"{prefix}.{place}", budget)
        if part is None:
            break
        parts.append(part)
    return Node(key=key, values=values, parts=tuple(parts))


def _mapping(node: Node) -> dict[str, object]:
    match node.key:
        case "tous" | "un_de":
            return {node.key: list(map(_mapping, node.parts))}
        case "aucune":
            return {NOT: {ANY: list(map(_mapping, node.parts))}}
        case "non":
            return {NOT: _mapping(node.parts[0]) if node.parts else {}}
        case _:
            return {node.key: operand_of(FORMS[node.key].kind, node.values)}


def _effect_value(effect: Values) -> dict[str, object]:
    value: dict[str, object] = {}
    for key in EFFECT_KEYS:
        text = plain(effect, key)
        if key in _TRUTHS:
            value.update({key: True} if key in effect else {})
        elif key in _LISTS:
            chosen = [one for name in (key, f"{key}.more") for one in effect.get(name, ()) if one]
            value.update({key: list(dict.fromkeys(chosen))} if chosen else {})
        elif key == _DELAY and text:
            handed = "T " if f"{key}.handed" in effect else ""
            value[key] = f"{handed}{text} {first(effect, f'{key}.unit') or 'jo'}"
        elif text:
            value[key] = whole(text) if key in _NUMBERS else text
    return value


# --- where a mistake is -----------------------------------------------------------------------------------------------------------------


def _field_in(root: Node, steps: Sequence[Step]) -> str:
    """Return the name of the field of the condition that steps lead to: ``c.0.1``."""
    inner = _innermost(root)
    node, name = (inner, f"{ROOT}.0") if inner is not root else (root, ROOT)
    rest = list(steps)
    while node.is_group:
        rest = rest[2:] if node.key == NONE else rest[1:]
        if node.key != NOT and (not rest or not isinstance(rest[0], int)):
            return name
        place = 0 if node.key == NOT else int(rest.pop(0))
        if place >= len(node.parts) or (node.key == NOT and not rest):
            return name
        node, name = node.parts[place], f"{name}.{place}"
    return name
