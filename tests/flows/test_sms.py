"""Text messages through a gateway on this machine: taken, refused, slow, broken off; by day, so many an hour, once (S15, S16)."""

import json
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

import pytest

from domain.errors import ConfigurationError
from domain.inbound import Channel
from domain.lifecycle import Act
from domain.machine import Fault
from domain.request import Closure
from flows.correspondence import held, models
from flows.correspondence.standing import Stage, letters_of
from flows.entry import Entry, Person, enter
from flows.settings import Settings
from flows.sms import look as looking
from flows.sms.gateway import Message, NotTaken, Outcome, Refused, Taken, Unknown, hand_over
from flows.sms.sending import until_open
from flows.sms_settings import SmsSettings
from flows.wiring import Installation
from letters.kinds import ModelKey
from store import deliveries, outbox
from store.outbox import Held, LetterRecord
from tests.flows import waiting_hall as small
from tests.flows.waiting_hall import ANNE, FIRST, HOLE, at, decide, do
from tests.installations import BREVILLE
from tests.servers import free_port

MOBILE = "+33639981204"
WHOLE_DAY = {"opens": "00:00", "closes": "23:59:59.999999"}
HELLO = Message(to=MOBILE, text='Reçu "2026/0001"', key="k1")


@dataclass
class Gateway:
    """What a gateway was told, and how it answers: a status with a body, or how it fails."""

    status: int = 202
    body: str = '{"messages": [{"id": "m-1"}]}'
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    hangs_up: bool = False
    drips: bool = False
    port: int = 0
    taken: list[tuple[str, dict[str, str], str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1/messages"


@contextmanager
def running(gateway: Gateway) -> Iterator[Gateway]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            gateway.taken.append((self.path, dict(self.headers.items()), body))
            if gateway.hangs_up:
                self.close_connection = True
                return
            time.sleep(gateway.seconds)
            self.send_response(gateway.status)
            for name, value in gateway.headers.items():
                self.send_header(name, value)
            content = gateway.body.encode()
            self.send_header("Content-Length", str(len(content)))
            with suppress(BrokenPipeError):  # who waited has hung up
                self.end_headers()
                for piece in [bytes([one]) for one in content] if gateway.drips else [content]:
                    self.wfile.write(piece)
                    time.sleep(0.1 if gateway.drips else 0)

        do_GET = do_POST

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    gateway.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield gateway
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def asked(gateway: Gateway, secret: str | None = None, **values: object) -> Outcome:
    return hand_over(SmsSettings.model_validate({"url": gateway.url, "seconds": 0.5, **values}), secret, HELLO)


# ---- the gateway


def test_a_message_is_handed_over_as_the_gateway_wants_it() -> None:
    with running(Gateway()) as gateway:
        found = asked(
            gateway,
            "s3cret",
            headers=["Authorization: Bearer {secret}"],
            reference="messages.0.id",
            sender="BREVILLE",
            idempotency_header="Idempotency-Key",
        )
        assert found == Taken(reference="m-1")
        (path, headers, body) = gateway.taken.pop()
        assert json.loads(body) == {"to": MOBILE, "from": "BREVILLE", "text": 'Reçu "2026/0001"'}
        assert (path, headers["Authorization"], headers["Idempotency-Key"]) == ("/v1/messages", "Bearer s3cret", "k1")
        assert asked(gateway, form="form", number="digits", body="a={to}&m={text}&p={secret}", secret_command="echo autre") == Taken(
            reference=None
        )
        assert parse_qs(gateway.taken.pop()[2]) == {"a": ["33639981204"], "m": ['Reçu "2026/0001"'], "p": ["autre"]}
        asked(gateway, method="GET", body="to={to}&text={text}")
        assert parse_qs(gateway.taken.pop()[0].partition("?")[2]) == {"to": [MOBILE], "text": ['Reçu "2026/0001"']}


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ({"status": 200, "body": "no JSON"}, Taken),
        ({"status": 400, "body": f"bad number {MOBILE}"}, Refused),
        ({"status": 302, "headers": {"Location": "http://127.0.0.1:1/"}}, Refused),
        ({"status": 401}, NotTaken),
        ({"status": 503}, NotTaken),
        ({"status": 500}, Unknown),
        ({"seconds": 2.0}, Unknown),
        ({"hangs_up": True}, Unknown),
    ],
)
def test_what_a_gateway_answers_says_whether_it_has_the_message(answer: Mapping[str, object], kind: type[Outcome]) -> None:
    with running(Gateway(**answer)) as gateway:  # type: ignore[arg-type]
        found = asked(gateway, reference="id")
    assert isinstance(found, kind), found
    assert isinstance(found, Taken) or "39981204" not in found.said
    assert len(gateway.taken) == 1


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ({"body": "[" * 60_000}, Taken(reference=None)),
        ({"headers": {"Content-Type": "text/html; charset=nowhere"}, "body": "{}"}, Taken(reference=None)),
        ({"headers": {"Content-Type": "text/html; charset=undefined"}, "body": "{}"}, Taken(reference=None)),
        ({"body": '{"id": "a\\u0000b\\ud800 s3cret"}'}, Taken(reference="a b …")),
        ({"status": 503, "body": "", "headers": {"Retry-After": "9" * 5_000}}, NotTaken(said="503", after=timedelta(hours=6))),
        ({"status": 503, "body": "", "headers": {"Retry-After": "Mon, 01 Jan 99999999999 00:00:00 GMT"}}, NotTaken(said="503")),
        (
            {"status": 400, "body": 'Bearer s3cret, p=s3cret\0 (06)39.98.12.04 Re\u00e7u "2026/0001"'},
            Refused(said="400 Bearer …, p=… (… …"),
        ),
    ],
)
def test_no_answer_of_a_gateway_breaks_what_is_known_of_the_message_or_brings_its_secret_out(
    answer: Mapping[str, object], outcome: Outcome
) -> None:
    with running(Gateway(**answer)) as gateway:  # type: ignore[arg-type]
        assert asked(gateway, "s3cret", reference="id", headers=["Authorization: Bearer {secret}"]) == outcome


def test_a_gateway_that_drips_is_left_in_time() -> None:
    with running(Gateway(drips=True, status=200, body="x" * 30)) as gateway:
        began = time.monotonic()
        assert asked(gateway) == Taken(reference=None)
        assert time.monotonic() - began < 1.5
    line = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=_drip_head, args=[line], daemon=True).start()
    began = time.monotonic()
    assert isinstance(asked(Gateway(port=line.getsockname()[1])), Unknown)
    assert time.monotonic() - began < 1.5
    line.close()


def _drip_head(line: socket.socket) -> None:
    gateway, _ = line.accept()
    with gateway, suppress(OSError):
        for one in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 10:
            gateway.sendall(bytes([one]))
            time.sleep(0.1)


def test_a_secret_that_is_no_header_keeps_the_message_here() -> None:
    with running(Gateway()) as gateway:
        assert asked(gateway, "a\r\nX-Evil: b", headers=["X-Key: {secret}"]) == NotTaken(said="InvalidHeader")
    assert not gateway.taken


def test_a_gateway_that_says_when_is_left_alone_until_then() -> None:
    with running(Gateway(status=429, headers={"Retry-After": "90"})) as gateway:
        assert asked(gateway) == NotTaken(said='429 {"messages": [{"id": "m-1"}]}', after=timedelta(seconds=90))
    with running(Gateway(status=429, headers={"Retry-After": "99999999"})) as gateway:
        found = asked(gateway)
    assert isinstance(found, NotTaken) and found.after == timedelta(hours=6)


def test_a_gateway_that_says_ok_to_everything_is_read() -> None:
    with running(Gateway(status=200, body='{"status":"error"}')) as gateway:
        assert isinstance(asked(gateway, expected='"status":"ok"'), Refused)
        gateway.body = '{"status":"ok"}'
        assert isinstance(asked(gateway, expected='"status":"ok"'), Taken)


def test_one_that_is_away_has_taken_nothing() -> None:
    gateway = Gateway(port=free_port())
    assert isinstance(asked(gateway), NotTaken)
    assert isinstance(asked(gateway, secret_command="false"), NotTaken)


def test_a_command_takes_the_place_of_a_gateway(tmp_path: Path) -> None:
    script = tmp_path / "send"
    script.write_text(f'#!/bin/sh\ncat > {tmp_path}/text; echo "$@" > {tmp_path}/to; echo m-7; exit "$(cat {tmp_path}/code)"\n')
    script.chmod(0o755)
    own = SmsSettings(command=f"{script} {{to}} {{key}}")
    for code, kind in (("0", Taken), ("75", NotTaken), ("1", Refused)):
        (tmp_path / "code").write_text(code)
        assert isinstance(hand_over(own, None, HELLO), kind)
    assert (tmp_path / "text").read_text() == HELLO.text and (tmp_path / "to").read_text() == f"{MOBILE} k1\n"
    assert isinstance(hand_over(SmsSettings(command="sleep 9", seconds=0.2), None, HELLO), Unknown)
    assert isinstance(hand_over(SmsSettings(command=str(tmp_path / "nowhere")), None, HELLO), NotTaken)


@pytest.mark.parametrize(
    ("local", "hours"),
    [
        ("2026-03-12T08:00", 0.0),
        ("2026-03-12T19:59", 0.0),
        ("2026-03-12T20:00", 12.0),
        ("2026-03-12T03:30", 4.5),
        ("2026-03-28T21:00", 10.0),
    ],
)
def test_nobody_is_rung_at_night(local: str, hours: float) -> None:
    # The last of them is the night the clock goes forward: eleven hours by the wall, ten in truth.
    gateway = SmsSettings(url="https://sms.operateur.example/")
    moment = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo("Europe/Paris"))
    assert until_open(gateway, moment) == timedelta(hours=hours)


def test_the_hour_that_comes_twice_is_waited_for_in_the_right_one() -> None:
    gateway = SmsSettings.model_validate({"url": "https://sms.operateur.example/", "opens": "02:30"})
    moment = datetime.fromisoformat("2026-10-25T01:10+00:00").astimezone(ZoneInfo("Europe/Paris"))
    assert until_open(gateway, moment) == timedelta(minutes=20)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"url": "http://sms.operateur.example/"},
        {"url": "https://x.example/", "command": "x"},
        {"url": "https://x.example/", "body": "{"},
        {"url": "https://x.example/", "body": '{"to": "{to}"}'},
        {"url": "https://x.example/", "headers": ["no colon"]},
        {"url": "https://x.example/", "headers": ["X: a\r\nY: b"]},
        {"url": "https://x.example/", "opens": "20:00", "closes": "08:00"},
        {"url": "https://x.example/", "secret": "a", "secret_command": "b"},
    ],
)
def test_a_gateway_that_cannot_work_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        SmsSettings.model_validate(wrong)


# ---- what is sent of a request


@pytest.fixture
def hall(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    opened = small.open_hall(tmp_path / "data", database_url)
    yield opened
    opened.close()


def using(hall: Installation, url: str, **values: object) -> Installation:
    told = {**hall.settings.model_dump(), "sms_gateways": [{"url": url, "seconds": 0.5, **WHOLE_DAY, **values}]}
    return replace(hall, settings=Settings.model_validate(told))


def call(hall: Installation, **person: str) -> None:
    entry = Entry(channel=Channel.PHONE, text=HOLE, agent=ANNE, person=Person(name="Quesnel", **person), arrived_at=at("2026-03-12T09:14"))
    enter(hall, BREVILLE, entry, at("2026-03-12T09:14"))
    small.work_all(hall, "2026-03-12T09:20")
    decide(hall, "VOI-01")


def texts(hall: Installation) -> list[LetterRecord]:
    with hall.database.read() as session:
        return [one for one in outbox.of_request(session, FIRST) if one.letter.payload.get("way") == "sms"]


def test_who_gave_a_mobile_number_alone_is_told_of_receipt_and_answer_without_a_word_of_the_matter(hall: Installation) -> None:
    with running(Gateway()) as gateway:
        own = using(hall, gateway.url, reference="messages.0.id")
        call(own, phone="06 39 98 12 04")
        do(own, Act.CLOSE, "2026-03-13T11:00", closure=Closure.CARRIED_OUT, answer="Le trou de la rue de Poterie est rebouché.")
        small.work_all(own, "2026-03-13T11:10")
    first, second = (json.loads(body)["text"] for _, _, body in gateway.taken)
    number = str(small.record(hall).line.number)
    assert first == f"Mairie de Breville : votre demande est enregistrée sous la référence {number}. Merci, un service s'en occupe."
    assert number in second and "Poterie" not in second and "Quesnel" not in second
    told = texts(hall)
    assert [(one.letter.recipient, one.state, one.letter.payload["gateway_reference"]) for one in told] == [(MOBILE, "sent", "m-1")] * 2
    with hall.database.read() as session:
        shown = letters_of(session, FIRST)
    assert [(one.model, one.stage) for one in shown] == [(ModelKey.SMS_RECEIVED, Stage.SENT), (ModelKey.SMS_ANSWERED, Stage.SENT)]


@pytest.mark.parametrize(
    "person",
    [
        {"phone": "02 61 91 48 20"},
        {"phone": "06 39 98 12 04", "email": "a@courriel.example"},
        {"phone": "06 39 98 12 04", "address": "3 rue A"},
    ],
)
def test_nobody_else_is(hall: Installation, person: dict[str, str]) -> None:
    own = using(hall, "http://127.0.0.1:1/")
    call(own, **person)
    assert texts(hall) == []


def test_who_asks_for_it_is_told_by_text_message_beside_his_mail(hall: Installation) -> None:
    own = using(hall, "http://127.0.0.1:1/")
    small.come(own, small.mail(f"{HOLE}\nPrévenez-moi par SMS au 06 39 98 12 04.", 1))
    (one,) = texts(hall)
    assert one.letter.recipient == MOBILE
    assert {one.letter.recipient for one in small.letters(hall)} == {MOBILE, small.SYLVIE}


def test_a_town_without_a_gateway_sends_none(hall: Installation) -> None:
    call(hall, phone="06 39 98 12 04")
    assert texts(hall) == []


def test_what_is_not_taken_is_tried_again_and_leaves_once(hall: Installation) -> None:
    with running(Gateway(status=503)) as gateway:
        own = using(hall, gateway.url)
        call(own, phone="06 39 98 12 04")
        small.work_all(own, "2026-03-13T11:00")
        (one,) = texts(hall)
        assert one.state == "waiting" and len(gateway.taken) >= 1
        gateway.status, gateway.taken = 202, []
        small.work_all(own, "2026-03-14T11:00")
        small.work_all(own, "2026-03-14T15:00")
    (one,) = texts(hall)
    assert one.state == "sent" and len(gateway.taken) == 1


def test_where_the_line_breaks_it_is_held_for_somebody_to_say(hall: Installation) -> None:
    with running(Gateway(hangs_up=True)) as gateway:
        own = using(hall, gateway.url)
        call(own, phone="06 39 98 12 04")
        small.work_all(own, "2026-03-13T11:00")
        small.work_all(own, "2026-03-14T11:00")
        (one,) = texts(hall)
        assert (one.state, one.held_why, len(gateway.taken)) == ("held", Held.UNCERTAIN, 1)
        gateway.hangs_up = False
        held.release(own, one.id, ANNE, at("2026-03-14T12:00"))
        small.work_all(own, "2026-03-14T12:01")
    (one,) = texts(hall)
    assert (one.state, len(gateway.taken)) == ("sent", 2)


def test_a_gateway_that_knows_its_messages_is_asked_again_under_the_same_key(hall: Installation) -> None:
    with running(Gateway(hangs_up=True)) as gateway:
        own = using(hall, gateway.url, idempotency_header="Idempotency-Key")
        call(own, phone="06 39 98 12 04")
        small.work_all(own, "2026-03-13T11:00")
        gateway.hangs_up = False
        small.work_all(own, "2026-03-14T11:00")
    (one,) = texts(hall)
    assert one.state == "sent"
    keys = {headers["Idempotency-Key"] for _, headers, _ in gateway.taken}
    assert len(gateway.taken) >= 2 and len(keys) == 1


def test_who_was_killed_behind_the_gateways_yes_finds_it_held(hall: Installation) -> None:
    with running(Gateway(status=503)) as gateway:
        own = using(hall, gateway.url)
        call(own, phone="06 39 98 12 04")
        (one,) = texts(hall)
        gateway.status, gateway.taken = 202, []
        with hall.database.write() as session:
            assert outbox.leave(session, one.id)
        small.work_all(own, "2026-03-13T11:00")
    (one,) = texts(hall)
    assert (one.state, one.held_why, gateway.taken) == ("held", Held.UNCERTAIN, [])


def test_what_the_gateway_refuses_is_told_as_returned(hall: Installation) -> None:
    with running(Gateway(status=422, body="blocked")) as gateway:
        own = using(hall, gateway.url)
        call(own, phone="06 39 98 12 04")
        small.work_all(own, "2026-03-13T11:00")
    with hall.database.read() as session:
        (shown,) = letters_of(session, FIRST)
        (told,) = deliveries.of_request(session, FIRST)
    assert (shown.stage, told.fault, len(gateway.taken)) == (Stage.RETURNED, Fault.GATEWAY, 1)
    assert any(line.action == "letter_failed" and line.details["code"] == "422 blocked" for line in small.record(hall).history)


def test_no_more_leave_in_an_hour_than_the_town_pays_for(hall: Installation) -> None:
    with running(Gateway()) as gateway:
        own = using(hall, gateway.url, per_hour=1)
        call(own, phone="06 39 98 12 04")
        do(own, Act.CLOSE, "2026-03-13T11:00", closure=Closure.CARRIED_OUT, answer="Fait.")
        small.work_all(own, "2026-03-13T11:10")
        assert len(gateway.taken) == 1
    assert sorted(one.state for one in texts(hall)) == ["sent", "waiting"]


def test_a_text_that_fails_leaves_in_the_shipped_words(hall: Installation) -> None:
    models.keep(
        hall,
        BREVILLE,
        ModelKey.SMS_RECEIVED,
        "Objet : SMS\n\nReçu : {{ fiche.reference }}, être à l’heure. Merci.",
        ANNE,
        at("2026-03-10T10:00"),
    )
    with running(Gateway()) as gateway:
        own = using(hall, gateway.url)
        call(own, phone="06 39 98 12 04")
        small.work_all(own, "2026-03-13T11:00")
    ((_, _, body),) = gateway.taken
    assert json.loads(body)["text"] == f"Recu : {small.record(hall).line.number}, etre à l'heure. Merci."
    for wrong in ("{{ demandeur.nom }}", "{{ fiche.localisation }}", "{{ fiche.date_limite }}", "x" * 161):
        assert models.check(ModelKey.SMS_RECEIVED, f"Objet : SMS\n\n{wrong}")


# ---- the doctor


def test_the_doctor_says_what_is_wrong_with_a_gateway(hall: Installation) -> None:
    def wrong(**values: object) -> str:
        gateway = {"url": f"http://127.0.0.1:{free_port()}/", **values}
        settings = Settings.model_validate({**hall.settings.model_dump(), "sms_gateways": [gateway]})
        with pytest.raises(ConfigurationError) as told:
            looking.look(settings, hall.database)
        return " ".join(one.what for one in told.value.mistakes)

    assert "Nothing answers" in wrong()
    assert "no town ailleurs" in wrong(town="ailleurs")
    assert "{secret}" in wrong(headers=["X: {secret}"])
    assert "/nowhere/sms" in wrong(url=None, command="/nowhere/sms {to}")
    with running(Gateway()) as gateway:
        assert looking.look(using(hall, gateway.url).settings, hall.database) == "gateways that answer: 1"
    assert "no gateway" in looking.look(hall.settings, hall.database)
