"""Tracking codes (codes de suivi): drawn by lot, given out at once as receipts, read however they are typed."""

import re
import secrets
from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import exists, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from domain.errors import CitoyenError
from domain.ids import InboundId, TownId, TrackingCode
from store import quick
from store.schema import ReceiptRow, RequestRow, table_of
from store.upsert import dialect_of, insert_into

ATTEMPTS = 5
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"
"""Nothing to take for something else (0 O, 1 I L), no vowel and so no word; 28^8 codes."""
_LETTERS = 8
_CODE = re.compile(rf"[{ALPHABET}]{{{_LETTERS}}}")


def new_code() -> TrackingCode:
    """Return a code drawn by lot."""
    return new_codes(1)[0]


def new_codes(count: int) -> tuple[TrackingCode, ...]:
    """Return codes drawn by lot, all from one draw: each draw asks the system, and lets other threads go first."""
    number = secrets.randbelow(len(ALPHABET) ** (_LETTERS * count))
    letters: list[str] = []
    for _ in range(_LETTERS * count):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    text = "".join(letters)
    return tuple(_grouped(text[start : start + _LETTERS]) for start in range(0, len(text), _LETTERS))


def free_code(session: Session) -> TrackingCode:
    """Return a code that stands on no receipt."""
    while _RECEIPTS.rows(session, ((code := new_code()),)):
        pass
    return code


def read_code(text: str) -> TrackingCode | None:
    """Return the code somebody typed, with or without its hyphen, in any case; None where it is none."""
    code = text.upper().replace("-", "").replace(" ", "")
    return _grouped(code) if _CODE.fullmatch(code) else None


def give(session: Session, town: TownId, arrivals: Sequence[InboundId], now: datetime) -> tuple[TrackingCode, ...]:
    """Return the receipts of arrivals, in order; each new one gets a code by which its requester can follow it from now on."""
    codes = (new_code(),) if len(arrivals) == 1 else new_codes(len(arrivals))
    drawn = dict(zip(codes, arrivals, strict=True))
    taken = {code for (code,) in _TAKEN.rows(session, list(drawn))}
    values = [{"tracking": code, "town": town, "inbound_id": of, "at": now} for code, of in drawn.items() if code not in taken]
    given: dict[int, str] = {of: code for of, code in quick.insert(session, _giving_many(dialect_of(session)), values)}
    return tuple(
        TrackingCode(given[one]) if one in given else _given(session, town, one, now)  # it has one, or its code was taken
        for one in arrivals
    )


def of_arrival(session: Session, inbound_id: InboundId) -> TrackingCode | None:
    """Return the code that was given for an arrival."""
    code = session.scalar(select(ReceiptRow.tracking).where(ReceiptRow.inbound_id == inbound_id))
    return None if code is None else TrackingCode(code)


def find_arrival(session: Session, town: TownId, code: TrackingCode) -> InboundId | None:
    """Return the arrival a code was given for."""
    inbound_id = session.scalar(select(ReceiptRow.inbound_id).where(ReceiptRow.town == town, ReceiptRow.tracking == code))
    return None if inbound_id is None else InboundId(inbound_id)


def _given(session: Session, town: TownId, inbound_id: InboundId, now: datetime) -> TrackingCode:
    for _ in range(ATTEMPTS):
        code = new_code()
        if session.scalar(select(exists().where(RequestRow.tracking == code))):
            continue
        values = {"tracking": code, "town": town, "inbound_id": inbound_id, "at": now}
        given = session.scalar(_giving(dialect_of(session)), values) or of_arrival(session, inbound_id)
        if given is not None:
            return TrackingCode(given)
    raise CitoyenError(f"No free tracking code was found in {ATTEMPTS} attempts.")


@cache
def _giving(dialect: str) -> ReturningInsert[str]:
    # No conflict is named: neither a code given twice nor an arrival that has one must break the transaction.
    return insert_into(dialect, ReceiptRow).on_conflict_do_nothing().returning(ReceiptRow.tracking)


@cache
def _giving_many(dialect: str) -> ReturningInsert[int, str]:
    return insert_into(dialect, ReceiptRow).on_conflict_do_nothing().returning(ReceiptRow.inbound_id, ReceiptRow.tracking)


_RECEIPTS = quick.Lookup(select(table_of(ReceiptRow).c.tracking), table_of(ReceiptRow).c.tracking)
_TAKEN = quick.Lookup(select(RequestRow.tracking), table_of(RequestRow).c.tracking)


def _grouped(code: str) -> TrackingCode:
    return TrackingCode(f"{code[:4]}-{code[4:]}")
