"""What other software sends, whatever it is written in, as one tree: JSON, XML, form fields and tables are read alike."""

from collections.abc import Iterator
from dataclasses import dataclass

from ingest.plain import tidy


@dataclass(frozen=True, slots=True)
class Branch:
    """An object: its keys with what stands under each, in order. A key that comes twice is kept twice: nothing typed is lost."""

    pairs: tuple[tuple[str, "AnyNode"], ...]

    def get(self, *keys: str) -> "AnyNode":
        """Return what stands under the first of some keys that is there, whatever its case; None without one."""
        for key in keys:
            for name, node in self.pairs:
                if name.lower() == key:
                    return node
        return None

    def keys(self) -> frozenset[str]:
        """Return the keys in lower case."""
        return frozenset(name.lower() for name, _ in self.pairs)


AnyNode = Branch | tuple["AnyNode", ...] | str | bool | None
"""A part of a tree: an object, a list, or a value. Numbers are kept as they were written."""


def words_of(node: AnyNode) -> str:
    """Return a value as text, « oui » for what is ticked, empty for nothing; of a list its values, of an object none."""
    match node:
        case str():
            return tidy(node).strip()
        case True:
            return "oui"
        case tuple():
            return ", ".join(filter(None, (words_of(one) for one in node if not isinstance(one, Branch))))
        case _:
            return ""


def is_list_of_branches(node: AnyNode) -> bool:
    """Whether a part is a list with nothing but objects in it."""
    return isinstance(node, tuple) and bool(node) and all(isinstance(one, Branch) for one in node)


def branches(node: AnyNode) -> Iterator[Branch]:
    """Yield every object of a tree, from the outside in."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Branch):
            yield one
            waiting.extend(below for _, below in reversed(one.pairs))
        elif isinstance(one, tuple):
            waiting.extend(reversed(one))
