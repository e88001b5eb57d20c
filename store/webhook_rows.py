"""Rows of webhooks as the types of the domain."""

from typing import Any

from sqlalchemy import Row

from domain.ids import DepartmentCode, RequestId, SubjectCode, TownId
from domain.request import Status
from domain.webhook import Content, Delivery, DeliveryState, Event, Webhook, WebhookDeliveryId, WebhookId, WebhookState, WebhookTerms
from store.schema import WebhookDeliveryRow, WebhookRow


def terms_of(row: WebhookRow | Row[*tuple[Any, ...]]) -> WebhookTerms:  # Any: the columns of its terms, and more
    """Return the terms of a row. An event this release does not know is left out."""
    known = {event.value for event in Event}
    return WebhookTerms(
        name=row.name,
        url=row.url,
        events=frozenset(Event(one) for one in row.events if one in known),
        subjects=frozenset(map(SubjectCode, row.subjects)),
        departments=frozenset(map(DepartmentCode, row.departments)),
        content=Content(row.content),
    )


def webhook(row: WebhookRow) -> Webhook:
    """Return a row as an address that is told of events."""
    return Webhook(
        id=WebhookId(row.id),
        town=TownId(row.town),
        terms=terms_of(row),
        state=WebhookState(row.state),
        old_until=row.old_until,
        failures=row.failures,
        failing_since=row.failing_since,
        not_before=row.not_before,
        version=row.version,
        created_at=row.created_at,
        created_by=row.created_by,
    )


def delivery(row: WebhookDeliveryRow) -> Delivery:
    """Return a row as a delivery."""
    return Delivery(
        id=WebhookDeliveryId(row.id),
        webhook=WebhookId(row.webhook_id),
        request=None if row.request_id is None else RequestId(row.request_id),
        event=Event(row.event),
        status=None if row.status is None else Status(row.status),
        at=row.at,
        token=row.token,
        state=DeliveryState(row.state),
        attempts=row.attempts,
        not_before=row.not_before,
        tried_at=row.tried_at,
        answer=row.answer,
        said=row.said,
    )
