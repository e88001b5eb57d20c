"""Addresses that are told of events: written, changed, switched, given another secret, removed. Each is in the journal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain.errors import ConflictError, InvalidError, Mistake, NotFoundError
from domain.ids import TownId
from domain.webhook import Delivery, DeliveryState, Event, Webhook, WebhookDeliveryId, WebhookId, WebhookState, WebhookTerms
from flows.secret import opened, sealed
from flows.webhook_guard import checked
from flows.webhooks.signing import new_secret
from flows.wiring import Installation
from flows.wording import say
from store import journal, webhooks
from store.webhooks import Secrets

PURPOSE = "webhook"
BOTH_SIGN = timedelta(days=1)
"""So long a former secret signs beside the new one."""
MOST_NAME = 100
NOTHING: Mapping[str, object] = {}
MOST = 50
"""Addresses of one town."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """An address and its secret, which is shown once."""

    webhook: Webhook
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An address as somebody looked at it: of which town he may, None for all, and in which version; None where he looked at none."""

    id: WebhookId
    town: TownId | None
    version: int | None = None


def add(installation: Installation, town: TownId, terms: WebhookTerms, by: str, now: datetime) -> Made:
    """Write an address and return it with its secret. Raises InvalidError."""
    terms, secret = _whole(installation, terms), new_secret()
    with installation.database.write() as session:
        if len(webhooks.all_of(session, town)) >= MOST:
            raise ConflictError(say("A town has {most} webhooks at most.", most=MOST))
        made = webhooks.add(session, town, terms, sealed(installation.settings, PURPOSE, secret), by, now)
        _note(session, made, "webhook.added", by, now)
    return Made(webhook=made, secret=secret)


def find(installation: Installation, seen: Seen) -> Webhook:
    """Return an address. Raises NotFoundError for one of another town, too."""
    with installation.database.read() as session:
        return _get(session, seen)


def change(installation: Installation, seen: Seen, terms: WebhookTerms, by: str, now: datetime) -> Webhook:
    """Write the terms of an address anew and return it. Raises InvalidError, NotFoundError, ConflictError where somebody was faster."""
    terms = _whole(installation, terms)
    with installation.database.write() as session:
        found = _get(session, seen)
        if found.terms == terms:
            return found
        webhooks.change(session, found.id, terms, seen.version or found.version)
        changed = webhooks.get(session, found.id)
        _note(session, changed, "webhook.changed", by, now)
    return changed


def switch(installation: Installation, seen: Seen, state: WebhookState, by: str, now: datetime) -> Webhook:
    """Switch an address on or off. What waits goes on waiting while it is off; of what happens meanwhile it is not told.

    Raises as `change`.
    """
    with installation.database.write() as session:
        found = _get(session, seen)
        if found.state is state:
            return found
        webhooks.switch(session, found.id, state, seen.version or found.version, now)
        switched = webhooks.get(session, found.id)
        _note(session, switched, f"webhook.{state.value}", by, now)
    return switched


def rotate(installation: Installation, seen: Seen, by: str, now: datetime) -> Made:
    """Give an address another secret and return it; for a day the former one signs as well. Raises as `change`."""
    secret = new_secret()
    with installation.database.write() as session:
        found = _get(session, seen)
        former = webhooks.secrets_of(session, found.id)
        kept = Secrets(new=sealed(installation.settings, PURPOSE, secret), old=former.new, old_until=now + BOTH_SIGN)
        webhooks.set_secrets(session, found.id, kept, seen.version or found.version)
        rotated = webhooks.get(session, found.id)
        _note(session, rotated, "webhook.new_secret", by, now)
    return Made(webhook=rotated, secret=secret)


def remove(installation: Installation, seen: Seen, by: str, now: datetime) -> None:
    """Remove an address with its log. Raises as `change`."""
    with installation.database.write() as session:
        found = _get(session, seen)
        webhooks.remove(session, found.id, seen.version or found.version)
        _note(session, found, "webhook.removed", by, now)


def send_again(installation: Installation, seen: Seen, delivery: WebhookDeliveryId, by: str, now: datetime) -> Delivery:
    """Let an address be told something again, soon. Raises NotFoundError, ConflictError where that cannot be."""
    with installation.database.write() as session:
        found = _get(session, seen)
        told = webhooks.get_delivery(session, delivery)
        if told.webhook != found.id:
            raise NotFoundError(say("There is no delivery {id}.", id=delivery))
        if told.event is Event.PING:
            raise ConflictError(say("A trial is not sent again: try the address anew."))
        if found.state is not WebhookState.ON:
            raise ConflictError(say("The webhook is off. Switch it on first."))
        if told.state is not DeliveryState.WAITING or told.not_before > now:
            webhooks.send_again(session, told, now)
            details = {"delivery": told.id}
            _note(session, found, "webhook.sent_again", by, now, details)
        return webhooks.get_delivery(session, delivery)


def keys(installation: Installation, session: Session, webhook: WebhookId, now: datetime) -> tuple[str, ...]:
    """Return the secrets that sign now, the newest first; none where the installation has another secret key than when they were kept."""
    kept = webhooks.secrets_of(session, webhook)
    is_old = kept.old is not None and kept.old_until is not None and now < kept.old_until
    found = (opened(installation.settings, PURPOSE, one) for one in (kept.new, kept.old if is_old else None) if one is not None)
    return tuple(one for one in found if one is not None)


def _get(session: Session, seen: Seen) -> Webhook:
    found = webhooks.get(session, seen.id)
    if seen.town not in (None, found.town):
        raise NotFoundError(say("There is no webhook {id}.", id=seen.id))
    return found


def _whole(installation: Installation, terms: WebhookTerms) -> WebhookTerms:
    """Return the terms as they are kept. Raises InvalidError with all that is wrong."""
    mistakes: list[Mistake] = []
    name, url = " ".join(terms.name.split()), terms.url
    if not name or len(name) > MOST_NAME or not name.isprintable():
        what, remedy = say("Write what it is for."), say("A name has at most {most} characters.", most=MOST_NAME)
        mistakes.append(Mistake(where="name", what=what, remedy=remedy))
    if not terms.events or Event.PING in terms.events:
        mistakes.append(Mistake(where="events", what=say("It is told of nothing."), remedy=say("Choose at least one event.")))
    try:
        url = checked(url, installation.settings.webhook_ways)
    except InvalidError as error:
        mistakes += error.mistakes
    if mistakes:
        raise InvalidError(*mistakes)
    return WebhookTerms(
        name=name, url=url, events=terms.events, subjects=terms.subjects, departments=terms.departments, content=terms.content
    )


def _note(session: Session, webhook: Webhook, action: str, by: str, now: datetime, more: Mapping[str, object] = NOTHING) -> None:
    details = {"name": webhook.terms.name, "content": webhook.terms.content.value, **more}
    journal.append(session, at=now, town=webhook.town, actor=by, action=action, object=f"webhook {webhook.id}", details=details)
