"""Sends a text message of the outbox: by day, within what the gateway takes in an hour, once.

Before the gateway has it, the message is said to leave. Whoever is killed between its yes and the commit finds it so: where the gateway
knows messages by their key it is handed over again, else it is held, for somebody to say whether it is to leave again.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from domain.errors import UnavailableError
from domain.machine import Fate, Fault
from domain.town import Town
from flows import post
from flows.settings import Settings
from flows.sms.gateway import Message, NotTaken, Refused, Taken, Unknown, hand_over
from flows.sms_settings import SmsSettings
from flows.steps import Change, LaterError
from flows.wiring import Installation
from ingest.email import letter_token
from store import deliveries, history, outbox
from store import relay as turns
from store.deliveries import Delivery
from store.history import HistoryLine
from store.outbox import Held, LetterRecord

_AN_HOUR, _A_DAY = timedelta(hours=1), timedelta(days=1)


def find_gateway(settings: Settings, town: Town, towns: Sequence[Town] | int) -> SmsSettings | None:
    """Return the gateway of a town; one without a town is that of the only town there is. ``towns`` are those there are, or how many."""
    count = towns if isinstance(towns, int) else len(towns)
    return next((one for one in settings.sms_gateways if one.town == town.id or (one.town is None and count == 1)), None)


def send(installation: Installation, record: LetterRecord, now: datetime) -> Change:
    """Hand a text message to the town's gateway and return the change that says so.

    Raises UnavailableError where it is not taken now, LaterError at night, and where the hour has had as many as the gateway takes.
    """
    town = installation.towns.get(record.letter.town).town
    gateway = find_gateway(installation.settings, town, len(installation.towns.ids()))
    if gateway is None:
        return partial(_hold, record, Held.NO_GATEWAY)
    if record.state == "leaving" and gateway.idempotency_header is None:
        return partial(_hold, record, Held.UNCERTAIN)
    wait = until_open(gateway, now.astimezone(ZoneInfo(town.timezone)))
    if wait:
        raise LaterError(wait)
    _take_turn(installation, town, gateway, now)
    with installation.database.write() as session:
        if not outbox.leave(session, record.id):
            return _nothing
    return _handed(installation, gateway, record)


def until_open(gateway: SmsSettings, local: datetime) -> timedelta:
    """Return how long a message waits for the hours in which messages leave; nothing within them. ``local`` is in the town's time."""
    if gateway.opens <= local.time() < gateway.closes:
        return timedelta(0)
    day = local.date() if local.time() < gateway.opens else local.date() + _A_DAY
    # Between two moments of one zone Python counts by the wall clock, which jumps twice a year.
    opens = datetime.combine(day, gateway.opens, local.tzinfo).replace(fold=local.fold)
    return opens.astimezone(UTC) - local.astimezone(UTC)


def _take_turn(installation: Installation, town: Town, gateway: SmsSettings, now: datetime) -> None:
    hour = now.replace(minute=0, second=0, microsecond=0)
    with installation.database.write() as session:
        is_ours = turns.take_turn(session, f"sms:{town.id}", hour, gateway.per_hour)
    if not is_ours:
        raise LaterError(hour + _AN_HOUR - now)


def _handed(installation: Installation, gateway: SmsSettings, record: LetterRecord) -> Change:
    settings, payload = installation.settings, record.letter.payload
    key = letter_token.token(settings.secret_key.get_secret_value().encode(), record.letter.town, record.id)
    default = settings.sms_secret.get_secret_value() if settings.sms_secret is not None else None
    message = Message(to=record.letter.recipient, text=str(payload["body"]), key=key)
    match hand_over(gateway, default, message):
        case Taken(reference=reference):
            installation.meters.letter("sent")
            return partial(_sent, record, key, reference)
        case Refused(said=said):
            installation.meters.letter("refused")
            return partial(_refused, record, key, said)
        case NotTaken(said=said, after=after):
            installation.meters.letter("failed")
            with installation.database.write() as session:
                outbox.stay(session, record.id)
            if after is not None:
                raise LaterError(max(after, timedelta(seconds=1)))
            raise UnavailableError(
                f"The gateway of text messages did not take one ({said}). Check sms_gateways: citoyen doctor tells more."
            )
        case Unknown(said=said):
            installation.meters.letter("failed")
            if gateway.idempotency_header is None:
                return partial(_hold, record, Held.UNCERTAIN)
            raise UnavailableError(f"The gateway of text messages broke off ({said}). It is asked again under the same key.")


def _nothing(_session: Session, _now: datetime) -> tuple[str, ...]:
    return ()


def _hold(record: LetterRecord, why: Held, session: Session, now: datetime) -> tuple[str, ...]:
    outbox.mark_held(session, record.id, why)
    if record.held_why is not why:
        post.tell_held(session, record.id, record.letter, why, now)
    return ()


def _sent(record: LetterRecord, key: str, reference: str | None, session: Session, now: datetime) -> tuple[str, ...]:
    outbox.mark_sent(session, record.id, now, key)
    if reference is not None:
        outbox.rewrite(session, record.id, {**record.letter.payload, "gateway_reference": reference})
    return ()


def _refused(record: LetterRecord, key: str, said: str, session: Session, now: datetime) -> tuple[str, ...]:
    """Say that a message did not arrive, as of a mail that came back."""
    outbox.mark_sent(session, record.id, now, key)
    if deliveries.find(session, record.id) is None:
        deliveries.keep(
            session,
            Delivery(
                letter=record.id,
                town=record.letter.town,
                request=record.letter.request,
                recipient=record.letter.recipient,
                fate=Fate.FAILED,
                fault=Fault.GATEWAY,
                status=None,
                is_proven=True,
                at=now,
                inbound=None,
            ),
        )
    if record.letter.request is not None:
        facts: dict[str, object] = {"letter": record.id, "why": Fault.GATEWAY.value, "code": said}
        history.append(
            session, record.letter.town, record.letter.request, HistoryLine(at=now, actor=post.ACTOR, action="letter_failed", details=facts)
        )
    return ()
