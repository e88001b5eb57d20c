"""A model of a letter: its text is checked before it is kept, and says nothing it does not know.

Models are written in a small part of the language of Jinja: merge fields, conditions on them, and lists. What is not in that part is no
mistake of the sandbox but of the model: it is refused when it is saved, with its line, so that a letter that is due never fails on it.
One that fails all the same, kept before its check was as strict, fails as one letter: what it is about goes on (`UnwritableError`).
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from functools import lru_cache

from jinja2 import Template, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from domain.errors import CitoyenError
from letters.fields import GROUPS, KNOWN, Fields

MOST_CHARACTERS = 20_000
_DEEPEST = 50
"""Conditions and lists within one another: Python takes no more than 100 steps of indentation."""
_BROKEN = (RecursionError, MemoryError, SyntaxError, ValueError, OverflowError)
"""What Python answers to a source it cannot read: deeper than it goes, a number of more digits than it takes."""
_SIGNS = {"lt": "<", "lteq": "<=", "gt": ">", "gteq": ">=", "in": "in", "notin": "not in"}
"""What may not be asked of two values, whatever they are, as a letter is written: they may not be of a fitting kind."""
_UNPRINTABLE = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\u202a-\\u202e\\u2066-\\u2069]")
"""What no mail can carry, and what turns the order of letters round: people paste it unseen."""
_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.If,
    nodes.For,
    nodes.Name,
    nodes.Getattr,
    nodes.Compare,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Const,
    nodes.CondExpr,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with a model: ``line`` from 1, ``word`` what it is about, ``suggestion`` a field that may be meant."""

    code: str
    """``syntax``, ``unknown``, ``not_allowed``, ``list``, ``group``, ``too_long``, ``too_deep`` or ``empty``."""
    line: int
    word: str
    suggestion: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model (courrier type): subject line and text, both with merge fields."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a model made of a request."""

    subject: str
    text: str


class UnresolvedError(CitoyenError):
    """A model names something that this request does not have: no letter is made, rather than one with a hole in it (S16)."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class UnwritableError(CitoyenError):
    """A model that was kept cannot be written, whatever its request has: no letter is made before somebody writes the model anew."""


@lru_cache(maxsize=512)
def faults(model: Model) -> tuple[Fault, ...]:
    """Return all that is wrong with a model, none for one that may be kept."""
    found = []
    for source in (model.subject, model.text):
        if not source.strip():
            found.append(Fault(code="empty", line=1, word=""))
        elif len(source) > MOST_CHARACTERS:
            found.append(Fault(code="too_long", line=1, word=str(MOST_CHARACTERS)))
        else:
            found.extend(_faults(source))
    return tuple(dict.fromkeys(found))


def names(model: Model) -> frozenset[str]:
    """Return the merge fields a model names, be it in a condition. Raises UnwritableError for a model with faults."""
    if any(faults(model)):
        raise UnwritableError("a model with faults is written by nobody")
    found = (node for source in (model.subject, model.text) for node in _ENVIRONMENT.parse(source).find_all((nodes.Getattr, nodes.Name)))
    return frozenset(path for node in found if (path := _path(node)) in KNOWN and path is not None)


def write(model: Model, known: Fields) -> Written:
    """Return the letter. Raises UnresolvedError for a field the request does not have and no condition guards.

    UnwritableError for a model with faults, or that fails as it is filled: it was kept when less was checked.
    """
    if any(faults(model)):
        raise UnwritableError("a model with faults is written by nobody")
    values = asdict(known)
    try:
        subject, text = _filled(model.subject, values), _filled(model.text, values)
    except (*_BROKEN, TemplateError, ArithmeticError, AttributeError, LookupError, TypeError) as error:
        raise UnwritableError(str(error)) from error
    return Written(subject=" ".join(subject.split()), text=_tidy(text))


def _filled(source: str, values: dict[str, object]) -> str:
    return _compiled(source).render(values)


@lru_cache(maxsize=512)
def _compiled(source: str) -> Template:
    parsed = _ENVIRONMENT.parse(source)
    for output in parsed.find_all(nodes.Output):
        output.nodes = [_named(node) for node in output.nodes]
    code = _ENVIRONMENT.compile(parsed)
    return Template.from_code(_ENVIRONMENT, code, {})


def _named(node: nodes.Expr) -> nodes.Expr:
    """Return what prints a merge field so that one that lacks is told by its name."""
    if isinstance(node, nodes.TemplateData):
        return node
    name = nodes.Const(_path(node) or "", lineno=node.lineno)
    return nodes.Filter(node, "known", [name], [], None, None, lineno=node.lineno)


def _known_value(value: object, name: str) -> str:
    if value is None or value == "":
        raise UnresolvedError(name)
    return _UNPRINTABLE.sub("", str(value).replace("\r\n", "\n").replace("\r", "\n"))


def _environment() -> ImmutableSandboxedEnvironment:
    made = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=False, autoescape=False)
    made.filters.clear()
    made.filters["known"] = _known_value
    made.globals.clear()
    return made


_ENVIRONMENT = _environment()


def _faults(source: str) -> Iterator[Fault]:
    try:
        found = tuple(_found(_ENVIRONMENT.parse(source)))
        if not found:
            _compiled(source)
    except TemplateSyntaxError as error:
        found = (Fault(code="syntax", line=error.lineno, word=error.message or ""),)
    except _BROKEN:
        found = (Fault(code="syntax", line=_breaking_line(source), word=""),)
    yield from found


def _found(parsed: nodes.Template) -> Iterator[Fault]:
    yield from _nested(parsed, 0)
    yield from _of(parsed, frozenset())
    for output in parsed.find_all(nodes.Output):
        for node in output.nodes:
            name = _path(node)
            if name is not None and name in KNOWN and KNOWN[name].is_list:
                yield Fault(code="list", line=node.lineno, word=name)


def _breaking_line(source: str) -> int:
    """Return the line up to which Python can read a source no more."""
    lines = source.splitlines(keepends=True)
    found = bisect_left(range(len(lines)), True, key=lambda at: _is_broken("".join(lines[: at + 1])))
    return 1 + min(found, len(lines) - 1)


def _is_broken(source: str) -> bool:
    try:
        tuple(_found(_ENVIRONMENT.parse(source)))
    except TemplateSyntaxError:
        return False
    except _BROKEN:
        return True
    return False


def _nested(node: nodes.Node, depth: int) -> Iterator[Fault]:
    """Yield a fault for the first condition or list that stands within too many others."""
    depth += isinstance(node, nodes.If | nodes.For | nodes.CondExpr | nodes.And | nodes.Or | nodes.Not)
    if depth > _DEEPEST:
        yield Fault(code="too_deep", line=node.lineno, word=str(_DEEPEST))
        return
    for below in node.iter_child_nodes():
        yield from _nested(below, depth)


def _of(node: nodes.Node, loops: frozenset[str]) -> Iterator[Fault]:
    """Yield the faults of a node and of those below it; ``loops`` are the names that loops around it give."""
    if not isinstance(node, _ALLOWED):
        yield Fault(code="not_allowed", line=node.lineno, word=type(node).__name__.lower())
        return
    match node:
        case nodes.Getattr():
            yield from _field(node)
        case nodes.Name() if node.name not in loops:
            yield from _bare(node)
        case nodes.For():
            yield from _loop(node, loops)
        case nodes.Compare():
            yield from _comparison(node, loops)
        case _:
            for below in node.iter_child_nodes():
                yield from _of(below, loops)


def _comparison(node: nodes.Compare, loops: frozenset[str]) -> Iterator[Fault]:
    yield from _of(node.expr, loops)
    for asked in node.ops:
        if asked.op in _SIGNS:
            yield Fault(code="not_allowed", line=node.lineno, word=_SIGNS[asked.op])
        yield from _of(asked.expr, loops)


def _field(node: nodes.Getattr) -> Iterator[Fault]:
    path = _path(node)
    field = KNOWN.get(path or "")
    if field is None:
        word = path or node.attr
        near = get_close_matches(word, KNOWN, n=1)
        yield Fault(code="unknown", line=node.lineno, word=word, suggestion=near[0] if near else None)


def _bare(node: nodes.Name) -> Iterator[Fault]:
    if node.name in GROUPS:
        first = next(name for name in KNOWN if name.startswith(f"{node.name}."))
        yield Fault(code="group", line=node.lineno, word=node.name, suggestion=first)
    elif node.name not in KNOWN:
        near = get_close_matches(node.name, KNOWN, n=1)
        yield Fault(code="unknown", line=node.lineno, word=node.name, suggestion=near[0] if near else None)


def _loop(node: nodes.For, loops: frozenset[str]) -> Iterator[Fault]:
    path = _path(node.iter) if isinstance(node.iter, nodes.Getattr) else None
    field = KNOWN.get(path or "")
    # A list within a list would grow as their product.
    if loops or field is None or not field.is_list or not isinstance(node.target, nodes.Name) or node.recursive:
        yield Fault(code="not_allowed", line=node.lineno, word="for")
        return
    inner = frozenset((node.target.name,))
    for below in (*node.body, *node.else_, *((node.test,) if node.test else ())):
        yield from _of(below, inner)


def _path(node: nodes.Node) -> str | None:
    """Return ``fiche.numero`` for such a node, None for any other."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
        return f"{node.node.name}.{node.attr}"
    return None


def _tidy(text: str) -> str:
    """Return a letter without blanks at the ends of lines and with no more than one empty line between paragraphs."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    return "\n".join(line for index, line in enumerate(lines) if line or not index or lines[index - 1])
