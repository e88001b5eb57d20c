"""Tells an address what waits for it: one thing after the other, at least once, more and more rarely where it does not answer."""

import random
import time
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from domain.rights import Role
from domain.webhook import Delivery, DeliveryState, Webhook, WebhookId, WebhookState
from flows import post as letters
from flows.webhooks import call, keeping, payload, signing
from flows.webhooks.call import Answered, Line
from flows.webhooks.keeping import Seen
from flows.wiring import Installation
from store import agents, history, journal, requests, webhooks
from store.outbox import Letter
from store.webhooks import Tried

DELAYS = tuple(timedelta(seconds=one) for one in (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400, 86_400, 86_400))
"""How long after each failed attempt the next one comes, as Standard Webhooks proposes it; five days in all."""
PATIENCE = timedelta(days=5)
"""An address that has not answered for so long is switched off."""
KEPT = timedelta(days=30)
"""So long it is shown what an address was told."""
_LONGEST_WAIT = 86_400
_JITTER = 0.1
_AT_ONCE = 20
TURN_SECONDS = 5.0
"""So many things an address is told, and so long nothing new is begun, before it is another's turn."""
_GONE = 410
_ACTOR = "system"
KIND = "webhook"
"""What the outbox calls the mail that says that an address was switched off."""


def line_of(installation: Installation) -> Line:
    """Return how addresses are reached."""
    return Line(allowed=installation.settings.webhook_ways, resolve=call.resolved)


def tell(installation: Installation, webhook: WebhookId, line: Line) -> int:
    """Tell an address what is due, until it has it all, does not answer, or it is another's turn; return how many it has taken."""
    taken, until = 0, time.monotonic() + TURN_SECONDS
    while taken < _AT_ONCE and (not taken or time.monotonic() < until):
        now = datetime.now(UTC)
        with installation.database.read() as session:
            found = _due(session, webhook, now)
        if found is None or not _told(installation, *found, line):
            break
        taken += 1
    return taken


def ping(installation: Installation, seen: Seen, by: str, line: Line) -> Delivery:
    """Try an address now, switched on or not, and return what it answered. Raises NotFoundError."""
    with installation.database.write() as session:
        webhook = webhooks.get(session, keeping.find(installation, seen).id)
        delivery = webhooks.add_ping(session, webhook, datetime.now(UTC))
        details = {"name": webhook.terms.name}
        journal.append(
            session, at=delivery.at, town=webhook.town, actor=by, action="webhook.tried", object=f"webhook {webhook.id}", details=details
        )
    answered = _call(installation, webhook, delivery, line)
    with installation.database.write() as session:
        state = DeliveryState.SENT if answered.is_taken else DeliveryState.GIVEN_UP
        webhooks.note_try(session, delivery, Tried(answer=answered.status, said=answered.said), datetime.now(UTC), state)
        return webhooks.get_delivery(session, delivery.id)


def forget_old(installation: Installation, now: datetime) -> None:
    """Remove from the logs what is older than they are kept; for the sweep."""
    with installation.database.read() as session:
        if not webhooks.is_any_older(session, now - KEPT):
            return
    with installation.database.write() as session:
        webhooks.forget_old(session, now - KEPT)


def _due(session: Session, webhook: WebhookId, now: datetime) -> tuple[Webhook, Delivery] | None:
    found = next((one for one in webhooks.all_of(session, None) if one.id == webhook), None)
    if found is None or found.state is not WebhookState.ON or found.not_before > now:
        return None
    delivery = webhooks.next_delivery(session, webhook, now)
    return None if delivery is None else (found, delivery)


def _told(installation: Installation, webhook: Webhook, delivery: Delivery, line: Line) -> bool:
    """Tell an address one thing and write down what became of it; return whether it has taken it."""
    answered = _call(installation, webhook, delivery, line)
    now, tried = datetime.now(UTC), Tried(answer=answered.status, said=answered.said)
    rung: tuple[str, ...] = ()
    with installation.database.write() as session:
        if answered.is_taken:
            webhooks.mark_sent(session, delivery, tried, now)
        else:
            again_at = _again_at(delivery, answered, now)
            failed = webhooks.mark_failed(session, delivery, tried, now, again_at)
            if failed is not None:
                webhooks.rest(session, failed.id, now + _delay(failed.failures, answered))
                rung = _give_up(installation, session, failed, now) if _is_over(failed, answered, now) else ()
    installation.bell.ring(*rung)
    return answered.is_taken


def _call(installation: Installation, webhook: Webhook, delivery: Delivery, line: Line) -> Answered:
    now = datetime.now(UTC)
    with installation.database.read() as session:
        record = None if delivery.request is None else requests.get(session, delivery.request, history.only())
        keys = keeping.keys(installation, session, webhook.id, now)
    if not keys:
        return Answered(status=None, said="no secret that opens: give it a new one")
    body = payload.body(webhook.town, delivery, record, webhook.terms.content, installation.settings.public_url)
    signed = signing.headers(f"msg_{delivery.token}", now, body, keys)
    headers = {**signed, "Content-Type": "application/json", "User-Agent": "Citoyen-Webhooks/1.0", "Connection": "close"}
    return call.post(webhook.terms.url, body, headers, line)


def _again_at(delivery: Delivery, answered: Answered, now: datetime) -> datetime | None:
    return None if delivery.attempts >= len(DELAYS) else now + _delay(delivery.attempts + 1, answered)


def _delay(failures: int, answered: Answered) -> timedelta:
    """Return how long nothing is tried after so many failures, or as long as was asked for."""
    meant = DELAYS[min(failures, len(DELAYS)) - 1] * (1 + _JITTER * random.random())  # noqa: S311 — no secret
    asked = timedelta(seconds=min(answered.wait_seconds or 0, _LONGEST_WAIT))
    return max(meant, asked)


def _is_over(webhook: Webhook, answered: Answered, now: datetime) -> bool:
    """Tell whether an address is given up: it says that it is gone (RFC 9110, 15.5.11), or has not answered well for days."""
    return answered.status == _GONE or (webhook.failing_since is not None and now - webhook.failing_since >= PATIENCE)


def _give_up(installation: Installation, session: Session, webhook: Webhook, now: datetime) -> tuple[str, ...]:
    """Switch an address off and tell the administrators of its town; return the queues that have work then."""
    if not webhooks.give_up(session, webhook.id):
        return ()
    details = {"name": webhook.terms.name}
    journal.append(
        session, at=now, town=webhook.town, actor=_ACTOR, action="webhook.failed", object=f"webhook {webhook.id}", details=details
    )
    told = [
        _letter(webhook, one.email, one.language, installation.settings.public_url)
        for one in agents.all_agents(session)
        if one.email and one.closed_at is None and Role.ADMIN in one.roles and one.town in (None, webhook.town)
    ]
    return letters.post(installation.settings, session, told, now)


def _letter(webhook: Webhook, recipient: str, language: str, address: str) -> Letter:
    is_english = language == "en"
    subject = _SUBJECT_EN if is_english else _SUBJECT_FR
    body = _BODY_EN if is_english else _BODY_FR
    told = {"name": webhook.terms.name, "link": f"{address}/webhooks/{webhook.id}"}
    payload_of = {"subject": subject.format(**told), "body": body.format(**told)}
    return Letter(town=webhook.town, request=None, kind=KIND, recipient=recipient, payload=payload_of)


_SUBJECT_FR = "Citoyen – webhook désactivé\u00a0: {name}"
_SUBJECT_EN = "Citoyen – webhook switched off: {name}"
_BODY_FR = (
    "Bonjour,\n\n"
    "Le webhook «\u00a0{name}\u00a0» n’a pas répondu correctement pendant cinq jours, ou a indiqué qu’il n’existe plus. "
    "Il est désactivé\u00a0: ce logiciel n’est plus averti de rien.\n\n"
    "Ce qui attendait attend toujours et part dès que vous le réactivez. Ce qui se passe d’ici là ne lui sera pas envoyé\u00a0: "
    "faites-le reprendre par l’export (citoyen exchange export --since …).\n\n"
    "{link}\n"
)
_BODY_EN = (
    "Hello,\n\n"
    "The webhook “{name}” has not answered well for five days, or has said that it is gone. It is switched off: this software is told of "
    "nothing any more.\n\n"
    "What was waiting still waits and leaves as soon as you switch it on again. What happens until then it is not sent: "
    "let it catch up by the export (citoyen exchange export --since …).\n\n"
    "{link}\n"
)
