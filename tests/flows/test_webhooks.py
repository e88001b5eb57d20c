"""Other software is told of what happens: with its cause or not at all, signed, in order, at least once, and never into the house (S45)."""

import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
from sqlalchemy import select, update

from domain.errors import ConflictError, InvalidError, NotFoundError
from domain.lifecycle import Act
from domain.request import Closure, Status
from domain.retention import HoldKind
from domain.rights import Role
from domain.webhook import CHOICE, Content, Delivery, DeliveryState, Event, WebhookState, WebhookTerms
from flows import accounts
from flows import webhook_guard as guard
from flows.retention_terms import free, hold_back
from flows.webhooks import call, keeping, sending
from flows.webhooks.call import Answered, Line
from flows.webhooks.keeping import Made, Seen
from flows.wiring import Installation
from store import history, journal, outbox, retention, webhooks
from store.agents import NewAgent
from store.history import HistoryLine
from store.schema import OutboxRow, RequestRow, WebhookRow
from tests.certificates import Authority
from tests.flows import waiting_hall as small
from tests.flows.waiting_hall import FIRST, HOLE, at, come, decide, do, mail
from tests.hook_server import Hook, listening
from tests.installations import AUVILLE, BREVILLE

HOUSE = (ip_network("127.0.0.0/8"),)
ALL = frozenset(CHOICE)


def near(**limits: float) -> Line:
    return Line(allowed=HOUSE, resolve=call.resolved, **limits)


@pytest.fixture
def hall(tmp_path: Path, database_url: str) -> Iterator[Installation]:
    opened = small.open_hall(tmp_path / "data", database_url)
    yield replace(opened, settings=opened.settings.model_copy(update={"webhook_networks": "127.0.0.0/8"}))
    opened.close()


def hooked(hall: Installation, url: str, **terms: object) -> Made:
    wanted = WebhookTerms(name="GMAO", url=url, **({"events": ALL} | terms))  # type: ignore[arg-type]
    return keeping.add(hall, BREVILLE, wanted, "root", datetime.now(UTC))


def log(hall: Installation, made: Made) -> tuple[Delivery, ...]:
    with hall.database.read() as session:
        return webhooks.deliveries(session, made.webhook.id, before=None, limit=100)[::-1]


def states(hall: Installation, made: Made) -> list[str]:
    return [one.state.value for one in log(hall, made)]


def tell(hall: Installation, made: Made, line: Line | None = None) -> int:
    return sending.tell(hall, made.webhook.id, line or near())


def hasten(hall: Installation, made: Made) -> None:
    """Let the pause of an address be over."""
    with hall.database.write() as session:
        webhooks.rest(session, made.webhook.id, datetime.now(UTC))
        webhooks._hasten(session, made.webhook.id, datetime.now(UTC))


def happen(hall: Installation, *actions: str) -> None:
    """Write actions into the history of the first request, each in a transaction of its own."""
    for action in actions:
        with hall.database.write() as session:
            line = HistoryLine(at=datetime.now(UTC), actor="anne", action=action, details={})
            history.append(session, BREVILLE, FIRST, line)


# ---- what is told


def test_of_a_request_that_is_left_alone_nothing_is_told_until_that_ends(hall: Installation) -> None:
    accounts.add_agent(
        hall,
        NewAgent(town=BREVILLE, login="delphine", name="delphine", roles=frozenset({Role.DPO}), password_hash="x"),
        at("2026-03-13T09:00"),
    )
    with listening(Hook()) as hook:
        made = hooked(hall, hook.url)
        come(hall, mail(HOLE, 1))
        decide(hall, "VOI-01")
        hold_back(hall, FIRST, HoldKind.LIMITATION, "article 18", "delphine", at("2026-03-13T12:00"))
        assert not tell(hall, made) and hook.told == []
        with hall.database.read() as session:
            assert webhooks.due(session, datetime.now(UTC), ()) == ()
            (hold,) = retention.holds(session, BREVILLE, FIRST)
        free(hall, BREVILLE, hold.id, "delphine", at("2026-03-14T12:00"))
        with hall.database.read() as session:
            assert webhooks.due(session, datetime.now(UTC), ()) == (made.webhook.id,)
        assert tell(hall, made) and hook.told


def test_the_life_of_a_request_is_told_in_order_with_where_it_stood_each_time(hall: Installation) -> None:
    with listening(Hook()) as hook:
        made = hooked(hall, hook.url)
        come(hall, mail(HOLE, 1))
        decide(hall, "VOI-01")
        do(hall, Act.TAKE, "2026-03-13T11:00")
        do(hall, Act.FINISH, "2026-03-16T11:00")
        do(hall, Act.CLOSE, "2026-03-16T12:00", closure=Closure.CARRIED_OUT, answer="C’est rebouché.")
        with hall.database.write() as session:
            outbox.mark_sent(session, small.letters(hall)[0].id, at("2026-03-16T12:01"))
        while tell(hall, made):
            pass
        told = hook.told
    assert set(states(hall, made)) == {"sent"}
    own = [one for one in told if not str(one["type"]).startswith("letter")]
    assert [str(one["type"]).removeprefix("request.") for one in own] == [
        "created",
        "routed",
        "confirmed",
        "status_changed",
        "status_changed",
        "closed",
    ]
    assert [one["data"]["request"]["status"] for one in own][-3:] == ["accepted", "done", "closed"]
    assert "letter.sent" in [one["type"] for one in told]
    last = own[-1]["data"]["request"]
    assert (last["number"], last["service_request_id"], last["closure"]) == ("2026/0001", "2026-0001", "carried_out")
    everything = json.dumps(told)
    assert "Lebrun" not in everything
    assert "courriel.example" not in everything
    assert all(hook.is_signed(number, made.secret) for number in range(len(hook.taken)))
    assert len({headers["webhook-id"] for headers, _ in hook.taken}) == len(hook.taken)


def test_words_and_persons_leave_only_where_that_is_ticked_and_never_of_what_is_confidential(hall: Installation) -> None:
    with listening(Hook()) as hook:
        come(hall, mail(HOLE, 1))
        made = hooked(hall, hook.url, content=Content.WHOLE)
        happen(hall, "planned")
        tell(hall, made)
        content = hook.told[-1]["data"]["content"]
        assert content["requester"]["email"] == small.SYLVIE
        assert "nid de poule" in content["text"]
        happen(hall, "unplanned")
        with hall.database.write() as session:  # it becomes confidential between event and delivery
            session.execute(update(RequestRow).where(RequestRow.id == FIRST).values(confidentiality=1))
        happen(hall, "planned")
        tell(hall, made)
        for one in hook.told[-2:]:
            assert "content" not in one["data"]
            request = one["data"]["request"]
            assert (request["is_confidential"], request["subject"], request["department"], request["due_at"]) == (True, None, None, None)


def test_an_address_for_some_subjects_is_not_told_of_others_nor_of_anything_confidential(hall: Installation) -> None:
    come(hall, mail(HOLE, 1))
    with hall.database.read() as session:
        subject = session.get(RequestRow, FIRST).subject  # type: ignore[union-attr]
    own = hooked(hall, "https://a.example/", subjects=frozenset({subject}))
    other = hooked(hall, "https://b.example/", subjects=frozenset({"URB-05"}))
    mute = hooked(hall, "https://c.example/", events=frozenset({Event.CLOSED}))
    happen(hall, "planned")
    with hall.database.write() as session:
        session.execute(update(RequestRow).where(RequestRow.id == FIRST).values(confidentiality=2))
    happen(hall, "unplanned")
    assert [len(log(hall, one)) for one in (own, other, mute)] == [1, 0, 0]


def test_what_is_rolled_back_is_told_to_nobody_and_other_towns_hear_nothing(hall: Installation) -> None:
    come(hall, mail(HOLE, 1))
    made = hooked(hall, "https://a.example/")
    with pytest.raises(RuntimeError), hall.database.write() as session:
        history.append(session, BREVILLE, FIRST, HistoryLine(at=datetime.now(UTC), actor="anne", action="planned", details={}))
        raise RuntimeError
    assert log(hall, made) == ()
    happen(hall, "noted", "snoozed")  # these stay in the house
    assert log(hall, made) == ()
    with pytest.raises(NotFoundError):
        keeping.find(hall, Seen(id=made.webhook.id, town=AUVILLE))


# ---- answers


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"status": 500, "body": b"<script>alert(1)</script>\x00\n\tBad  " + b"x" * 10_000}, "500"),
        ({"status": 302, "headers": {"Location": "http://127.0.0.1:1/"}}, "302"),
        ({"resets": True}, "Reset"),
        ({"seconds": 1.5}, "timeout"),
        ({"status": 500, "drips": True, "body": b"x" * 40}, "500"),
    ],
)
def test_an_address_that_does_not_take_it_is_told_again(hall: Installation, answer: dict[str, object], said: str) -> None:
    come(hall, mail(HOLE, 1))
    with listening(Hook(**answer)) as hook:  # type: ignore[arg-type]
        made = hooked(hall, hook.url)
        happen(hall, "planned")
        begun = time.monotonic()
        assert tell(hall, made, near(seconds=0.5, whole_seconds=1.0)) == 0
        assert time.monotonic() - begun < 3
        (one,) = log(hall, made)
        assert (one.state, one.attempts) == (DeliveryState.WAITING, 1)
        assert said in f"{one.answer} {one.said}"
        assert len(one.said) <= 200
        assert one.said.isprintable()
        assert timedelta(seconds=4) < one.not_before - datetime.now(UTC) < timedelta(seconds=6)
        first = hook.taken[-1][0]["webhook-id"]
        vars(hook).update(status=204, resets=False, seconds=0.0, drips=False, body=b"", headers={})
        hasten(hall, made)
        assert tell(hall, made) == 1
        assert hook.taken[-1][0]["webhook-id"] == first
    assert states(hall, made) == ["sent"]


@pytest.mark.parametrize(
    "answer",
    [{"endless": True}, {"drips": True, "body": b"x" * 100}, {"headers": {"Content-Length": "99999999999"}}],
)
def test_who_says_that_he_has_it_has_it_and_the_rest_of_his_answer_is_not_waited_for(answer: dict[str, object]) -> None:
    with listening(Hook(status=200, **answer)) as hook:  # type: ignore[arg-type]
        begun = time.monotonic()
        answered = call.post(hook.url, b'{"type": "x"}', {}, near(seconds=0.5, whole_seconds=1.0))
        assert time.monotonic() - begun < 2.5
    assert answered.is_taken
    assert len(answered.said) <= 200


def test_headers_that_come_a_letter_at_a_time_are_hung_up_on() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            connection, _ = server.accept()
            with connection, suppress(OSError):
                for _ in range(100):
                    connection.send(b"H")
                    time.sleep(0.05)

        thread = threading.Thread(target=drip)
        thread.start()
        begun = time.monotonic()
        answered = call.post(f"http://127.0.0.1:{server.getsockname()[1]}/", b"{}", {}, near(seconds=0.5, whole_seconds=0.7))
        assert time.monotonic() - begun < 2
        thread.join()
    assert answered.status is None


def test_an_answer_under_tls_that_comes_a_letter_at_a_time_is_hung_up_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = Authority(tmp_path)
    trusting = ssl.create_default_context(cafile=authority.file)
    here = Line(allowed=HOUSE, resolve=lambda host, port: ("127.0.0.1",), seconds=0.5, whole_seconds=0.7)
    monkeypatch.setattr(ssl, "create_default_context", lambda: trusting)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            connection, _ = server.accept()
            with suppress(OSError), authority.server("localhost").wrap_socket(connection, server_side=True) as sealed:
                for _ in range(100):
                    sealed.send(b"H")
                    time.sleep(0.05)

        thread = threading.Thread(target=drip)
        thread.start()
        begun = time.monotonic()
        answered = call.post(f"https://localhost:{server.getsockname()[1]}/", b"{}", {}, here)
        assert time.monotonic() - begun < 2
        thread.join()
    assert answered == Answered(status=None, said="0.7 s")


def test_what_comes_later_of_a_request_waits_for_what_came_before_and_other_requests_do_not(hall: Installation) -> None:
    come(hall, mail(HOLE, 1))
    come(hall, mail(HOLE.replace("22", "8"), 2, sender="paul@courriel.example"))
    with listening(Hook(refused={"request.closed"})) as hook:
        made = hooked(hall, hook.url)
        happen(hall, "planned", "closed", "reopened")
        with hall.database.write() as session:
            other = HistoryLine(at=datetime.now(UTC), actor="anne", action="planned", details={})
            history.append(session, BREVILLE, type(FIRST)(2), other)
        tell(hall, made)
        hasten_address(hall, made)
        tell(hall, made)
        assert states(hall, made) == ["sent", "waiting", "waiting", "sent"]
        hook.refused.clear()
        hasten(hall, made)
        while tell(hall, made):
            pass
    assert hook.types[-2:] == ["request.closed", "request.reopened"]
    assert states(hall, made) == ["sent"] * 4


def hasten_address(hall: Installation, made: Made) -> None:
    with hall.database.write() as session:
        webhooks.rest(session, made.webhook.id, datetime.now(UTC))


def test_the_pause_grows_up_to_a_day_and_one_asked_for_is_kept() -> None:
    silent = Answered(status=None, said="timeout")
    pauses = [sending._delay(failures, silent).total_seconds() for failures in range(1, 20)]
    assert [round(one / 1.1) <= wanted <= one for one, wanted in zip(pauses, (5, 300, 1800, 7200), strict=False)] == [True] * 4
    assert all(86_400 <= one <= 86_400 * 1.1 for one in pauses[8:])
    assert sending._delay(1, Answered(status=503, said="", wait_seconds=900)) == timedelta(seconds=900)
    assert sending._delay(1, Answered(status=503, said="", wait_seconds=10**9)) == timedelta(days=1)
    assert sum(sending.DELAYS, timedelta()) > sending.PATIENCE


def test_an_address_that_is_silent_for_five_days_is_switched_off_and_its_administrators_are_told(hall: Installation) -> None:
    come(hall, mail(HOLE, 1))
    for login, roles, address in (("chef", Role.ADMIN, "chef@breville.example"), ("eve", Role.RECEPTION, "eve@breville.example")):
        new = NewAgent(town=BREVILLE, login=login, name=login, roles=frozenset({roles}), password_hash="x", email=address)
        accounts.add_agent(hall, new, datetime.now(UTC))
    with listening(Hook(status=500)) as hook:
        made = hooked(hall, hook.url)
        happen(hall, "planned")
        tell(hall, made)
        with hall.database.write() as session:
            session.execute(update(WebhookRow).values(failing_since=datetime.now(UTC) - timedelta(days=4, hours=23)))
        hasten(hall, made)
        tell(hall, made)
        assert keeping.find(hall, Seen(id=made.webhook.id, town=BREVILLE)).state is WebhookState.ON
        with hall.database.write() as session:
            session.execute(update(WebhookRow).values(failing_since=datetime.now(UTC) - timedelta(days=5, hours=1)))
        hasten(hall, made)
        tell(hall, made)
        assert keeping.find(hall, Seen(id=made.webhook.id, town=BREVILLE)).state is WebhookState.FAILED
        with hall.database.read() as session:
            told = session.scalars(select(OutboxRow).where(OutboxRow.kind == sending.KIND)).all()
            lines = [one.action for one in journal.page(session, BREVILLE, after=None, limit=5)]
        assert [one.recipient for one in told] == ["chef@breville.example"]
        assert "GMAO" in str(told[0].payload["subject"])
        assert "webhook.failed" in lines
        calls = len(hook.taken)
        happen(hall, "unplanned")
        hasten(hall, made)
        assert tell(hall, made) == 0
        assert len(hook.taken) == calls
        hook.status = 200
        keeping.switch(hall, Seen(id=made.webhook.id, town=BREVILLE), WebhookState.ON, "root", datetime.now(UTC))
        assert tell(hall, made) == 1  # what waited; what happened meanwhile was not written
    assert states(hall, made) == ["sent"]


def test_an_address_that_says_that_it_is_gone_is_switched_off_at_once(hall: Installation) -> None:
    come(hall, mail(HOLE, 1))
    with listening(Hook(status=410)) as hook:
        made = hooked(hall, hook.url)
        happen(hall, "planned")
        tell(hall, made)
    assert keeping.find(hall, Seen(id=made.webhook.id, town=None)).state is WebhookState.FAILED


def test_after_a_longer_silence_all_that_waits_is_told_at_once(hall: Installation) -> None:
    come(hall, mail(HOLE, 1))
    with listening(Hook(status=503)) as hook:
        made = hooked(hall, hook.url)
        happen(hall, "planned")
        come(hall, mail(HOLE.replace("22", "8"), 2, sender="paul@courriel.example"))
        for _ in range(3):
            hasten_address(hall, made)
            tell(hall, made)
            with hall.database.write() as session:
                webhooks._hasten(session, made.webhook.id, datetime.now(UTC))
        hook.status = 200
        hasten_address(hall, made)
        while tell(hall, made):
            pass
    assert set(states(hall, made)) == {"sent"}


def test_something_that_is_never_taken_is_given_up_and_can_be_sent_again_by_hand(hall: Installation) -> None:
    come(hall, mail(HOLE, 1))
    with listening(Hook(status=400)) as hook:
        made = hooked(hall, hook.url)
        happen(hall, "planned")
        for _ in range(len(sending.DELAYS) + 1):
            tell(hall, made)
            hasten(hall, made)
        (one,) = log(hall, made)
        assert (one.state, one.attempts) == (DeliveryState.GIVEN_UP, 12)
        hook.status = 200
        seen = Seen(id=made.webhook.id, town=BREVILLE)
        keeping.send_again(hall, seen, one.id, "root", datetime.now(UTC))
        assert tell(hall, made) == 1
        keeping.switch(hall, seen, WebhookState.OFF, "root", datetime.now(UTC))
        with pytest.raises(ConflictError):
            keeping.send_again(hall, seen, one.id, "root", datetime.now(UTC))
        with pytest.raises(NotFoundError):
            keeping.send_again(hall, replace(seen, town=AUVILLE), one.id, "root", datetime.now(UTC))
    assert len({headers["webhook-id"] for headers, _ in hook.taken}) == 1


# ---- secrets, trials


def test_for_a_day_the_former_secret_signs_beside_the_new_one_and_then_no_more(hall: Installation) -> None:
    seen = Seen(id=(made := hooked(hall, "https://a.example/")).webhook.id, town=BREVILLE)
    with listening(Hook()) as hook:
        keeping.change(hall, seen, replace(made.webhook.terms, url=hook.url), "root", datetime.now(UTC))
        rotated = keeping.rotate(hall, seen, "root", datetime.now(UTC))
        sending.ping(hall, seen, "root", near())
        assert hook.is_signed(0, made.secret)
        assert hook.is_signed(0, rotated.secret)
        with hall.database.write() as session:
            session.execute(update(WebhookRow).values(old_until=datetime.now(UTC) - timedelta(seconds=1)))
        sending.ping(hall, seen, "root", near())
        assert not hook.is_signed(1, made.secret)
        assert hook.is_signed(1, rotated.secret)
    with hall.database.read() as session:
        kept = session.get(WebhookRow, made.webhook.id)
        assert kept is not None
        assert rotated.secret not in kept.secret
        assert all("whsec_" not in str(one.details) for one in journal.page(session, BREVILLE, after=None, limit=50))


def test_a_trial_says_what_came_back_and_is_no_event(hall: Installation) -> None:
    with listening(Hook(status=418, body=b"I am a teapot")) as hook:
        made = hooked(hall, hook.url)
        keeping.switch(hall, Seen(id=made.webhook.id, town=None), WebhookState.OFF, "root", datetime.now(UTC))
        answered = sending.ping(hall, Seen(id=made.webhook.id, town=None), "root", near())
        assert (answered.answer, answered.said, answered.state) == (418, "I am a teapot", DeliveryState.GIVEN_UP)
        assert hook.told == [{"type": "ping", "timestamp": hook.told[0]["timestamp"], "data": {"town": BREVILLE}}]
        with pytest.raises(ConflictError):
            keeping.send_again(hall, Seen(id=made.webhook.id, town=None), answered.id, "root", datetime.now(UTC))


def test_of_two_who_change_an_address_the_second_is_told_and_one_that_is_removed_is_gone(hall: Installation) -> None:
    come(hall, mail(HOLE, 1))
    made = hooked(hall, "https://a.example/")
    seen = Seen(id=made.webhook.id, town=BREVILLE, version=made.webhook.version)
    keeping.change(hall, seen, replace(made.webhook.terms, name="Autre"), "root", datetime.now(UTC))
    with pytest.raises(ConflictError):
        keeping.change(hall, seen, replace(made.webhook.terms, name="Troisième"), "root", datetime.now(UTC))
    happen(hall, "planned")
    keeping.remove(hall, replace(seen, version=None), "root", datetime.now(UTC))
    assert log(hall, made) == ()
    happen(hall, "unplanned")
    assert tell(hall, made) == 0


def test_a_log_is_kept_for_thirty_days(hall: Installation) -> None:
    come(hall, mail(HOLE, 1))
    with listening(Hook()) as hook:
        made = hooked(hall, hook.url)
        happen(hall, "planned", "unplanned")
        with hall.database.write() as session:
            (first, _) = webhooks.deliveries(session, made.webhook.id, before=None, limit=9)[::-1]
            webhooks.mark_sent(session, first, webhooks.Tried(answer=200, said=""), datetime.now(UTC))
        sending.forget_old(hall, datetime.now(UTC) + timedelta(days=31))
    assert states(hall, made) == ["waiting"]


# ---- where it may lead


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.9.1",
        "10.0.0.1",
        "172.16.3.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 — an address to refuse
        "224.0.0.1",
        "255.255.255.255",
        "240.0.0.1",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd12::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "fec0::1",  # site-local: global by its number, in old houses by its use
        "168.63.129.16",  # the door of Azure to a machine
        "192.88.99.1",
        "2002:7f00:1::",
        "2002:a00:1::",
        "not an address",
    ],
)
def test_nothing_is_sent_into_the_house(address: str) -> None:
    assert not guard.is_allowed(address, ())


def test_what_the_operator_allows_and_the_open_internet_are_reached() -> None:
    inside = (ip_network("10.20.0.0/16"), ip_network("fd12::/16"))
    assert guard.is_allowed("10.20.3.4", inside)
    assert guard.is_allowed("::ffff:10.20.3.4", inside)
    assert guard.is_allowed("fd12::9", inside)
    assert not guard.is_allowed("10.21.0.1", inside)
    assert guard.is_allowed("93.184.216.34", ())
    assert guard.is_allowed("2606:2800:220:1:248:1893:25c8:1946", ())


def test_without_a_seal_nothing_leaves_the_house(hall: Installation) -> None:
    inside = guard.networks_of("10.20.0.0/16")
    assert guard.is_allowed("10.20.3.4", inside, is_sealed=False)
    assert not guard.is_allowed("93.184.216.34", inside, is_sealed=False)
    asked: list[str] = []

    def outside(host: str, _port: int) -> tuple[str, ...]:
        asked.append(host)
        return ("93.184.216.34",)

    line = call.Line(allowed=inside, resolve=outside, seconds=0.5)
    assert call.post("http://gmao.example/hook", b"{}", {}, line).said == "address not allowed" and asked == ["gmao.example"]
    with pytest.raises(InvalidError):
        guard.checked("http://93.184.216.34/hook", inside)


@pytest.mark.parametrize(
    "url",
    [
        "http://software.example/hook",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://169.254.169.254/latest/meta-data/",
        "ftp://software.example/",
        "https://user:secret@software.example/",
        "https://software.example/#part",
        "https:///path",
        "https://software.example:0/",
        "https://software.example:99999/",
        "https://soft ware.example/",
        "https://software.example/\r\nX-Evil: 1",
        "https://exämple.example/",
        "javascript:alert(1)",
        "https://software.example/" + "x" * 1000,
        "",
    ],
)
def test_an_address_that_is_none_is_refused_when_it_is_written(url: str) -> None:
    with pytest.raises(InvalidError):
        guard.checked(url, ())


def test_a_name_that_leads_into_the_house_is_not_followed_there_whenever_it_says_so() -> None:
    """A resolver that says one thing to who checks and another to who connects (DNS rebinding) is asked once."""
    asked: list[str] = []

    def rebinding(host: str, _port: int) -> tuple[str, ...]:
        asked.append(host)
        return ("93.184.216.34",) if len(asked) == 1 else ("127.0.0.1",)

    def mixed(_host: str, _port: int) -> tuple[str, ...]:
        return ("93.184.216.34", "127.0.0.1")

    with listening(Hook()) as hook:
        url = f"http://rebind.example:{hook.port}/"
        call.post(url, b"{}", {}, Line(resolve=rebinding, seconds=0.3, whole_seconds=0.5))
        assert asked == ["rebind.example"]
        assert call.post(url, b"{}", {}, Line(resolve=mixed)).said == "address not allowed"
        for inner in ("localhost", "127.0.0.1", "2130706433", "0x7f.1"):
            answered = call.post(f"http://{inner}:{hook.port}/", b"{}", {}, Line(resolve=call.resolved))
            assert answered.status is None
            assert answered.said in {"address not allowed"} or "gaierror" in answered.said
        assert hook.taken == []


def test_a_redirect_into_the_house_is_not_followed() -> None:
    with listening(Hook()) as inner, listening(Hook(status=307, headers={"Location": inner.url})) as hook:
        answered = call.post(hook.url, b'{"type": "x"}', {}, near())
        assert (answered.status, answered.said) == (307, "redirect not followed")
        assert not answered.is_taken
        assert inner.taken == []


def test_a_name_nobody_knows_is_an_answer_too() -> None:
    def unknown(_host: str, _port: int) -> tuple[str, ...]:
        raise OSError(-2, "Name or service not known")

    assert "Name or service not known" in call.post("https://nobody.example/", b"{}", {}, Line(resolve=unknown)).said


def test_statuses_of_deliveries_are_those_of_requests(hall: Installation) -> None:
    come(hall, mail(HOLE, 1))
    made = hooked(hall, "https://a.example/")
    happen(hall, "planned")
    (one,) = log(hall, made)
    assert one.status in set(Status)
