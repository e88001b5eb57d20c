"""Addresses of other software, and what each is told. Secrets come in sealed; nothing here opens them."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, exists, func, insert, or_, select, update
from sqlalchemy.orm import Session, aliased

from domain.errors import ConflictError, NotFoundError
from domain.ids import TownId
from domain.webhook import Delivery, DeliveryState, Event, Webhook, WebhookDeliveryId, WebhookId, WebhookState, WebhookTerms
from domain.wording import say
from store import webhook_rows
from store.columns import literally
from store.limited import limited
from store.schema import WebhookDeliveryRow, WebhookRow

_WAITING = literally("webhook_deliveries.state = 'waiting'")
"""Literally the condition of the partial indexes, or SQLite would not use them."""
_SAID_CHARACTERS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """The sealed secrets that sign; ``old`` for as long as it does."""

    new: str = field(repr=False)
    old: str | None = field(default=None, repr=False)
    old_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What became of an attempt: ``answer`` is the code of the answer, None where there was none."""

    answer: int | None
    said: str


def add(session: Session, town: TownId, terms: WebhookTerms, secret: str, by: str, now: datetime) -> Webhook:
    """Write an address, switched on, and return it."""
    values = _values(terms) | {
        "town": town,
        "state": WebhookState.ON.value,
        "secret": secret,
        "not_before": now,
        "created_at": now,
        "created_by": by,
    }
    return webhook_rows.webhook(session.scalars(insert(WebhookRow).values(values).returning(WebhookRow)).one())


def get(session: Session, webhook: WebhookId) -> Webhook:
    """Return an address. Raises NotFoundError."""
    return webhook_rows.webhook(_row(session, webhook))


def all_of(session: Session, town: TownId | None) -> tuple[Webhook, ...]:
    """Return the addresses of a town, or of all, by name."""
    statement = select(WebhookRow).order_by(WebhookRow.town, WebhookRow.name, WebhookRow.id)
    if town is not None:
        statement = statement.where(WebhookRow.town == town)
    return tuple(map(webhook_rows.webhook, session.scalars(statement)))


def secrets_of(session: Session, webhook: WebhookId) -> Secrets:
    """Return the sealed secrets of an address. Raises NotFoundError."""
    row = _row(session, webhook)
    return Secrets(new=row.secret, old=row.old_secret, old_until=row.old_until)


def change(session: Session, webhook: WebhookId, terms: WebhookTerms, version: int) -> None:
    """Write the terms of an address anew. Raises ConflictError where somebody was faster, NotFoundError."""
    _set(session, webhook, version, _values(terms))


def set_secrets(session: Session, webhook: WebhookId, kept: Secrets, version: int) -> None:
    """Write the secrets of an address. Raises as `change`."""
    _set(session, webhook, version, {"secret": kept.new, "old_secret": kept.old, "old_until": kept.old_until})


def switch(session: Session, webhook: WebhookId, state: WebhookState, version: int, now: datetime) -> None:
    """Switch an address on or off; switched on, it is tried at once. Raises as `change`."""
    _set(session, webhook, version, {"state": state.value, "failures": 0, "failing_since": None, "not_before": now})
    if state is WebhookState.ON:
        _hasten(session, webhook, now)


def remove(session: Session, webhook: WebhookId, version: int) -> None:
    """Remove an address with all it was told or was to be told. Raises as `change`."""
    _set(session, webhook, version, {"state": WebhookState.OFF.value})
    session.execute(delete(WebhookDeliveryRow).where(WebhookDeliveryRow.webhook_id == webhook))
    session.execute(delete(WebhookRow).where(WebhookRow.id == webhook))


def due(session: Session, now: datetime, busy: Collection[WebhookId]) -> tuple[WebhookId, ...]:
    """Return the addresses that can be told something now and are not busy: first those that answer, the longest waiting first."""
    is_told = (_WAITING, WebhookDeliveryRow.not_before <= now, ~limited(WebhookDeliveryRow.request_id))
    waits = exists().where(WebhookDeliveryRow.webhook_id == WebhookRow.id, *is_told)
    is_free = and_(WebhookRow.state == WebhookState.ON.value, WebhookRow.not_before <= now, WebhookRow.id.not_in(busy))
    found = session.scalars(select(WebhookRow.id).where(is_free, waits).order_by(WebhookRow.failures, WebhookRow.not_before, WebhookRow.id))
    return tuple(map(WebhookId, found))


def next_delivery(session: Session, webhook: WebhookId, now: datetime) -> Delivery | None:
    """Return what an address is told next: the oldest that is due and behind nothing of the same request that still waits.

    Of a request that is left alone at its requester's wish nothing is told until that ends.
    """
    earlier = aliased(WebhookDeliveryRow)
    is_behind = exists().where(
        earlier.webhook_id == webhook,
        earlier.state == DeliveryState.WAITING.value,
        earlier.request_id == WebhookDeliveryRow.request_id,
        earlier.id < WebhookDeliveryRow.id,
    )
    is_held = limited(WebhookDeliveryRow.request_id)
    is_due = (WebhookDeliveryRow.webhook_id == webhook, _WAITING, WebhookDeliveryRow.not_before <= now, ~is_behind, ~is_held)
    row = session.scalar(select(WebhookDeliveryRow).where(*is_due).order_by(WebhookDeliveryRow.id).limit(1))
    return None if row is None else webhook_rows.delivery(row)


def add_ping(session: Session, webhook: Webhook, now: datetime) -> Delivery:
    """Write that an address is tried, and return the delivery. It is given up at once: nobody but who tries it sends it."""
    values = {
        "town": webhook.town,
        "webhook_id": webhook.id,
        "request_id": None,
        "event": Event.PING.value,
        "at": now,
        "token": secrets.token_urlsafe(16),
        "state": DeliveryState.GIVEN_UP.value,
        "not_before": now,
    }
    return webhook_rows.delivery(session.scalars(insert(WebhookDeliveryRow).values(values).returning(WebhookDeliveryRow)).one())


def mark_sent(session: Session, delivery: Delivery, tried: Tried, now: datetime) -> None:
    """Say that an address has taken what it was told, and answers again; after a longer silence all that waits is tried at once."""
    _tried(session, delivery, tried, now, {"state": DeliveryState.SENT.value})
    before = session.scalar(select(WebhookRow.failures).where(WebhookRow.id == delivery.webhook)) or 0
    if before:
        answered = update(WebhookRow).where(WebhookRow.id == delivery.webhook)
        session.execute(answered.values(failures=0, failing_since=None, not_before=now).execution_options(synchronize_session=False))
    if before >= _SILENCE:
        _hasten(session, delivery.webhook, now)


_SILENCE = 3
"""Failed attempts in a row that are a silence of the address, and not the fault of what it was told."""


def mark_failed(session: Session, delivery: Delivery, tried: Tried, now: datetime, again_at: datetime | None) -> Webhook | None:
    """Say that an attempt failed, and when the next one is due; None: it is given up. Returns the address, None where it is gone."""
    state = DeliveryState.GIVEN_UP if again_at is None else DeliveryState.WAITING
    _tried(session, delivery, tried, now, {"state": state.value, "not_before": again_at or now})
    counted = update(WebhookRow).where(WebhookRow.id == delivery.webhook)
    values = {
        "failures": WebhookRow.failures + 1,
        "failing_since": func.coalesce(WebhookRow.failing_since, now, type_=WebhookRow.not_before.type),
    }
    session.execute(counted.values(values).execution_options(synchronize_session=False))
    row = session.get(WebhookRow, delivery.webhook, populate_existing=True)
    return None if row is None else webhook_rows.webhook(row)


def note_try(session: Session, delivery: Delivery, tried: Tried, now: datetime, state: DeliveryState) -> None:
    """Write what became of an attempt that says nothing of when the next one is due."""
    _tried(session, delivery, tried, now, {"state": state.value})


def rest(session: Session, webhook: WebhookId, until: datetime) -> None:
    """Leave an address alone until a moment."""
    session.execute(
        update(WebhookRow).where(WebhookRow.id == webhook).values(not_before=until).execution_options(synchronize_session=False)
    )


def give_up(session: Session, webhook: WebhookId) -> bool:
    """Switch an address off that does not answer; False where somebody has switched it before."""
    is_on = (WebhookRow.id == webhook, WebhookRow.state == WebhookState.ON.value)
    failed = update(WebhookRow).where(*is_on).values(state=WebhookState.FAILED.value, version=WebhookRow.version + 1)
    return session.scalar(failed.returning(WebhookRow.id).execution_options(synchronize_session=False)) is not None


def get_delivery(session: Session, delivery: WebhookDeliveryId) -> Delivery:
    """Return a delivery. Raises NotFoundError."""
    row = session.get(WebhookDeliveryRow, delivery)
    if row is None:
        raise NotFoundError(say("There is no delivery {id}.", id=delivery))
    return webhook_rows.delivery(row)


def deliveries(session: Session, webhook: WebhookId, *, before: int | None, limit: int) -> tuple[Delivery, ...]:
    """Return what an address was told or is to be told, the newest first; ``before`` is the id of the last one seen."""
    of_it = (WebhookDeliveryRow.webhook_id == webhook, *(() if before is None else (WebhookDeliveryRow.id < before,)))
    rows = session.scalars(select(WebhookDeliveryRow).where(*of_it).order_by(WebhookDeliveryRow.id.desc()).limit(limit))
    return tuple(map(webhook_rows.delivery, rows))


def waiting(session: Session, town: TownId | None) -> dict[WebhookId, int]:
    """Return how many deliveries wait, for each address of a town, or of all, that has some."""
    statement = select(WebhookDeliveryRow.webhook_id, func.count()).where(_WAITING).group_by(WebhookDeliveryRow.webhook_id)
    if town is not None:
        statement = statement.where(WebhookDeliveryRow.town == town)
    return {WebhookId(one): count for one, count in session.execute(statement)}


def send_again(session: Session, delivery: Delivery, now: datetime) -> None:
    """Let a delivery wait again, due at once and with all its attempts, and try its address now."""
    again = update(WebhookDeliveryRow).where(WebhookDeliveryRow.id == delivery.id)
    values = {"state": DeliveryState.WAITING.value, "attempts": 0, "not_before": now}
    session.execute(again.values(values).execution_options(synchronize_session=False))
    rest(session, delivery.webhook, now)


def forget_old(session: Session, before: datetime) -> int:
    """Remove deliveries from before a moment that wait no more; return how many."""
    over = and_(WebhookDeliveryRow.at < before, WebhookDeliveryRow.state != DeliveryState.WAITING.value)
    gone = delete(WebhookDeliveryRow).where(over).returning(WebhookDeliveryRow.id)
    return len(session.scalars(gone.execution_options(synchronize_session=False)).all())


def is_any_older(session: Session, before: datetime) -> bool:
    """Tell whether there is a delivery from before a moment that waits no more."""
    over = and_(WebhookDeliveryRow.at < before, WebhookDeliveryRow.state != DeliveryState.WAITING.value)
    return session.scalar(select(WebhookDeliveryRow.id).where(over).limit(1)) is not None


def _values(terms: WebhookTerms) -> dict[str, object]:
    return {
        "name": terms.name,
        "url": terms.url,
        "events": sorted(terms.events),
        "subjects": sorted(terms.subjects),
        "departments": sorted(terms.departments),
        "content": terms.content.value,
    }


def _set(session: Session, webhook: WebhookId, version: int, values: dict[str, object]) -> None:
    is_seen = (WebhookRow.id == webhook, WebhookRow.version == version)
    changing = update(WebhookRow).where(*is_seen).values(values | {"version": WebhookRow.version + 1}).returning(WebhookRow.id)
    if session.scalar(changing.execution_options(synchronize_session=False)) is None:
        _row(session, webhook)
        raise ConflictError(say("Somebody has changed webhook {id} since you looked at it. Look at it again.", id=webhook))


def _hasten(session: Session, webhook: WebhookId, now: datetime) -> None:
    waits: ColumnElement[bool] = and_(WebhookDeliveryRow.webhook_id == webhook, or_(_WAITING))
    later = update(WebhookDeliveryRow).where(waits, WebhookDeliveryRow.not_before > now).values(not_before=now)
    session.execute(later.execution_options(synchronize_session=False))


def _tried(session: Session, delivery: Delivery, tried: Tried, now: datetime, values: dict[str, object]) -> None:
    done = {"tried_at": now, "answer": tried.answer, "said": tried.said[:_SAID_CHARACTERS], "attempts": WebhookDeliveryRow.attempts + 1}
    written = update(WebhookDeliveryRow).where(WebhookDeliveryRow.id == delivery.id).values(values | done)
    session.execute(written.execution_options(synchronize_session=False))


def _row(session: Session, webhook: WebhookId) -> WebhookRow:
    row = session.get(WebhookRow, webhook, populate_existing=True)
    if row is None:
        raise NotFoundError(say("There is no webhook {id}.", id=webhook))
    return row
