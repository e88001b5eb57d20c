"""Outgoing mail, as whoever looks at the installation is told of it: whether there is a relay, whether it answers, what is held and why."""

import socket
from collections.abc import Mapping
from urllib.parse import urlsplit

from pydantic import SecretStr

from domain.errors import ConfigurationError, Mistake
from flows.send import PORTS
from flows.settings import Settings
from flows.wording import Message, say
from store import outbox
from store.engine import Database
from store.outbox import Held

_SECONDS = 3
_SETTING = "CITOYEN_RELAY_URL"


def look(settings: Settings, database: Database) -> Message:
    """Return how outgoing mail is.

    Raises ConfigurationError where letters are held for want of a relay, or where it does not answer; UnavailableError.
    """
    with database.read() as session:
        held = outbox.count_by_reason(session)
    relay = settings.relay_url
    if relay is None:
        return _without_relay(held)
    address = _answering(relay)
    if not held:
        return say("{address} answers", address=address)
    return say(
        "{address} answers; letters held: {held}, {paper} of them to be printed",
        address=address,
        held=sum(held.values()),
        paper=held.get(Held.PRINT, 0),
    )


def _without_relay(held: Mapping[Held, int]) -> Message:
    waiting = held.get(Held.NO_RELAY, 0)
    if not waiting:
        return say("no relay is set (CITOYEN_RELAY_URL): nothing is sent, and requesters are not written to")
    what = say("Nothing is sent, for no relay is set. Letters held for want of one: {count}.", count=waiting)
    remedy = say(
        "Set CITOYEN_RELAY_URL to the server that takes outgoing mail (smtp+starttls://name:password@host:587) and start again;"
        " the letters leave then."
    )
    raise ConfigurationError(Mistake(where=_SETTING, what=what, remedy=remedy))


def _answering(relay: SecretStr) -> str:
    """Return where the relay answers. It is not signed in to: a wrong password is told by the letter that is held by it."""
    url = urlsplit(relay.get_secret_value())
    host, port = url.hostname or "", url.port or PORTS[url.scheme]
    address = f"{host}:{port}"
    try:
        socket.create_connection((host, port), timeout=_SECONDS).close()
    except OSError as error:
        what = say("Nothing answers at {address}: {reason}.", address=address, reason=error.strerror or error)
        remedy = say("Start the relay, or correct the address.")
        raise ConfigurationError(Mistake(where=_SETTING, what=what, remedy=remedy)) from error
    return address
