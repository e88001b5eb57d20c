"""Bytes of a submission to trees: JSON, JSON a line, XML, form fields (URL-encoded or multipart), tables with a header row.

Sources: RFC 8259 (JSON), WHATWG URL, application/x-www-form-urlencoded, RFC 7578 (multipart/form-data), RFC 4180 (CSV).
"""

import csv
import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes
from xml.parsers import expat

from domain.draft import Remark
from ingest.charset import decode
from ingest.form.fields import Field, key_words, word_set
from ingest.form.questions import field_named
from ingest.form.shapes import in_one_shape
from ingest.form.tree import AnyNode, Branch, is_list_of_branches
from ingest.plain import fold, tidy

MAX_BYTES = 32 * 2**20
MAX_CHARACTERS = 100_000
"""Of what is shown where nothing could be made of it."""
MAX_DEPTH = 64
MAX_NODES = 1_000_000
MAX_ITEMS = 10_000
_SURROGATE = re.compile("[\ud800-\udfff]")
_ENCODED = re.compile(r"[\w.\[\]%+*!~:$@-]{1,200}=[^\s&]*(?:&[\w.\[\]%+*!~:$@-]{0,200}(?:=[^\s&]*)?)*", re.ASCII)
_BRACKETS = re.compile(r"\[([^\[\]]*)\]")
_BOUNDARY = re.compile(rb"\s*--([^\r\n]{1,200})\r?\n(?=content-disposition:\s*form-data)", re.IGNORECASE)
_DISPOSITION = re.compile(r"\b(name|filename)\*?\s*=\s*(?:\"([^\"]*)\"|([^;\s]+))", re.IGNORECASE)
_WRAPPED = re.compile(r"\s*[\[{]")
_FEWEST_COLUMNS = 2
_MOST_ENVELOPES = 5
_XML_VALUE = "value"
_XML_HEAD = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The trees of a submission, one an item; without any, ``text`` is what stands there, as far as it is text.

    ``envelope`` is the whole: what says what the fields of a form are called may stand beside its items.
    """

    items: tuple[AnyNode, ...] = ()
    envelope: AnyNode = None
    text: str = ""
    remarks: tuple[Remark, ...] = ()


class TooDeepError(Exception):
    """A tree with more levels than anybody fills in."""


class TooManyError(Exception):
    """A tree with more parts than is read."""


def open_submission(raw: bytes) -> Opened:
    """Return the trees of a submission; never raises. What is none gives its text and the remark MALFORMED."""
    remarks: list[Remark] = []
    if len(raw) > MAX_BYTES:
        return Opened(text=_text(raw[: 4 * MAX_CHARACTERS])[0][:MAX_CHARACTERS], remarks=(Remark.TOO_LARGE, Remark.MALFORMED))
    text, is_clean = _text(raw)
    if not is_clean:
        remarks.append(Remark.BAD_ENCODING)
    if not text.strip():
        return Opened(remarks=(Remark.EMPTY,))
    try:
        trees, envelope = _trees(raw, text)
    except TooDeepError:
        return Opened(text=text[:MAX_CHARACTERS], remarks=(*remarks, Remark.TOO_DEEP, Remark.MALFORMED))
    except TooManyError:
        return Opened(text=text[:MAX_CHARACTERS], remarks=(*remarks, Remark.TOO_MANY_PARTS, Remark.MALFORMED))
    if not trees:
        return Opened(text=text[:MAX_CHARACTERS], remarks=(*remarks, Remark.MALFORMED))
    if len(trees) > MAX_ITEMS:
        remarks.append(Remark.TOO_MANY_PARTS)
    return Opened(items=tuple(trees[:MAX_ITEMS]), envelope=envelope, remarks=tuple(remarks))


def _text(raw: bytes) -> tuple[str, bool]:
    text, _, is_clean = decode(raw, "utf-8" if b"\0" in raw[:400] else None)
    return _SURROGATE.sub("\ufffd", text).lstrip("\ufeff"), is_clean


def _trees(raw: bytes, text: str) -> tuple[Sequence[AnyNode], AnyNode]:
    head = text.lstrip()[:1]
    if head in {"{", "["}:
        return _json_trees(text)
    if head == "<":
        tree = in_one_shape(_xml(text))
        return ((), None) if tree is None else (_several(tree), tree)
    if boundary := _BOUNDARY.match(raw[:1_000]):
        tree = _multipart(raw, boundary[1])
        return (tree,), tree
    if _ENCODED.fullmatch(text.strip()):
        tree = in_one_shape(_nested_fields([_decoded(piece) for piece in text.strip().split("&") if piece]))
        return (tree,), tree
    return _table(text), None


# --- JSON -----------------------------------------------------------------------------------------------------------------------------


def _json_trees(text: str) -> tuple[Sequence[AnyNode], AnyNode]:
    tree, is_json = json_tree(text)
    if is_json:
        tree = in_one_shape(tree)
        return _several(tree), tree
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) <= 1:
        return (), None
    found = [json_tree(line) if _WRAPPED.match(line) else (None, False) for line in lines]
    if not isinstance(found[0][0], Branch) or sum(is_read for _, is_read in found) * 2 < len(found):
        return (), None
    # A line that is cut off is an item too: people see its text.
    return [in_one_shape(tree) if is_read else line for line, (tree, is_read) in zip(lines, found, strict=True)], None


def json_tree(text: str) -> tuple[AnyNode, bool]:
    """Return the tree of a JSON text and whether it is one. Numbers, NaN among them, stay as written; half characters are marked.

    Raises TooDeepError, TooManyError.
    """
    try:
        found: object = json.loads(text, object_pairs_hook=_Pairs, parse_int=str, parse_float=str, parse_constant=str, strict=False)
    except RecursionError as error:
        raise TooDeepError from error
    except ValueError:
        return None, False
    return _checked(found), True


class _Pairs(list[tuple[str, object]]):
    """The members of an object as they come, keys that come twice among them."""


def _checked(found: object) -> AnyNode:
    """Return what the decoder gave as a tree, if it is neither too deep nor too large."""
    count = 0

    def node(one: object, depth: int) -> AnyNode:
        nonlocal count
        count += 1
        if depth > MAX_DEPTH:
            raise TooDeepError
        if count > MAX_NODES:
            raise TooManyError
        if isinstance(one, _Pairs):
            return Branch(tuple((_whole(key), node(below, depth + 1)) for key, below in one))
        if isinstance(one, list):
            return tuple(node(below, depth + 1) for below in one)
        return one if one is None or isinstance(one, bool) else _whole(str(one))

    return node(found, 0)


def _whole(text: str) -> str:
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


# --- several items in one -------------------------------------------------------------------------------------------------------------

_LISTS = word_set(
    "dossiers nodes submissions entries responses results demandes signalements requests records items messages rows content appels notes "
    "reports formdata formdatas reponses soumissions edges service_requests"
)
_PERSONS = frozenset({Field.GIVEN_NAME, Field.EMAIL, Field.PHONE})
_LABELS = word_set("label question title libelle intitule field key champ slug field_label nom name")
_VALUES = word_set("value answer answers reponse reponses valeur stringvalue response responses raw_value textanswers")
_SAID = word_set("message texte text description note commentaire transcription demande detail lieu adresse email courriel")


MOST_MEMBERS = 40
"""Of a question with its answer, whatever a builder writes beside."""


def is_pair(branch: Branch) -> bool:
    """Whether an object is a question with its answer."""
    if len(branch.pairs) > MOST_MEMBERS:
        return False
    keys = branch.keys()
    return bool(keys & _VALUES) and bool(keys & _LABELS)


def _several(tree: AnyNode) -> Sequence[AnyNode]:
    """Return the items of a tree: the members of a list, of the one list in an envelope; mostly the tree itself."""
    if isinstance(tree, tuple):
        if is_list_of_branches(tree) and not _are_answers(tree):
            return tree
        return (tree,) if any(isinstance(one, Branch) for one in tree) else tree
    inner = tree
    for _ in range(_MOST_ENVELOPES):
        if not isinstance(inner, Branch) or inner.keys() & _SAID or any(map(_is_persons, inner.pairs)):
            break
        if (listed := _listed(inner)) is not None:
            return [one.get("node") or one if isinstance(one, Branch) else one for one in listed]
        wraps = [below for _, below in inner.pairs if isinstance(below, Branch)]
        inner = wraps[0] if len(wraps) == 1 else None
    return (tree,)


def _is_persons(member: tuple[str, AnyNode]) -> bool:
    """Whether a member says who sends all that stands beside it: it is one item with a list in it, and no envelope."""
    name, below = member
    return isinstance(below, str) and below != "" and field_named(key_words(name)) in _PERSONS


def _listed(branch: Branch) -> tuple[AnyNode, ...] | None:
    """Return the items that an envelope holds and nothing else."""
    holding = [(key, below) for key, below in branch.pairs if isinstance(below, Branch | tuple) and below != ()]
    if len(holding) != 1:
        return None
    key, below = holding[0]
    is_list = key.lower() in _LISTS and isinstance(below, tuple) and is_list_of_branches(below)
    return below if is_list and isinstance(below, tuple) and not _are_answers(below) else None


def _are_answers(nodes: Sequence[AnyNode]) -> bool:
    """Whether the members of a list are questions with their answers, all of one item."""
    return any(isinstance(one, Branch) and (is_pair(one) or one.get("field") is not None) for one in nodes)


# --- XML ------------------------------------------------------------------------------------------------------------------------------


class _RefusedError(Exception):
    """A document type: entities can be made to grow without end, and no form needs one."""


@dataclass(slots=True)
class _Elements:
    """The elements of a document as they are read: name, members and words of each that is open."""

    open: list[tuple[str, list[tuple[str, AnyNode]], list[str]]] = field(default_factory=lambda: [("", [], [])])
    count: int = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Open an element."""
        self.count += 1
        if len(self.open) > MAX_DEPTH:
            raise TooDeepError
        if self.count > MAX_NODES:
            raise TooManyError
        members: list[tuple[str, AnyNode]] = [(key, value) for key, value in attributes.items() if not key.startswith("xmlns")]
        self.open.append((name.rpartition(":")[2], members, []))

    def end(self, _name: str) -> None:
        """Close the innermost element."""
        name, members, said = self.open.pop()
        value = "".join(said).strip()
        told = [*members, (_XML_VALUE, value)] if value else members
        self.open[-1][1].append((name, _gathered(told) if members else value))

    def say(self, words: str) -> None:
        """Take words of the innermost element."""
        self.open[-1][2].append(words)


def _refuse(*_: object) -> None:
    raise _RefusedError


def _xml(text: str) -> AnyNode:
    """Return an XML document as a tree: elements and attributes are keys; None where it is none."""
    elements = _Elements()
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = elements.start
    parser.EndElementHandler = elements.end
    parser.CharacterDataHandler = elements.say
    parser.StartDoctypeDeclHandler = _refuse
    body = _XML_HEAD.sub("", text, count=1)
    try:
        parser.Parse(body.encode("utf-8"), True)
    except (expat.ExpatError, _RefusedError):
        return None
    return _gathered(elements.open[0][1])


def _gathered(members: Sequence[tuple[str, AnyNode]]) -> Branch:
    """Return members as an object in which those of one name are a list."""
    found: dict[str, list[AnyNode]] = {}
    for name, node in members:
        found.setdefault(name, []).append(node)
    return Branch(tuple((name, nodes[0] if len(nodes) == 1 else tuple(nodes)) for name, nodes in found.items()))


# --- form fields ----------------------------------------------------------------------------------------------------------------------


def _decoded(piece: str) -> tuple[str, str]:
    """Return name and value of a URL-encoded field, whatever set of characters the page was written in."""
    name, _, value = piece.partition("=")
    first, second = (_text(unquote_to_bytes(part.replace("+", " ")))[0] for part in (name, value))
    return first, second


def _nested_fields(fields: Sequence[tuple[str, str]]) -> Branch:
    """Return form fields as a tree, « demandeur[nom] » as PHP and Rails take it."""
    root: list[tuple[tuple[str, ...], str]] = []
    for name, value in fields:
        first, _, _ = name.partition("[")
        root.append(((first, *(part for part in _BRACKETS.findall(name[len(first) :]) if part)), value))
    return _grown(root, 0)


def _grown(fields: Sequence[tuple[tuple[str, ...], str]], depth: int) -> Branch:
    if depth > MAX_DEPTH:
        raise TooDeepError
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for path, value in fields:
        found.setdefault(path[0], []).append((path[1:], value))
    pairs: list[tuple[str, AnyNode]] = []
    for name, below in found.items():
        deeper = [(path, value) for path, value in below if path]
        values = [value for path, value in below if not path]
        if values:
            pairs.append((name, values[0] if len(values) == 1 else tuple(values)))
        if deeper:
            pairs.append((name, _grown(deeper, depth + 1)))
    return Branch(tuple(pairs))


def _multipart(raw: bytes, boundary: bytes) -> Branch:
    """Return the fields of multipart/form-data; of a file only its name."""
    fields: list[tuple[str, str]] = []
    for part in raw.split(b"--" + boundary.rstrip())[1:]:
        head, _, body = part.lstrip(b"\r\n").partition(b"\r\n\r\n" if b"\r\n\r\n" in part else b"\n\n")
        named = {match[1].lower(): match[2] or match[3] or "" for match in _DISPOSITION.finditer(_text(head[:2_000])[0])}
        if "filename" in named:
            fields.append((f"pieces_jointes[{len(fields)}]", named["filename"]))
        elif "name" in named:
            fields.append((named["name"], _text(body.removesuffix(b"\n").removesuffix(b"\r"))[0]))
    return _nested_fields(fields)


# --- tables ---------------------------------------------------------------------------------------------------------------------------


def _table(text: str) -> list[AnyNode]:
    """Return the rows of a table as objects, its first row the keys; none where the text is no table."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    mark = max(";,\t", key=first.count)
    if first.count(mark) < _FEWEST_COLUMNS or not any(word in fold(first) for word in ("nom", "name", "mail", "message", "date", "texte")):
        return []
    try:
        rows = list(csv.reader(io.StringIO(tidy(text) if mark != "\t" else text), delimiter=mark))[: MAX_ITEMS + 1]
    except csv.Error:
        return []
    head = [cell.strip() for cell in rows[0]]
    return [Branch(tuple((key, cell) for key, cell in zip(head, row, strict=False) if key)) for row in rows[1:] if any(row)]
