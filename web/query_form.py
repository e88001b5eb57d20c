"""The form of a query: a tree of fields that buttons change, without scripts. Pure.

Names of fields are ``c.0.1.key``: the outermost group is ``c``, and each number a place within a group.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from domain.query import DEEPEST, MOST_CRITERIA, Around, Between, Choice, Criterion, Group, Join, Moment, OneOf, Phrase, Says, Way
from domain.query_wire import EMPTY_MEANS, FROM, TO
from web.query_words import QUERY_CRITERIA

ROOT = "c"
NONE_KNOWN = "-"
"""How a form writes the value that is none: an empty field asks for nothing."""
BETWEEN = "between"
MOST_BOXES = 16
"""Values that are shown as boxes; more are chosen from a list, one after the other."""
Values = Mapping[str, tuple[str, ...]]
Options = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
"""Values with their names, under headings that may be empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A criterion in the form: its key, what stands in its fields, the criteria within it."""

    key: str
    values: Values = field(default_factory=dict)
    parts: "tuple[Node, ...]" = ()

    @property
    def is_group(self) -> bool:
        """Return whether others stand within it."""
        return self.key in set(Join)

    def first(self, name: str) -> str:
        """Return what stands in a field of one line."""
        return next(iter(self.values.get(name, ())), "").strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A criterion as its page shows it. ``kind``: group, boxes, pick, names, text or days; ``notes`` say what is wrong with it."""

    name: str
    node: Node
    kind: str
    chosen: tuple[tuple[str, str], ...]
    options: Options
    notes: tuple[str, ...]
    parts: "tuple[Shown, ...]"
    is_first: bool
    is_last: bool
    is_new: bool
    may_nest: bool

    @property
    def field_id(self) -> str:
        """Return what ids of its fields begin with."""
        return self.name.replace(".", "-")


def node_of(criterion: Criterion) -> Node:
    """Return a criterion as its form holds it."""
    match criterion:
        case Group(join=join, parts=parts):
            return Node(key=join, parts=tuple(map(node_of, parts)))
        case OneOf(of=choice, values=values):
            return Node(key=choice, values={"chosen": tuple(one or NONE_KNOWN for one in values)})
        case Says(of=phrase, text=text):
            return Node(key=phrase, values={"text": (text,)})
        case Between(of=moment, first=first, last=last):
            days = {FROM: first, TO: last}
            return Node(key=moment, values={"way": (BETWEEN,), **{end: (day.isoformat(),) for end, day in days.items() if day is not None}})
        case Around(of=moment, way=way, days=count):
            return Node(key=moment, values={"way": (way.value,), "days": (str(count),)})


def json_of(node: Node) -> dict[str, object]:
    """Return what was filled in as JSON, right or wrong: `domain.query_wire` says which."""
    if node.is_group:
        return {node.key: [json_of(one) for one in node.parts]}
    if node.key in set(Choice):
        given = (*node.values.get("chosen", ()), *node.values.get("more", ()))
        return {node.key: ["" if one == NONE_KNOWN and node.key in EMPTY_MEANS else one for one in map(str.strip, given) if one]}
    if node.key in set(Phrase):
        return {node.key: node.first("text")}
    way = node.first("way")
    if way in set(Way):
        count = node.first("days")
        return {node.key: {way: int(count) if count.isascii() and count.isdecimal() and len(count) < 7 else count}}  # noqa: PLR2004 - digits
    return {node.key: {end: node.first(end) for end in (FROM, TO) if node.first(end)}}


def posted(values: Values) -> Node:
    """Return what was posted; more than a query holds is left out."""
    return _posted(values, ROOT, [MOST_CRITERIA]) or Node(key=Join.ALL)


def rearranged(root: Node, do: str, values: Values) -> tuple[Node, str]:  # noqa: PLR0911 - a line for each button
    """Return the tree as a button changed it, and the name of the criterion to go on with; ``do``: ``add:c.0``."""
    what, _, name = do.partition(":")
    path = path_of(name)
    if path is None or node_at(root, path) is None:
        return root, ""
    group, _, _ = name.rpartition(".")
    match what:
        case "add":
            key = next(iter(values.get(f"{name}.add", ())), "")
            found = node_at(root, path)
            if found is None or key not in QUERY_CRITERIA or not found.is_group or _size(root) >= MOST_CRITERIA:
                return root, name
            return _replaced(root, path, replace(found, parts=(*found.parts, Node(key=key)))), f"{name}.{len(found.parts)}"
        case "remove" if path:
            return _with_parts(root, path[:-1], lambda parts: parts.pop(path[-1])), group
        case "up" | "down" if path:
            there = path[-1] + (-1 if what == "up" else 1)
            siblings = node_at(root, path[:-1])
            if siblings is None or not 0 <= there < len(siblings.parts):
                return root, name
            return _with_parts(root, path[:-1], lambda parts: parts.insert(there, parts.pop(path[-1]))), f"{group}.{there}"
        case _:
            return root, name


def shown(root: Node, options: Mapping[Choice, Options], notes: Mapping[str, tuple[str, ...]], new: str) -> Shown:
    """Return the form. ``options`` are the values that may be chosen, ``notes`` what is wrong by the name of the criterion."""
    return _shown(root, ROOT, options, notes, new, (True, True))


def path_of(name: str) -> tuple[int, ...] | None:
    """Return the places that the name of a criterion stands for: (0, 1) for ``c.0.1``."""
    root, *places = name.split(".")
    is_path = root == ROOT and len(places) <= DEEPEST and all(one.isascii() and one.isdecimal() and len(one) < 4 for one in places)  # noqa: PLR2004 - digits
    return tuple(map(int, places)) if is_path else None


def name_of(path: Sequence[int]) -> str:
    """Return the name of the criterion at a path."""
    return ".".join((ROOT, *map(str, path)))


def node_at(root: Node, path: Sequence[int]) -> Node | None:
    """Return the criterion at a path, None where there is none."""
    for place in path:
        if place >= len(root.parts):
            return None
        root = root.parts[place]
    return root


def _posted(values: Values, prefix: str, budget: list[int]) -> Node | None:
    key = next(iter(values.get(f"{prefix}.key", ())), "")
    if key not in QUERY_CRITERIA or budget[0] <= 0 or prefix.count(".") > DEEPEST:
        return None
    budget[0] -= 1
    if key not in set(Join):
        names = ("chosen", "more", "text", "way", "days", FROM, TO)
        return Node(key=key, values={name: values[f"{prefix}.{name}"] for name in names if f"{prefix}.{name}" in values})
    parts: list[Node] = []
    while (part := _posted(values, f"{prefix}.{len(parts)}", budget)) is not None:
        parts.append(part)
    return Node(key=key, parts=tuple(parts))


def _with_parts(root: Node, path: Sequence[int], change: Callable[[list[Node]], object]) -> Node:
    group = node_at(root, path)
    if group is None:
        return root
    parts = list(group.parts)
    change(parts)
    return _replaced(root, path, replace(group, parts=tuple(parts)))


def _replaced(root: Node, path: Sequence[int], node: Node) -> Node:
    if not path:
        return node
    parts = tuple(_replaced(one, path[1:], node) if place == path[0] else one for place, one in enumerate(root.parts))
    return replace(root, parts=parts)


def _size(root: Node) -> int:
    return 1 + sum(map(_size, root.parts))


def _shown(
    node: Node, name: str, options: Mapping[Choice, Options], notes: Mapping[str, tuple[str, ...]], new: str, ends: tuple[bool, bool]
) -> Shown:
    offered = options.get(Choice(node.key), ()) if node.key in set(Choice) else ()
    names = {value: words for _, group in offered for value, words in group}
    given = dict.fromkeys(one for one in (*node.values.get("chosen", ()), *node.values.get("more", ())) if one)
    last = len(node.parts) - 1
    return Shown(
        name=name,
        node=node,
        kind=_kind(node, len(names)),
        chosen=tuple((one, names.get(one, one)) for one in given),
        options=offered,
        notes=notes.get(name, ()),
        parts=tuple(
            _shown(one, f"{name}.{place}", options, notes, new, (place == 0, place == last)) for place, one in enumerate(node.parts)
        ),
        is_first=ends[0],
        is_last=ends[1],
        is_new=name == new,
        may_nest=name.count(".") < DEEPEST - 1,
    )


def _kind(node: Node, many: int) -> str:
    if node.is_group:
        return "group"
    if node.key in set(Phrase):
        return "text"
    if node.key in set(Moment):
        return "days"
    if node.key == Choice.STREET:
        return "names"
    return "boxes" if many <= MOST_BOXES else "pick"
