"""The gateways of text messages, as whoever looks at the installation is told of them: whose, whether they answer, what is held."""

import shlex
import shutil
import socket
import ssl
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from domain.errors import ConfigurationError, Mistake
from domain.ids import TownId
from flows.settings import Settings
from flows.sms_settings import SmsSettings
from flows.wording import Message, say
from store import outbox, towns
from store.engine import Database
from store.outbox import Held

_SECONDS = 3
_PORTS = {"https": 443, "http": 80}


def look(settings: Settings, database: Database) -> Message:
    """Return how the gateways are.

    Raises ConfigurationError with all that is wrong with them, and for messages that are held; UnavailableError.
    """
    with database.read() as session:
        known = tuple(one.id for one in towns.towns(session))
        held = outbox.count_by_reason(session)
    gateways = settings.sms_gateways
    mistakes = [mistake for number, one in enumerate(gateways, 1) for mistake in _mistakes(settings, one, number, known)]
    mistakes += [*_doubled(gateways, known), *_held(held.get(Held.NO_GATEWAY, 0), held.get(Held.UNCERTAIN, 0))]
    if mistakes:
        raise ConfigurationError(*mistakes)
    return say("gateways that answer: {count}", count=len(gateways)) if gateways else say("no gateway is set: no text message leaves")


def _mistakes(settings: Settings, one: SmsSettings, number: int, known: Sequence[TownId]) -> Iterator[Mistake]:
    where = f"sms_gateways {number}"
    if one.town is not None and one.town not in known:
        what = say("This installation serves no town {town}.", town=one.town)
        yield Mistake(where=where, what=what, remedy=say("Name one of these: {towns}.", towns=", ".join(known)))
    if one.town is None and len(known) > 1:
        what = say("Whose gateway it is remains open: the installation serves {count} towns.", count=len(known))
        yield Mistake(where=where, what=what, remedy=say("Name one of these: {towns}.", towns=", ".join(known)))
    wants = any("{secret}" in text for text in (one.body, *one.headers))
    if wants and one.secret is None and one.secret_command is None and settings.sms_secret is None:
        what = say("It names {word}, and there is none.", word="{secret}")
        yield Mistake(where=where, what=what, remedy=say("Set CITOYEN_SMS_SECRET, or a secret_command."))
    for command in filter(None, (one.command, one.secret_command)):
        yield from _commanded(where, command)
    if one.url is not None:
        yield from _answering(where, one.url)


def _commanded(where: str, command: str) -> Iterator[Mistake]:
    try:
        program = next(iter(shlex.split(command)), "")
    except ValueError:
        program = ""
    if not program or shutil.which(program) is None:
        what = say("There is no program {program}.", program=program or command)
        yield Mistake(where=where, what=what, remedy=say("Install it, or name it with its whole path."))


def _answering(where: str, url: str) -> Iterator[Mistake]:
    """Yield what keeps the gateway from being reached. No message is sent: that would cost one, and reach somebody."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    address = f"{host}:{port}"
    try:
        with socket.create_connection((host, port), timeout=_SECONDS) as line:
            if parts.scheme == "https":
                ssl.create_default_context().wrap_socket(line, server_hostname=host).close()
    except ssl.SSLError as error:
        what = say("The certificate at {address} does not hold: {reason}.", address=address, reason=error.reason or type(error).__name__)
        yield Mistake(where=where, what=what, remedy=say("Correct the address, or have the gateway's certificate put right."))
    except OSError as error:
        what = say("Nothing answers at {address}: {reason}.", address=address, reason=error.strerror or error)
        yield Mistake(
            where=where, what=what, remedy=say("Correct the address, or let the machine out to it (a proxy's HTTPS_PROXY counts).")
        )


def _doubled(gateways: Sequence[SmsSettings], known: Sequence[TownId]) -> Iterator[Mistake]:
    whose = [one.town or (known[0] if len(known) == 1 else None) for one in gateways]
    for town in sorted({one for one in whose if one is not None and whose.count(one) > 1}):
        what = say("{town} has more than one gateway; the first one counts.", town=town)
        yield Mistake(where="sms_gateways", what=what, remedy=say("Leave one."))


def _held(without: int, uncertain: int) -> Iterator[Mistake]:
    if without:
        what = say("Text messages held for want of a gateway: {count}.", count=without)
        yield Mistake(where="sms_gateways", what=what, remedy=say("Set the gateway again and start; they leave then."))
    if uncertain:
        what = say("Text messages that may have left, the line broke behind them: {count}.", count=uncertain)
        remedy = say("Look at them with citoyen letters list, and release those that did not arrive. An idempotency_header spares that.")
        yield Mistake(where="sms_gateways", what=what, remedy=remedy)
