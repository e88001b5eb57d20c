"""A town's own template of Word or LibreOffice: the same merge fields and conditions as in models, checked as they are, and filled.

A word processor spreads what somebody types over many runs; a field is put together again wherever it stands in one paragraph. A condition
or a list that stands alone in its paragraph, its row of a table or its point of a list takes that away with itself; otherwise it begins
and ends in one paragraph.
"""

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape

from jinja2 import Template, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from letters.fields import Fields
from letters.model import (
    LOGO,
    BoundlessError,
    Fault,
    Model,
    UnresolvedError,
    UnwritableError,
    faults,
    names,
    path_of,
    printed,
    unmeant,
    values_of,
)
from letters.office_package import Office, Package, packed, parsed

MOST_FILLED = 30 * 2**20
"""Characters of a document's XML once it is filled."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_PARAGRAPHS = {Office.DOCX: frozenset({f"{_W}p"}), Office.ODT: frozenset({f"{_TEXT}p", f"{_TEXT}h"})}
_AROUND = {Office.DOCX: frozenset({f"{_W}tr"}), Office.ODT: frozenset({f"{_TABLE}table-row", f"{_TEXT}list-item"})}
"""What goes away with a condition that is all it holds."""
_KEPT = frozenset({"drawing", "pict", "object", "sectPr", "frame", "image"})
_TAG = re.compile(r"\{\{.{0,2000}?\}\}|\{%.{0,2000}?%\}", re.DOTALL)
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "\u00a0": " ", "\u202f": " ", "\n": " "})
"""What word processors make of quotation marks and blanks as one types."""
_PLACE = re.compile(r"<\?citoyen (\d+)\?>")
_VALUE_OPENS, _VALUE_ENDS, _TAG_OPENS, _TAG_ENDS = "\ue010", "\ue011", "\ue012", "\ue013"
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff\ue010-\ue017]")
_WORD = re.compile(r"\{%-?\s*(\w+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Slot:
    """A place where text stands: of an element, or behind it."""

    element: etree._Element
    is_tail: bool

    @property
    def text(self) -> str:
        return (self.element.tail if self.is_tail else self.element.text) or ""

    def put(self, text: str) -> None:
        if self.is_tail:
            self.element.tail = text
        else:
            self.element.text = text


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A member with its tags: ``source`` is a template of its XML, ``tags`` are those of each paragraph that has some, by its number."""

    source: str
    tags: tuple[tuple[int, tuple[str, ...]], ...]
    torn: tuple[tuple[int, str], ...]
    """Tags that do not begin and end in the same place, with their paragraphs."""
    texts: tuple[tuple[int, str], ...]
    """Broken fields of a word processor, with their paragraphs."""


def office_faults(package: Package) -> tuple[Fault, ...]:
    """Return all that is wrong with a template; ``line`` is the number of a paragraph, counted in the document from 1."""
    found: list[Fault] = []
    for name in package.texts():
        part = _part(package.kind, package.members[name], name)
        model = _model(part)
        at = [number for number, _ in part.tags]
        own = faults(model) if part.tags else ()
        found += [replace(one, line=at[min(one.line, len(at)) - 1]) for one in (*own, *(unmeant(model) if part.tags else ()))]
        found += [Fault(code="torn", line=number, word=word) for number, word in part.torn if not own]
        found += [Fault(code="bookmark", line=number, word=word) for number, word in part.texts]
        if not own:
            found += [
                Fault(code="picture", line=n, word=LOGO) for n, tags in part.tags if any(LOGO in tag for tag in tags if tag[1] == "{")
            ]
    return tuple(dict.fromkeys(found))


def office_names(package: Package) -> frozenset[str]:
    """Return the merge fields of a template. Raises UnwritableError for one with faults."""
    parts = (_part(package.kind, package.members[name], name) for name in package.texts())
    return frozenset(name for part in parts if part.tags for name in names(_model(part)))


def values(package: Package, known: Fields) -> dict[str, dict[str, object]]:
    """Return what a template is filled with: to be kept, for the same makes the same file again."""
    found = office_names(package)
    words = " ".join("{% if " + name + " %}x{% endif %}" for name in sorted(found))
    return values_of(Model(subject="x", text=words or "x"), known)


def fill(package: Package, known: Mapping[str, object]) -> bytes:
    """Return the file of a template filled with values.

    Raises UnresolvedError for a field the request does not have and no condition guards, BoundlessError for what would grow without end,
    UnwritableError for a template with faults.
    """
    if any(office_faults(package)):
        raise UnwritableError("a template with faults is filled by nobody")
    room = MOST_FILLED
    changed: dict[str, bytes] = {}
    for name in package.texts():
        made = _filled(_part(package.kind, package.members[name], name).source, package.kind, known, room)
        room -= len(made)
        changed[name] = _whole(package.kind, made)
    return packed(package, changed)


def words_of(package: Package) -> str:
    """Return what a document says, a line to each paragraph, without headers and footers."""
    main = "word/document.xml" if package.kind is Office.DOCX else "content.xml"
    root = parsed(package.members[main], main)
    lines = ("".join(slot.text for slot in _slots(package.kind, one)) for one in root.iter(*_PARAGRAPHS[package.kind]))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip()


def _model(part: _Part) -> Model:
    return Model(subject="x", text="\n".join("".join(tags) for _, tags in part.tags) or "x")


@lru_cache(maxsize=32)
def _part(kind: Office, content: bytes, name: str) -> _Part:
    root = parsed(content, name)
    tags: list[str] = []
    of_paragraphs: list[tuple[int, tuple[str, ...]]] = []
    broken: list[tuple[int, str]] = []
    at: dict[int, int] = {}
    for number, paragraph in enumerate(list(root.iter(*_PARAGRAPHS[kind])), start=1):
        slots = list(_slots(kind, paragraph))
        whole = "".join(slot.text for slot in slots)
        broken += [(number, one.word) for one in faults(Model(subject="x", text=whole)) if one.code == "bookmark"]
        found = [one[0].translate(_QUOTES) for one in _TAG.finditer(whole)]
        if not found:
            continue
        of_paragraphs.append((number, tuple(found)))
        at |= dict.fromkeys(range(len(tags), len(tags) + len(found)), number)
        _join(slots, whole)
        _mark(kind, paragraph, len(tags))
        tags += found
    torn = tuple((at[index], tags[index]) for index in _torn(root, tags))
    for element in root.iter(f"{_W}t"):
        element.set(_SPACE, "preserve")
    # One declaration at the top alone: what is repeated by a list must not carry its own.
    text = etree.tostring(root, encoding="unicode")
    source = _PLACE.sub(lambda one: _as_template(tags[int(one[1])]), text)
    return _Part(source=source, tags=tuple(of_paragraphs), torn=torn, texts=tuple(broken))


def _as_template(tag: str) -> str:
    inner = tag[2:-2].strip("-+ ")
    return f"{_VALUE_OPENS} {inner} {_VALUE_ENDS}" if tag[1] == "{" else f"{_TAG_OPENS} {inner} {_TAG_ENDS}"


def _slots(kind: Office, paragraph: etree._Element) -> Iterator[_Slot]:
    """Yield the places of a paragraph where its text stands, in order; what lies within another paragraph inside it is that one's."""
    if kind is Office.ODT:
        yield _Slot(element=paragraph, is_tail=False)
    stack: list[tuple[etree._Element, bool]] = [(one, False) for one in reversed(paragraph)]
    while stack:
        element, is_left = stack.pop()
        if is_left:
            yield _Slot(element=element, is_tail=True)
            continue
        if kind is Office.ODT or element.getparent().tag == f"{_W}t":
            stack.append((element, True))
        if element.tag in _PARAGRAPHS[kind] or not isinstance(element.tag, str):
            continue
        if (kind is Office.ODT and element.tag != f"{_TEXT}note") or element.tag == f"{_W}t":
            yield _Slot(element=element, is_tail=False)
        stack += [(one, False) for one in reversed(element)]


def _join(slots: list[_Slot], whole: str) -> None:
    """Put each tag that is spread over several places into the first of them."""
    starts: list[int] = []
    position = 0
    for slot in slots:
        starts.append(position)
        position += len(slot.text)
    owner = _owners(slots, [(one.start(), one.end()) for one in _TAG.finditer(whole)])
    pieces: list[list[str]] = [[] for _ in slots]
    for index, slot in enumerate(slots):
        text, start = slot.text, starts[index]
        for offset, character in enumerate(text):
            pieces[owner.get(start + offset, index)].append(character)
    for slot, piece in zip(slots, pieces, strict=True):
        if (made := "".join(piece)) != slot.text:
            slot.put(made)


def _owners(slots: list[_Slot], spans: list[tuple[int, int]]) -> dict[int, int]:
    """Return for each character of a tag in which place it is to stand: where the tag begins."""
    place = [index for index, slot in enumerate(slots) for _ in slot.text]
    return {position: place[begin] for begin, end in spans for position in range(begin, end)}


def _mark(kind: Office, paragraph: etree._Element, first: int) -> None:
    """Replace the tags of a paragraph by instructions with their numbers; conditions stand right below it then, or in its place."""
    number, lifted = first, 0
    while slot := next((one for one in _slots(kind, paragraph) if _TAG.search(one.text)), None):
        whole = slot.text
        if (found := _TAG.search(whole)) is None:
            break
        mark = etree.ProcessingInstruction("citoyen", str(number))
        number += 1
        slot.put(whole[: found.start()])
        _insert(slot, mark, whole[found.end() :])
        if found[0][1] == "%":
            _lift(mark, paragraph)
            lifted += 1
    marks = list(paragraph.iter(etree.ProcessingInstruction))
    is_alone = lifted == len(marks) == 1 and marks[0].getparent() is paragraph and not _words(kind, paragraph).strip()
    # A condition alone: no line is left of it. A picture, or the end of a section, stays.
    if is_alone and not any(etree.QName(one).localname in _KEPT for one in paragraph.iter(etree.Element)):
        _hoist(kind, paragraph, marks[0])


def _insert(slot: _Slot, mark: etree._Element, behind: str) -> None:
    mark.tail = behind
    if slot.is_tail:
        slot.element.addnext(mark)
        # lxml moves a tail along with its element.
        mark.tail = behind
    else:
        slot.element.insert(0, mark)


def _lift(mark: etree._Element, paragraph: etree._Element) -> None:
    """Take a mark out of the runs around it, which are parted there, up to its paragraph."""
    while (parent := mark.getparent()) is not None and parent is not paragraph:
        other = etree.Element(parent.tag, parent.attrib, parent.nsmap)
        properties = parent.find(f"{_W}rPr")
        if properties is not None and properties is not mark:
            other.append(copy.deepcopy(properties))
        text, mark.tail = mark.tail, None
        following = list(mark.itersiblings())
        if parent.tag != f"{_W}r":
            other.text = text
        other.extend(following)
        tail, parent.tail = parent.tail, None
        parent.addnext(mark)
        mark.addnext(other)
        other.tail = tail


def _hoist(kind: Office, paragraph: etree._Element, mark: etree._Element) -> None:
    gone = paragraph
    for above in paragraph.iterancestors():
        if above.tag in _AROUND[kind]:
            if "".join(above.itertext(etree.Element)).strip() or len(list(above.iter(etree.ProcessingInstruction))) > 1:
                break
            gone = above
            break
    parent = gone.getparent()
    if parent is not None:
        mark.tail = gone.tail
        parent.replace(gone, mark)


def _words(kind: Office, paragraph: etree._Element) -> str:
    return "".join(slot.text for slot in _slots(kind, paragraph))


def _torn(root: etree._Element, tags: list[str]) -> Iterator[int]:
    """Yield the tags whose condition or list begins in another place than they stand in."""
    opened: list[etree._Element | None] = []
    for mark in root.iter(etree.ProcessingInstruction):
        index = int(mark.text or 0)
        word = found[1] if (found := _WORD.match(tags[index])) else ""
        if word in {"if", "for"}:
            opened.append(mark.getparent())
        elif word in {"elif", "else", "endif", "endfor"} and opened:
            if opened[-1] is not mark.getparent():
                yield index
            if word.startswith("end"):
                opened.pop()


def _filled(source: str, kind: Office, known: Mapping[str, object], room: int) -> str:
    parts: list[str] = []
    try:
        for part in _compiled(source, kind).generate(known):
            parts.append(part)
            room -= len(part)
            if room < 0:
                raise BoundlessError(MOST_FILLED)
    except (TemplateError, RecursionError, ArithmeticError, AttributeError, LookupError, TypeError) as error:
        raise UnwritableError(str(error)) from error
    return "".join(parts)


@lru_cache(maxsize=64)
def _compiled(source: str, kind: Office) -> Template:
    tree = _ENVIRONMENT.parse(source)
    prefixes = {uri: prefix for prefix, uri in re.findall(r'xmlns:([\w.-]+)="([^"]+)"', source)}
    prefix = prefixes.get((_W if kind is Office.DOCX else _TEXT).strip("{}"), "w" if kind is Office.DOCX else "text")
    for output in tree.find_all(nodes.Output):
        output.nodes = [_named(node, kind, prefix) for node in output.nodes]
    return Template.from_code(_ENVIRONMENT, _ENVIRONMENT.compile(tree), {})


def _named(node: nodes.Expr, kind: Office, prefix: str) -> nodes.Expr:
    if isinstance(node, nodes.TemplateData):
        return node
    told = [nodes.Const(path_of(node) or ""), nodes.Const(prefix)]
    return nodes.Filter(node, kind.value, told, [], None, None, lineno=node.lineno)


def _in_docx(value: object, name: str, prefix: str) -> str:
    lines = _escaped(value, name).split("\n")
    return f'</{prefix}:t><{prefix}:br/><{prefix}:t xml:space="preserve">'.join(lines)


def _in_odt(value: object, name: str, prefix: str) -> str:
    return _escaped(value, name).replace("\n", f"<{prefix}:line-break/>")


def _escaped(value: object, name: str) -> str:
    return escape(_NO_XML.sub("", printed(value, name)), quote=False)


def _whole(kind: Office, made: str) -> bytes:
    """Return a filled member as bytes: a cell of a table keeps a paragraph, without which Word does not open it."""
    root = etree.fromstring(made.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    if kind is Office.DOCX:
        for cell in root.iter(f"{_W}tc"):
            if cell.find(f"{_W}p") is None:
                cell.append(etree.Element(f"{_W}p"))
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True))


def _environment() -> ImmutableSandboxedEnvironment:
    made = ImmutableSandboxedEnvironment(
        block_start_string=_TAG_OPENS,
        block_end_string=_TAG_ENDS,
        variable_start_string=_VALUE_OPENS,
        variable_end_string=_VALUE_ENDS,
        comment_start_string="\ue014",
        comment_end_string="\ue015",
        keep_trailing_newline=True,
        autoescape=False,
    )
    made.filters.clear()
    made.filters |= {Office.DOCX.value: _in_docx, Office.ODT.value: _in_odt}
    made.globals.clear()
    return made


_ENVIRONMENT = _environment()
__all__ = ["UnresolvedError", "fill", "office_faults", "office_names", "values", "words_of"]
