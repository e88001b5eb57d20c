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
from letters import page
from letters.fields import GROUPS, KNOWN, Fields

MOST_CHARACTERS = 20_000
MOST_WRITTEN = 200_000
"""Characters of a letter: some sixty pages. A model that repeats a long text without end is stopped there."""
MOST_LISTED = 1_000
"""What a list of a letter may hold: a model of no more than `MOST_CHARACTERS` may go through it a thousand times."""
_DEEPEST = 50
"""Conditions and lists within one another: Python takes no more than 100 steps of indentation."""
_BROKEN = (RecursionError, MemoryError, SyntaxError, ValueError, OverflowError)
"""What Python answers to a source it cannot read: deeper than it goes, a number of more digits than it takes."""
_SIGNS = {"lt": "<", "lteq": "<=", "gt": ">", "gteq": ">=", "in": "in", "notin": "not in"}
"""What may not be asked of two values, whatever they are, as a letter is written: they may not be of a fitting kind."""
_UNPRINTABLE = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\u202a-\\u202e\\u2066-\\u2069]")
"""What no mail can carry, and what turns the order of letters round: people paste it unseen."""
_COMPLAINT = (
    r"erreur[ \u00a0\u202f]*!\s*(?:signet non d[ée]fini|source du renvoi introuvable|nom de propri[ée]t[ée] de document inconnu)"
    r"|error[ \u00a0]*!\s*(?:bookmark not defined|reference source not found|unknown document property name)"
)
_BROKEN_FIELD = re.compile(_COMPLAINT, re.IGNORECASE)
"""What a word processor leaves where a field of its own is broken."""
_IS_BROKEN = re.compile(rf"\s*[«“\"]?\s*(?:{_COMPLAINT}|signet)\s*[.!]?\s*[»”\"]?\s*", re.IGNORECASE)
"""The same as the whole of a value: the fiche on our model's product sheet says « Signet » for its subject."""
_LONGEST_COMPLAINT = 100
LOGO = "collectivite.logo"
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
    """``syntax``, ``unknown``, ``not_allowed``, ``list``, ``group``, ``too_long``, ``too_deep``, ``bookmark``, ``value`` or ``empty``."""
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
    """What a model made of a request: ``rich`` is the text with its marks, for `letters.page`."""

    subject: str
    text: str
    rich: str


class UnresolvedError(CitoyenError):
    """A model names something that this request does not have: no letter is made, rather than one with a hole in it (S16)."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class UnwritableError(CitoyenError):
    """A model that was kept cannot be written, whatever its request has: no letter is made before somebody writes the model anew."""


class BoundlessError(UnwritableError):
    """A model would write a letter without end: it was stopped. ``most`` are the characters, or what a ``list`` may hold."""

    def __init__(self, most: int, field: str | None = None) -> None:
        super().__init__(field or str(most))
        self.most = most
        self.field = field


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
    return _names(model)


@lru_cache(maxsize=512)
def _names(model: Model) -> frozenset[str]:
    found = (node for source in (model.subject, model.text) for node in _ENVIRONMENT.parse(source).find_all((nodes.Getattr, nodes.Name)))
    return frozenset(path for node in found if (path := path_of(node)) in KNOWN and path is not None)


def write(model: Model, known: Fields) -> Written:
    """Return the letter. Raises UnresolvedError for a field the request does not have and no condition guards.

    UnwritableError for a model with faults, or that fails as it is filled: it was kept when less was checked.
    """
    if any(faults(model)):
        raise UnwritableError("a model with faults is written by nobody")
    values = values_of(model, known)
    try:
        subject, text = _filled(model.subject, "line", values), _filled(model.text, "text", values).strip()
    except (*_BROKEN, TemplateError, ArithmeticError, AttributeError, LookupError, TypeError) as error:
        raise UnwritableError(str(error)) from error
    return Written(subject=" ".join(subject.split()), text=_tidy(page.plain(text)), rich=text)


def values_of(model: Model, known: Fields) -> dict[str, dict[str, object]]:
    """Return what the fields of a letter are filled with.

    A model that names somebody's first name beside the name has the family name alone in the latter. Raises BoundlessError for a list
    that is too long to go through.
    """
    values: dict[str, dict[str, object]] = asdict(known)
    for name, field in KNOWN.items():
        group, _, one = name.partition(".")
        if field.is_list and len(values[group][one]) > MOST_LISTED:  # type: ignore[arg-type]  # a list is a tuple
            raise BoundlessError(MOST_LISTED, name)
    for group in {name.partition(".")[0] for name in names(model) if name.endswith(".prenom")}:
        own = values[group]
        own["nom"] = own["nom_famille"] or own["nom"]
    return values


def _filled(source: str, way: str, values: dict[str, dict[str, object]]) -> str:
    """Return what a template makes of values, in the ``way`` of a line or of a text. Raises BoundlessError where that takes no end."""
    parts: list[str] = []
    room = MOST_WRITTEN
    for part in _compiled(source, way).generate(values):
        parts.append(part)
        room -= len(part)
        if room < 0:
            raise BoundlessError(MOST_WRITTEN)
    return "".join(parts)


@lru_cache(maxsize=1024)
def _compiled(source: str, way: str) -> Template:
    parsed = _ENVIRONMENT.parse(source)
    for output in parsed.find_all(nodes.Output):
        output.nodes = [_named(node, way) for node in output.nodes]
    code = _ENVIRONMENT.compile(parsed)
    return Template.from_code(_ENVIRONMENT, code, {})


def _named(node: nodes.Expr, way: str) -> nodes.Expr:
    """Return what prints a merge field so that one that lacks is told by its name, and what prints words of the model with its marks."""
    if isinstance(node, nodes.TemplateData):
        bare = page.OWN.sub("", node.data)
        return nodes.TemplateData(page.marked(bare) if way == "text" else bare, lineno=node.lineno)
    name = nodes.Const(path_of(node) or "", lineno=node.lineno)
    return nodes.Filter(node, way, [name], [], None, None, lineno=node.lineno)


def printed(value: object, name: str) -> str:
    """Return a field as a letter says it. Raises UnresolvedError for one without value, or whose value is a word processor's complaint."""
    if value is None or value == "" or (isinstance(value, str) and len(value) < _LONGEST_COMPLAINT and _IS_BROKEN.fullmatch(value)):
        raise UnresolvedError(name)
    if value is True and name == LOGO:
        return page.LOGO
    return page.OWN.sub("", _UNPRINTABLE.sub("", str(value).replace("\r\n", "\n").replace("\r", "\n")))


def _in_text(value: object, name: str) -> str:
    return printed(value, name).replace("\n", page.SOFT)


def _environment() -> ImmutableSandboxedEnvironment:
    made = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=False, autoescape=False)
    made.filters.clear()
    made.filters |= {"line": printed, "text": _in_text}
    made.globals.clear()
    return made


_ENVIRONMENT = _environment()


def _faults(source: str) -> Iterator[Fault]:
    try:
        found = tuple(_found(_ENVIRONMENT.parse(source)))
        if not found:
            _compiled(source, "text")
    except TemplateSyntaxError as error:
        found = (Fault(code="syntax", line=error.lineno, word=error.message or ""),)
    except _BROKEN:
        found = (Fault(code="syntax", line=_breaking_line(source), word=""),)
    yield from found
    yield from (
        Fault(code="bookmark", line=1 + source.count("\n", 0, one.start()), word=" ".join(one[0].split()))
        for one in _BROKEN_FIELD.finditer(source)
    )


def unmeant(model: Model) -> tuple[Fault, ...]:
    """Return conditions that no request ever meets, such as a regime there is none of: told when a model is saved, for it does no harm."""
    if any(faults(model)):
        return ()
    compared = (
        (one, asked.expr)
        for source in (model.subject, model.text)
        for one in _ENVIRONMENT.parse(source).find_all(nodes.Compare)
        for asked in one.ops
    )
    found = []
    for one, other in compared:
        field = KNOWN.get(path_of(one.expr) or "")
        if field is None or not field.choices or not isinstance(other, nodes.Const) or other.value in field.choices:
            continue
        near = get_close_matches(str(other.value), field.choices, n=1, cutoff=0.4)
        suggestion = near[0] if near else ", ".join(field.choices)
        found.append(Fault(code="value", line=one.lineno, word=str(other.value), suggestion=suggestion))
    return tuple(found)


def _found(parsed: nodes.Template) -> Iterator[Fault]:
    yield from _nested(parsed, 0)
    yield from _of(parsed, frozenset())
    for output in parsed.find_all(nodes.Output):
        for node in output.nodes:
            name = path_of(node)
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
    path = path_of(node)
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
    path = path_of(node.iter) if isinstance(node.iter, nodes.Getattr) else None
    field = KNOWN.get(path or "")
    # A list within a list would grow as their product.
    if loops or field is None or not field.is_list or not isinstance(node.target, nodes.Name) or node.recursive:
        yield Fault(code="not_allowed", line=node.lineno, word="for")
        return
    inner = frozenset((node.target.name,))
    for below in (*node.body, *node.else_, *((node.test,) if node.test else ())):
        yield from _of(below, inner)


def path_of(node: nodes.Node) -> str | None:
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
