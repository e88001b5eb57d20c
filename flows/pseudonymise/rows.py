"""Rows as a copy has them. Pure."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Table

from domain.dossier import ContactKind
from flows.pseudonymise.known import Known
from flows.pseudonymise.scrub import Scrubber
from store import pseudonym_atlas as atlas
from store.columns import Json
from store.pseudonym_atlas import Sort
from store.town_rows import Row

WITHDRAWN = "withdrawn"
_SENT = "sent"
_AGENT = "agent"


def changing(table: Table, scrubber: Scrubber, password_hash: str) -> Callable[[Row], Row | None]:
    """Return what is done to each row of a table; what gives None leaves its row out."""
    ways = {
        name: _way(scrubber, sort, is_document=isinstance(table.c[name].type, Json))
        for name, sort in atlas.SORTS.get(table.name, {}).items()
        if sort is not Sort.KEPT
    }
    gone = [one.name for one in table.columns if any(key.column.table.name in atlas.LEFT_OUT for key in one.foreign_keys)]
    settle = _SETTLING.get(table.name)

    def change(row: Row) -> Row | None:
        new = {**row, **dict.fromkeys(gone)}
        for name, way in ways.items():
            if row[name] is not None:
                new[name] = way(row[name])
        return new if settle is None else settle(scrubber, new, password_hash)

    return change


def learn(known: Known, table: Table, row: Mapping[str, Any]) -> None:  # Any: columns of any kind
    """Learn what a row says of persons."""
    for name, sort in atlas.SORTS.get(table.name, {}).items():
        value = row[name]
        if value is None:
            continue
        match sort:
            case Sort.NAME:
                known.name(value)
            case Sort.LEAF if name in _NUMBERS:
                known.phone(value)
            case Sort.DOCUMENT:
                known.learn(value)
            case Sort.CODE:
                known.codes.add(value.replace("-", ""))


_NUMBERS = frozenset(("number", "outside", "phone"))


def _way(scrubber: Scrubber, sort: Sort, *, is_document: bool) -> Callable[[Any], Any]:  # Any: what the column holds
    """Return what is done to a value of a column."""
    ways: Mapping[Sort, Callable[[Any], Any]] = {
        Sort.KEPT: lambda value: value,
        Sort.TEXT: scrubber.text,
        Sort.LEAF: scrubber.leaf,
        Sort.NAME: scrubber.name,
        Sort.LOGIN: scrubber.login,
        Sort.DOCUMENT: scrubber.document,
        Sort.CODE: scrubber.code,
        Sort.DIGEST: scrubber.digest,
        Sort.EMPTIED: lambda _: {} if is_document else "",
        Sort.NONE: lambda _: None,
    }
    return ways[sort]


def _agent(_: Scrubber, row: Row, password_hash: str) -> Row:
    """Return an agent who signs in by the password of the copy, and is not asked to choose another one."""
    return {**row, "password_hash": password_hash, "must_change": False, "failures": 0, "locked_until": None}


def _contact(scrubber: Scrubber, row: Row, _: str) -> Row | None:
    """Return a way to reach a requester; numbers in public registers are left out, with theirs in his file."""
    return row if row["kind"] in (ContactKind.EMAIL, ContactKind.PHONE, ContactKind.FAX) else None


def _letter(_: Scrubber, row: Row, __: str) -> Row:
    """Return a letter that never leaves again."""
    return row if row["state"] == _SENT else {**row, "state": WITHDRAWN, "held_why": None}


def _draft(_: Scrubber, row: Row, __: str) -> Row:
    """Return a message without where its photographs were taken: the request says the place."""
    return {**row, "document": {**row["document"], "point": None}}


def _key(scrubber: Scrubber, row: Row, _: str) -> Row:
    return {**row, "key": scrubber.login(row["key"])} if row["axis"] == _AGENT else row


_SETTLING: Mapping[str, Callable[[Scrubber, Row, str], Row | None]] = {
    "agents": _agent,
    "dossier_contacts": _contact,
    "drafts": _draft,
    "fact_keys": _key,
    "outbox": _letter,
}
