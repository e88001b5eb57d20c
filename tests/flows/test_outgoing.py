"""Whether letters can leave, as `citoyen doctor` and the health page tell it (S27, S36)."""

import socket

from pydantic import SecretStr

from flows import notice
from flows.checks import Check, look_at_everything, refuse_to_start
from flows.wiring import Installation
from store import outbox
from store.outbox import Held, Letter
from tests.installations import BREVILLE, NOW
from tests.servers import free_port


def outgoing(hall: Installation, relay: str | None) -> Check:
    secret = None if relay is None else SecretStr(relay)
    wanted = hall.settings.model_copy(update={"relay_url": secret, "smtp_port": free_port(), "web_port": free_port()})
    (found,) = [check for check in look_at_everything(wanted) if check.name == "outgoing mail"]
    refuse_to_start(wanted)
    return found


def hold(hall: Installation, *why: Held) -> None:
    letter = Letter(
        town=BREVILLE, request=None, kind=notice.ALERT, recipient="voirie@breville.example", payload={"subject": "x", "text": "y"}
    )
    with hall.database.write() as session:
        for one in why:
            outbox.mark_held(session, outbox.add(session, letter, NOW), one)


def test_no_relay_is_said_and_is_a_mistake_once_letters_are_held_for_it(town_hall: Installation) -> None:
    found = outgoing(town_hall, None)
    assert found.mistakes == () and "CITOYEN_RELAY_URL" in found.found

    hold(town_hall, Held.NO_RELAY, Held.NO_RELAY, Held.PRINT)
    (mistake,) = outgoing(town_hall, None).mistakes
    assert mistake.where == "CITOYEN_RELAY_URL" and mistake.what.endswith(": 2.")


def test_a_relay_that_answers_is_told_with_what_is_held_all_the_same(town_hall: Installation) -> None:
    hold(town_hall, Held.PRINT, Held.TOO_LARGE)
    with socket.create_server(("127.0.0.1", 0)) as relay:
        port = relay.getsockname()[1]
        found = outgoing(town_hall, f"smtp://127.0.0.1:{port}")
    assert (found.found, found.mistakes) == (f"127.0.0.1:{port} answers; letters held: 2, 1 of them to be printed", ())


def test_a_relay_that_is_away_is_a_mistake_and_no_reason_not_to_start(town_hall: Installation) -> None:
    port = free_port()
    (mistake,) = outgoing(town_hall, f"smtp://anne:secret@127.0.0.1:{port}").mistakes
    assert f"127.0.0.1:{port}" in mistake.what and "secret" not in mistake.what + mistake.remedy
