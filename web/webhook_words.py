"""What the desk calls events, webhooks and what became of a delivery."""

from collections.abc import Mapping

from domain.webhook import Content, DeliveryState, Event, WebhookState
from web.words import N_

WEBHOOK_EVENTS: Mapping[str, str] = {
    Event.CREATED: N_("Request created"),
    Event.CONFIRMED: N_("Decided by an agent"),
    Event.ROUTED: N_("Given to a department"),
    Event.STATUS: N_("State changed"),
    Event.DUE_CHANGED: N_("Completion date changed"),
    Event.DUE_SOON: N_("Deadline near"),
    Event.OVERDUE: N_("Overdue"),
    Event.CLOSED: N_("Request closed"),
    Event.REOPENED: N_("Opened again"),
    Event.MERGED: N_("Made a part of another request"),
    Event.SEPARATED: N_("A request of its own again"),
    Event.ERASED: N_("Anonymised"),
    Event.MESSAGE: N_("Message added"),
    Event.LETTER: N_("Letter sent"),
    Event.PING: N_("Trial"),
}
WEBHOOK_CONTENTS: Mapping[str, str] = {
    Content.STATES: N_("Numbers and states only"),
    Content.WHOLE: N_("With the requester, his words and the place"),
}
WEBHOOK_STATES: Mapping[str, str] = {
    WebhookState.ON: N_("In service"),
    WebhookState.OFF: N_("Off"),
    WebhookState.FAILED: N_("Switched off: does not answer"),
}
DELIVERY_STATES: Mapping[str, str] = {
    DeliveryState.WAITING: N_("Waiting"),
    DeliveryState.SENT: N_("Taken"),
    DeliveryState.GIVEN_UP: N_("Not taken"),
}
