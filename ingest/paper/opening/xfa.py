"""Forms of the kind XFA, which only Adobe's programs show (XFA 3.3): their answers, with the words that stand beside them.

The answers are XML within the PDF (the « datasets » packet), what is printed around them is in the « template » packet. Nothing is run.
"""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from lxml.etree import LxmlError, QName, XMLParser, _Element, fromstring
from pikepdf import Array, Dictionary, Object, Pdf, Stream, String

from ingest.office.rows import document_of_lines
from ingest.paper.opening.limits import Limits
from ingest.paper.opening.set_pages import pdf_of, set_pages
from ingest.paper.opening.survey import FormField

_LARGEST = 8 * 2**20
"""Of a packet; what people write takes some kilobytes, the form around it a few hundred."""
_MOST_ANSWERS = 1_000
_MOST_PACKETS = 50
_LONGEST = 4_000
_DATA = "http://www.xfa.org/schema/xfa-data/1.0/"
_MOST_TITLES, _LONGEST_TITLE = 3, 120
_DATASETS, _TEMPLATE = "datasets", "template"
_WAITS = re.compile(
    r"please wait|veuillez patienter|upgrade to the latest version|derniere version d.?adobe|adobe reader|adobe acrobat|"
    r"contents? of the document|contenu du document",
    re.IGNORECASE,
)
"""What the page of such a form says to programs that do not show it."""
_MOST_WAITING = 1_500
_HUMP = re.compile(r"(?<=[a-zà-ÿ0-9])(?=[A-ZÀ-Þ])|[_.]+")
_TICKED = "☒"
_Held = TypeVar("_Held")


@dataclass(slots=True)
class _Printed:
    """What is printed of a form: its first lines, and of its fields what stands beside them, by name and by the name of what holds them."""

    titles: list[str] = field(default_factory=list)
    captions: dict[tuple[str, str], str] = field(default_factory=dict)
    choices: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    ticks: dict[tuple[str, str], str] = field(default_factory=dict)


def xfa_answers(pdf: Pdf) -> tuple[FormField, ...]:
    """Return what was filled into a form, in order, each answer under the words printed beside its field; ☒ is a box that was ticked.

    Empty where it has no answers, or none that can be read.
    """
    packets = dict(_packets(pdf))
    printed = _Printed()
    template = _parsed(packets.get(_TEMPLATE, b""))
    if template is not None:
        _read_template(template, printed)
    datasets = _parsed(packets.get(_DATASETS, b""))
    data = None if datasets is None else next((one for one in datasets.iter(f"{{{_DATA}}}data")), None)
    if data is None:
        return ()
    titles = (FormField(name="", value=title) for title in printed.titles)
    answers = tuple(_answers(data, printed))
    return (*titles, *answers) if answers else ()


def pages_with_answers(pdf: Pdf, answers: tuple[FormField, ...], said: str, limits: Limits) -> bytes:
    """Return a copy to be read: the pages, and behind them the answers set in plain type.

    Without the first page where it only asks for Adobe's program (``said`` is its text). The original is not touched.
    """
    lines = [line for one in answers for line in _lines(one)]
    made = io.BytesIO()
    with Pdf.open(io.BytesIO(pdf_of(set_pages(document_of_lines(lines))))) as answered, Pdf.new() as copy:
        if not (len(pdf.pages) == 1 and is_waiting(said)):
            copy.pages.extend(pdf.pages[: limits.pages])
        copy.pages.extend(answered.pages)
        copy.save(made)
    return made.getvalue()


def is_waiting(said: str) -> bool:
    """Tell whether a page's text only asks to be opened with Adobe's program."""
    return len(said) <= _MOST_WAITING and bool(_WAITS.search(said))


def _lines(one: FormField) -> Iterator[str]:
    first, *more = one.value.split("\n")
    if one.value == _TICKED:
        yield f"[x] {one.name}"  # the type the answers are set in has no ☒; forms are read with either
    else:
        yield f"{one.name} : {first}" if one.name else first
    yield from more


# --- packets --------------------------------------------------------------------------------------------------------------------------


def _packets(pdf: Pdf) -> Iterator[tuple[str, bytes]]:
    """Yield the form's packets by name: an array of names and streams, or one stream of all of them (ISO 32000-1, 12.7.8)."""
    form = pdf.Root.get("/AcroForm")
    xfa = form.get("/XFA") if isinstance(form, Dictionary) else None
    if isinstance(xfa, Array):
        parts = list(xfa)[: 2 * _MOST_PACKETS]
        for name, packet in zip(parts[::2], parts[1::2], strict=False):
            if isinstance(name, String) and str(name) in {_DATASETS, _TEMPLATE}:
                yield str(name), _content(packet)
    elif isinstance(xfa, Stream):
        whole = _content(xfa)
        yield _TEMPLATE, whole
        yield _DATASETS, whole


def _content(packet: Object) -> bytes:
    content = packet.read_bytes() if isinstance(packet, Stream) else b""
    return content if len(content) <= _LARGEST else b""


def _parsed(content: bytes) -> _Element | None:
    if not content.strip():
        return None
    try:
        # Entities and files named within are left as they stand; libxml2 refuses what nests or grows without end.
        return fromstring(content, parser=XMLParser(resolve_entities=False, no_network=True, recover=True, remove_comments=True))
    except LxmlError:
        return None


def _name(one: _Element | None) -> str:
    return str(QName(one).localname) if one is not None and isinstance(one.tag, str) else ""


# --- what is printed ------------------------------------------------------------------------------------------------------------------


def _read_template(root: _Element, printed: _Printed) -> None:
    for one in root.iter():
        match _name(one):
            case "draw" if len(printed.titles) < _MOST_TITLES:
                text = _squeezed(_child_text(one, "value"))
                if 0 < len(text) <= _LONGEST_TITLE:
                    printed.titles.append(text)
            case "field" | "exclGroup":
                _read_field(one, printed)


def _read_field(one: _Element, printed: _Printed) -> None:
    name = one.get("name", "")
    holder = next((above.get("name", "") for above in one.iterancestors() if above.get("name")), "")
    caption = next((child for child in one if _name(child) == "caption"), None)
    words = "" if caption is None else _squeezed(_child_text(caption, "value")).rstrip(" :")
    lists = [[_squeezed("".join(item.itertext())) for item in child] for child in one if _name(child) == "items"]
    is_box = any(_name(below) == "checkButton" for below in one.iter())
    for key in ((holder, name), ("", name)):
        if words:
            printed.captions.setdefault(key, words)
        if is_box and lists and lists[0]:
            printed.ticks.setdefault(key, lists[0][0])
        above = one.getparent()
        if is_box and words and _name(above) == "exclGroup" and lists and lists[0]:
            # Of several boxes one may be ticked: the answer is that of the group, by the words beside the box.
            group = above.get("name", "")
            printed.choices.setdefault(("", group), {}).setdefault(lists[0][0], words)
        if not is_box and len(lists) > 1:
            shown, saved = lists[0], lists[1]
            printed.choices.setdefault(key, dict(zip(saved, shown, strict=False)))


def _child_text(one: _Element, name: str) -> str:
    child = next((below for below in one if _name(below) == name), None)
    return "" if child is None else " ".join(child.itertext())


def _squeezed(text: str) -> str:
    return " ".join(text.split())


# --- what was answered ----------------------------------------------------------------------------------------------------------------


def _answers(data: _Element, printed: _Printed) -> Iterator[FormField]:
    count = 0
    for one in _leaves(data):
        value = _value(one)
        told = _answer(one, value, printed) if value else None
        if told is not None:
            count += 1
            yield told
        if count >= _MOST_ANSWERS:
            return


def _leaves(data: _Element) -> Iterator[_Element]:
    """Yield the elements that hold an answer, in order; each is looked at once."""
    waiting = list(reversed(data))
    while waiting:
        one = waiting.pop()
        if not isinstance(one.tag, str):
            continue
        if len(one) == 0 or _is_rich(one):
            yield one
        else:
            waiting += reversed(one)


def _answer(one: _Element, value: str, printed: _Printed) -> FormField | None:
    """Return an answer under the words beside its field; None for a box that is not ticked."""
    name = _name(one)
    key = (_name(one.getparent()), name)
    said = _found(printed.captions, key) or _HUMP.sub(" ", name).strip()
    on = _found(printed.ticks, key)
    if on is not None:
        return FormField(name=said, value=_TICKED) if value == on else None
    value = (_found(printed.choices, key) or {}).get(value, value)
    return FormField(name=said[:255], value=value[:_LONGEST])


def _found(known: Mapping[tuple[str, str], _Held], key: tuple[str, str]) -> _Held | None:
    return known.get(key, known.get(("", key[1])))


def _is_rich(one: _Element) -> bool:
    """Tell whether an answer is written as HTML (XFA 3.3, « rich text »)."""
    return any(_name(child) in {"body", "html"} for child in one)


def _value(one: _Element) -> str:
    if not _is_rich(one):
        lines = (one.text or "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    else:
        lines = ["".join(below.itertext()) for below in one.iter() if _name(below) == "p"] or ["".join(one.itertext())]
    return "\n".join(line.strip() for line in lines).strip()
