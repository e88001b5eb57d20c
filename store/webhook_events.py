"""Events other software is told of: noted while a transaction goes on, written as deliveries when it ends, gone with it if it fails."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from domain.department import Confidentiality
from domain.ids import DepartmentCode, RequestId, SubjectCode, TownId
from domain.webhook import EVENTS, DeliveryState, Event, WebhookState, WebhookTerms, is_wanted
from store import quick
from store.schema import RequestRow, WebhookDeliveryRow, WebhookRow, table_of
from store.webhook_rows import terms_of

_PENDING = "webhook events"
"""Under this name a session keeps what has happened in its transaction."""
_HOOK = table_of(WebhookRow).c
_REQUEST = table_of(RequestRow).c
_TOLD = (
    select(_HOOK.id, _HOOK.town, _HOOK.name, _HOOK.url, _HOOK.events, _HOOK.subjects, _HOOK.departments, _HOOK.content)
    .where(_HOOK.state == WebhookState.ON.value)
    .order_by(_HOOK.id)
    .with_for_update(read=True, key_share=True)
)
"""Held, so that nobody removes an address for which a delivery is about to be written."""
_ADDING = insert(table_of(WebhookDeliveryRow))
_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """An event on a request."""

    town: TownId
    request: RequestId
    event: Event
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stands:
    status: str
    subject: SubjectCode
    department: DepartmentCode
    is_confidential: bool


def hear(session: Session, town: TownId, request: RequestId, action: str, at: datetime) -> None:
    """Note what an action of the history is to other software, if anything."""
    event = EVENTS.get(action)
    if event is not None:
        tell(session, (Happened(town=town, request=request, event=event, at=at),))


def tell(session: Session, happened: Sequence[Happened]) -> None:
    """Note events of this transaction."""
    session.info.setdefault(_PENDING, []).extend(happened)


def hush(session: Session) -> None:
    """Forget the events of this transaction: what is written in it happened long ago, elsewhere."""
    session.info.pop(_PENDING, None)


def write_down(session: Session) -> None:
    """Write a delivery for each address that is to be told of an event of this transaction, with where its request stands at the end."""
    pending: list[Happened] = session.info.pop(_PENDING, [])
    if not pending:
        return
    towns = {one.town for one in pending}
    hooks = [(row.id, row.town, terms_of(row)) for row in session.execute(_TOLD) if row.town in towns] if _is_any(session) else []
    if not hooks:
        return
    standing = _standing(session, sorted({one.request for one in pending}))
    rows = [
        _values(hook, one, standing[one.request])
        for one in pending
        if one.request in standing
        for hook, town, terms in hooks
        if town == one.town and _wants(terms, one.event, standing[one.request])
    ]
    if rows:
        session.execute(_ADDING, rows)


_ANY = select(_HOOK.id).where(_HOOK.state == WebhookState.ON.value).limit(1)


def _is_any(session: Session) -> bool:
    # Most installations have none: this is all that a message costs them.
    return bool(quick.rows(session, _ANY))


def _standing(session: Session, requests: Sequence[RequestId]) -> Mapping[RequestId, _Stands]:
    found: dict[RequestId, _Stands] = {}
    for start in range(0, len(requests), _AT_ONCE):
        some = requests[start : start + _AT_ONCE]
        asked = select(_REQUEST.id, _REQUEST.status, _REQUEST.subject, _REQUEST.department, _REQUEST.confidentiality)
        for row in session.execute(asked.where(_REQUEST.id.in_(some))):
            found[RequestId(row.id)] = _Stands(
                status=row.status,
                subject=SubjectCode(row.subject),
                department=DepartmentCode(row.department),
                is_confidential=row.confidentiality > Confidentiality.NORMAL,
            )
    return found


def _wants(terms: WebhookTerms, event: Event, stands: _Stands) -> bool:
    return is_wanted(terms, event, stands.subject, stands.department, is_confidential=stands.is_confidential)


def _values(hook: int, one: Happened, stands: _Stands) -> dict[str, object]:
    return {
        "town": one.town,
        "webhook_id": hook,
        "request_id": one.request,
        "event": one.event.value,
        "status": stands.status,
        "at": one.at,
        "token": secrets.token_urlsafe(16),
        "state": DeliveryState.WAITING.value,
        "attempts": 0,
        "not_before": one.at,
        "said": "",
    }
