"""Addresses of other software that are told of what happens to requests (webhooks), and what they can be told of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from domain.ids import DepartmentCode, RequestId, SubjectCode, TownId
from domain.request import Status

WebhookId = NewType("WebhookId", int)
WebhookDeliveryId = NewType("WebhookDeliveryId", int)


class Event(StrEnum):
    """What other software is told of (événement)."""

    CREATED = "request.created"
    CONFIRMED = "request.confirmed"
    """An agent has decided subject, department or place."""
    ROUTED = "request.routed"
    """It has a number, or another department."""
    STATUS = "request.status_changed"
    DUE_CHANGED = "request.due_changed"
    DUE_SOON = "request.due_soon"
    OVERDUE = "request.overdue"
    CLOSED = "request.closed"
    REOPENED = "request.reopened"
    MERGED = "request.merged"
    """It became a part of another one."""
    SEPARATED = "request.separated"
    ERASED = "request.erased"
    """Nothing personal of it is kept here any more."""
    MESSAGE = "message.added"
    LETTER = "letter.sent"
    PING = "ping"
    """Nothing happened: an administrator tries the address."""


CHOICE = tuple(event for event in Event if event is not Event.PING)
"""What an address may ask to be told of."""

EVENTS: Mapping[str, Event] = {
    "created": Event.CREATED,
    "confirmed": Event.CONFIRMED,
    "corrected": Event.CONFIRMED,
    "numbered": Event.ROUTED,
    "handed_over": Event.ROUTED,
    "moved": Event.ROUTED,
    "returned_unread": Event.STATUS,
    "returned_closed": Event.STATUS,
    "refused": Event.STATUS,
    "rejected": Event.STATUS,
    "restored": Event.STATUS,
    "taken": Event.STATUS,
    "given_back": Event.STATUS,
    "planned": Event.STATUS,
    "unplanned": Event.STATUS,
    "asked": Event.STATUS,
    "resumed": Event.STATUS,
    "brought": Event.STATUS,
    "transferred": Event.STATUS,
    "taken_back": Event.STATUS,
    "finished": Event.STATUS,
    "undone": Event.STATUS,
    "due_changed": Event.DUE_CHANGED,
    "closed": Event.CLOSED,
    "closed_call_answered": Event.CLOSED,
    "closed_called_back": Event.CLOSED,
    "reopened": Event.REOPENED,
    "called_after_all": Event.REOPENED,
    "merged": Event.MERGED,
    "parted": Event.SEPARATED,
    "anonymised": Event.ERASED,
    "followed_up": Event.MESSAGE,
    "thanked": Event.MESSAGE,
    "answered": Event.MESSAGE,
    "reunited": Event.MESSAGE,
}
"""What an action of the history is told as; those that stay in the house are not here."""


class Content(StrEnum):
    """How much an address is told (niveau de contenu)."""

    STATES = "states"
    """Numbers and states: nothing of who asks, and no words."""
    WHOLE = "whole"
    """Who asks, what he wrote and where, too; never of a confidential request."""


class WebhookState(StrEnum):
    """Whether an address is told of anything (état)."""

    ON = "on"
    OFF = "off"
    """An administrator has switched it off."""
    FAILED = "failed"
    """It was switched off by itself: it has not answered for days, or said that it is gone."""


class DeliveryState(StrEnum):
    """Where a delivery stands (état de l’envoi)."""

    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookTerms:
    """What an administrator writes of an address. Without subjects or departments it is told of all of them."""

    name: str
    url: str
    events: frozenset[Event]
    subjects: frozenset[SubjectCode] = frozenset()
    departments: frozenset[DepartmentCode] = frozenset()
    content: Content = Content.STATES

    @property
    def is_narrow(self) -> bool:
        """Whether it is told of some subjects or departments only: that it is told of a request would then tell of what it is."""
        return bool(self.subjects or self.departments)


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """An address that is told of events. ``old_until``: until when its former secret signs, too."""

    id: WebhookId
    town: TownId
    terms: WebhookTerms
    state: WebhookState
    old_until: datetime | None
    failures: int
    failing_since: datetime | None
    not_before: datetime
    version: int
    created_at: datetime
    created_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Something an address is told, or was. ``answer`` is the code of the last answer, ``said`` its beginning, or why there was none."""

    id: WebhookDeliveryId
    webhook: WebhookId
    request: RequestId | None
    event: Event
    status: Status | None
    at: datetime
    token: str
    state: DeliveryState
    attempts: int
    not_before: datetime
    tried_at: datetime | None
    answer: int | None
    said: str


def is_wanted(terms: WebhookTerms, event: Event, subject: SubjectCode, department: DepartmentCode, *, is_confidential: bool) -> bool:
    """Tell whether an address is told of an event on a request of a subject and a department."""
    if event not in terms.events:
        return False
    if is_confidential:
        return not terms.is_narrow
    is_of_subject = not terms.subjects or subject in terms.subjects
    return is_of_subject and (not terms.departments or department in terms.departments)
