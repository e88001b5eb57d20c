"""Mappings as administrators write them: a JSON document becomes a mapping, or all that is wrong with it is told."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from domain.errors import InvalidError, Mistake
from domain.exchange import ExchangeField, ExchangeKind, ExchangeMapping
from flows.wording import say

MOST_VALUES = 5_000
_KEYS = frozenset({"outside", "kind", "columns", "values", "defaults", "moment"})
_NEEDED: Mapping[ExchangeKind, tuple[ExchangeField, ...]] = {
    ExchangeKind.HISTORY: (ExchangeField.NUMBER, ExchangeField.STATUS, ExchangeField.RECEIVED_AT, ExchangeField.SUBJECT),
    ExchangeKind.STATES: (ExchangeField.NUMBER, ExchangeField.STATUS),
}
_OUTSIDE_CHARACTERS = 64


def mapping_of(document: object) -> ExchangeMapping:
    """Return the mapping a document describes. Raises InvalidError with all its mistakes."""
    if not isinstance(document, dict):
        raise InvalidError(_mistake("mapping", say("A mapping is a JSON object.")))
    mistakes = list(_mistakes(document))
    if mistakes:
        raise InvalidError(*mistakes)
    kind = ExchangeKind(document["kind"])
    mapping = ExchangeMapping(
        outside=str(document["outside"]).strip(),
        kind=kind,
        columns={ExchangeField(name): column for name, column in document["columns"].items()},
        values={ExchangeField(name): dict(words) for name, words in document.get("values", {}).items()},
        defaults={ExchangeField(name): value for name, value in document.get("defaults", {}).items()},
        moment=document.get("moment"),
    )
    known = {*mapping.columns, *mapping.defaults}
    missing = [one for one in _NEEDED[kind] if one not in known]
    if missing:
        raise InvalidError(*(_mistake("columns", say("No column and no default says: {field}.", field=one.value)) for one in missing))
    return mapping


def document_of(mapping: ExchangeMapping) -> dict[str, object]:
    """Return a mapping as a document."""
    return {
        "outside": mapping.outside,
        "kind": mapping.kind.value,
        "columns": {name.value: column for name, column in mapping.columns.items()},
        "values": {name.value: dict(words) for name, words in mapping.values.items()},
        "defaults": {name.value: value for name, value in mapping.defaults.items()},
        "moment": mapping.moment,
    }


def _mistakes(document: Mapping[str, object]) -> Iterator[Mistake]:
    outside, kind = document.get("outside"), document.get("kind")
    if not isinstance(outside, str) or not 0 < len(outside.strip()) <= _OUTSIDE_CHARACTERS or not outside.isprintable():
        yield _mistake("outside", say("It does not name the other software, in 1 to 64 characters."))
    if kind not in {one.value for one in ExchangeKind}:
        yield _mistake("kind", say("It is history or states."))
    yield from _texts("columns", document.get("columns"))
    yield from _texts("defaults", document.get("defaults", {}))
    yield from _words(document.get("values", {}))
    moment = document.get("moment")
    if moment is not None and not _is_moment(moment):
        yield _mistake("moment", say("It is written as in %d/%m/%Y %H:%M."))
    for key in document:
        if key not in _KEYS:
            yield _mistake(str(key)[:40], say("This key is not known."))


def _is_moment(moment: object) -> bool:
    """Tell whether moments can be read as it says; what names a part twice becomes no pattern at all."""
    if not isinstance(moment, str) or "%" not in moment:
        return False
    try:
        datetime.strptime("", moment)  # noqa: DTZ007 — nothing is read
    except re.error:
        return False
    except ValueError:
        return True
    return True


def _words(values: object) -> Iterator[Mistake]:
    if not isinstance(values, dict):
        yield _mistake("values", say("It is a JSON object."))
        return
    for name, words in values.items():
        yield from _field("values", name)
        if not _is_texts(words):
            yield _mistake(f"values.{name}", say("It says for each word of the file what it stands for here."))


def _texts(where: str, found: object) -> Iterator[Mistake]:
    if not _is_texts(found):
        yield _mistake(where, say("It is a JSON object of texts."))
    elif isinstance(found, dict):
        for name in found:
            yield from _field(where, name)


def _is_texts(found: object) -> bool:
    return isinstance(found, dict) and len(found) <= MOST_VALUES and all(isinstance(one, str) for one in found.values())


def _field(where: str, name: object) -> Iterator[Mistake]:
    if name not in {one.value for one in ExchangeField}:
        known = ", ".join(one.value for one in ExchangeField)
        yield Mistake(where=where, what=say("“{name}” is no field.", name=str(name)[:40]), remedy=say("Fields are: {names}.", names=known))


def _mistake(where: str, what: str) -> Mistake:
    return Mistake(where=where, what=what, remedy="")
