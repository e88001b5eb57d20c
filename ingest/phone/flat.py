"""Objects and elements as flat rows: what stands in them deeper down gets a name of its own."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from lxml import etree

from ingest.phone.plan import columns_of
from ingest.phone.words import Role, role_of

_DEEPEST = 6
_MOST_WORDS = 40
_FEWEST_FIELDS = 3
_MOST_LISTED = 50
_WHEN = frozenset({Role.START, Role.DATE, Role.TIME})
_WHO = frozenset({Role.CALLER, Role.CALLED, Role.OTHER, Role.CLID, Role.DIALLED, Role.EXTENSION})


def of_object(value: Mapping[str, object], depth: int = 0) -> dict[str, str]:
    """Return the plain values of an object as text; ``{"number": {"digits": …}}`` is called ``number.digits``, a list is its values."""
    found: dict[str, str] = {}
    for key, one in value.items():
        if isinstance(one, Mapping):
            if depth < _DEEPEST:
                found |= {f"{key}.{inner}": text for inner, text in of_object(one, depth + 1).items()}
        elif isinstance(one, list):
            found[str(key)] = " ".join(_texts(one, depth))
        else:
            found[str(key)] = "" if one is None else str(one)
    return found


def _texts(values: Sequence[object], depth: int) -> Iterator[str]:
    for one in values[:_MOST_LISTED]:
        if isinstance(one, Mapping) and depth < _DEEPEST:
            yield from of_object(one, depth + 1).values()
        elif isinstance(one, (str, int, float)):
            yield str(one)


def records_in(value: object, depth: int = 0) -> list[Mapping[str, object]]:
    """Return the records in a document: itself where it tells of a call, else those of the longest list in it (``{"data": [...]}``)."""
    if not isinstance(value, Mapping):
        return []
    if depth == 0 and is_record(value):
        return [value]
    lists = list(_lists(value, 0))
    found = max(lists, key=len) if lists else [value]
    return [leg for one in found for leg in _legs(one)]


def _legs(value: Mapping[str, object]) -> list[Mapping[str, object]]:
    """Return a record, or where it only holds the records of a call's legs, those: what is said of the call is said of each of them."""
    within = [one for one in value.values() if isinstance(one, Mapping) and is_record(one)]
    plain = {name: one for name, one in value.items() if not isinstance(one, (Mapping, list))}
    if not within or is_record(plain):
        return [value]
    shared = next((str(one[name]) for one in within for name in one if role_of(name) is Role.CALL_ID and one[name]), "")
    return [{"linkedid": shared, **plain, **one} for one in within]


def _lists(value: Mapping[str, object], depth: int) -> Iterator[list[Mapping[str, object]]]:
    """Yield the lists of objects in an object, those of its objects included."""
    for one in value.values():
        if isinstance(one, list):
            if items := [item for item in one if isinstance(item, Mapping)]:
                yield items
        elif isinstance(one, Mapping) and depth < _DEEPEST:
            yield from _lists(one, depth + 1)


def is_record(names: Iterable[str]) -> bool:
    """Whether something with these names may be a call: it says when, and who."""
    return _tells_call(tuple(names))


@lru_cache(maxsize=512)
def _tells_call(names: tuple[str, ...]) -> bool:
    known = columns_of(names).keys()
    return bool(_WHEN & known) and bool(_WHO & known)


def parsed(text: str) -> etree._Element | None:
    """Return the element a text begins with, however it ends; nothing outside the text is read. None where it is none."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return root if root is not None and isinstance(root.tag, str) else None


def of_element(element: etree._Element) -> dict[str, str]:
    """Return the attributes of an element and the texts of those within it; what has more in it than text is all its words."""
    found = {_local(str(name)): str(value) for name, value in element.attrib.items()}
    for child in element:
        if isinstance(child.tag, str):
            words = (child.text or "").strip() if not len(child) and not child.attrib else " ".join(_words(child))
            name = _local(child.tag)
            found[name] = f"{found[name]} {words}".strip() if name in found else words
    return found


def _words(element: etree._Element) -> Iterator[str]:
    for one, _ in zip(element.iter(etree.Element), range(_MOST_WORDS), strict=False):
        yield from (str(value) for value in one.attrib.values())
        if text := (one.text or "").strip():
            yield text


def repeated(root: etree._Element) -> str | None:
    """Return the name of the elements that tell of calls, as it is written, None where none do."""
    counts: Counter[str] = Counter()
    names: dict[str, dict[str, None]] = {}
    for one in root.iter(etree.Element):
        fields = of_element(one) if len(one) or len(one.attrib) >= _FEWEST_FIELDS else {}
        if len(fields) >= _FEWEST_FIELDS and is_record(fields):
            name = f"{one.prefix}:{_local(one.tag)}" if one.prefix else _local(one.tag)
            counts[name] += 1
            names.setdefault(name, {}).update(dict.fromkeys(fields))
    return counts.most_common(1)[0][0] if counts else None


def _local(name: str) -> str:
    return name.rpartition("}")[2].rpartition(":")[2]
