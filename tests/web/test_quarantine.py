"""The quarantine on screen: why, what to do, its first bytes; who sets up the town sees no content (S31, S36)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domain.ids import InboundId
from domain.inbound import Channel, Drop, Envelope, Inbound, Outcome
from domain.rights import Role
from flows import intake_health
from flows.kinds import LATER, MAIL, JobKind
from flows.nightly import count_again
from flows.work import work
from store import agents, inbounds, jobs, journal, originals, quarantine
from store.agents import NewAgent
from tests.store.samples import inbound
from tests.web import seed
from tests.web.conftest import Browser, Hall

TOWN, OTHER = seed.VALOGNES, seed.BREVILLE
RAW = b"\x7fELF<script>alert(1)</script>" + bytes(200)


@pytest.fixture
def boss(hall: Hall, new_browser: Callable[[], Browser]) -> Browser:
    """An administrator of one town, who has no other role."""
    new = NewAgent(town=TOWN, login="boss", name="Boss", roles=frozenset({Role.ADMIN}), password_hash=seed.PASSWORD_HASH, must_change=False)
    with hall.installation.database.write() as session:
        agents.add(session, new, seed.NOW)
    browser = new_browser()
    assert browser.sign_in("boss") == 303
    return browser


def _aside(hall: Hall, raw: bytes = RAW, reason: str = "not_a_document", **values: object) -> InboundId:
    plain = replace(inbound(raw), town=TOWN, channel=Channel.SCAN, source_id="courrier/secret.pdf", mailbox=None, envelope=Envelope())
    came: Inbound = replace(plain, **values)  # type: ignore[arg-type]  # the fields of an arrival
    with hall.installation.database.write() as session:
        originals.add_many(session, {came.sha256: raw})
        inbound_id, _ = inbounds.add(session, came)
        quarantine.put(session, inbound_id, reason, "0.0.1", seed.NOW)
    return inbound_id


def _actions(hall: Hall) -> list[str]:
    with hall.installation.database.read() as session:
        return [one.action for one in journal.page(session, TOWN, after=None, limit=20) if one.actor in {"boss", "claire"}]


def test_who_sets_up_the_town_sees_why_and_what_to_do_and_no_content(hall: Hall, boss: Browser) -> None:
    one = _aside(hall)
    there = _aside(hall, b"2", town=OTHER)
    shown = boss.get("/quarantine")
    assert "Le fichier n’est ni un PDF" in shown and f"/quarantine/{one}" in shown and f"/quarantine/{there}" not in shown
    own = boss.get(f"/quarantine/{one}?raw=1")
    assert "0.0.1" in own and "Réessayer" in own and boss.status(f"/quarantine/{there}") == 404
    assert not [words for words in ("secret.pdf", "ELF", f"/quarantine/{one}/request", "/original") if words in shown + own]
    assert boss.post(f"/quarantine/{one}/request", page=f"/quarantine/{one}") == 403
    assert "looked_set_aside" not in _actions(hall)


def test_its_first_bytes_are_shown_escaped_to_who_reviews_and_that_is_written_down(hall: Hall, claire: Browser) -> None:
    one = _aside(hall)
    assert "ELF" not in claire.get(f"/quarantine/{one}") and "secret.pdf" in claire.get(f"/quarantine/{one}")
    shown = claire.get(f"/quarantine/{one}?raw=1")
    assert "7f 45 4c 46 3c 73" in shown and "&lt;script&gt;" in shown and "<script>alert" not in shown
    assert _actions(hall).count("looked_set_aside") == 1
    text = _aside(hall, b"Bonjour <b>vous</b>")
    assert "Bonjour &lt;b&gt;vous&lt;/b&gt;" in claire.get(f"/quarantine/{text}?raw=1")


def test_what_came_in_for_one_department_alone_is_shown_to_nobody_here(hall: Hall, claire: Browser) -> None:
    one = _aside(hall, b"Confidentiel", envelope=Envelope(drop=Drop(scanner="ccas", department=seed.DEPARTMENTS[6].code)))
    shown = claire.get("/quarantine") + claire.get(f"/quarantine/{one}?raw=1")
    assert "Confidentiel" not in shown and "secret.pdf" not in shown and "looked_set_aside" not in _actions(hall)


def test_one_or_all_of_a_reason_are_tried_again(hall: Hall, boss: Browser) -> None:
    one, second, third = _aside(hall), _aside(hall, b"2"), _aside(hall, b"3")
    page = f"/quarantine/{one}"
    assert boss.post(f"{page}/retry", page=page) == 303
    assert boss.post("/quarantine/retry", page="/quarantine", channel="scan", reason="not_a_document") == 303
    assert boss.post("/quarantine/retry", page="/quarantine", channel="scan", reason="") == 404
    with hall.installation.database.read() as session:
        assert [inbounds.get(session, each).outcome for each in (one, second, third)] == [Outcome.PENDING] * 3
        assert quarantine.count(session, TOWN) == 0
    assert boss.status(page) == 404 and "Rien n’est en quarantaine" in boss.get("/quarantine")


def test_it_is_put_away_with_a_reason_and_stays_in_sight(hall: Hall, boss: Browser) -> None:
    one = _aside(hall)
    page = f"/quarantine/{one}"
    assert boss.post(f"{page}/dismiss", page=page, why=" ") == 422
    assert boss.post(f"{page}/dismiss", page=page, why="Page de test <b>") == 303
    assert page not in boss.get("/quarantine").split('id="rows"')[-1]
    assert "Page de test &lt;b&gt;" in boss.get("/quarantine?state=dismissed") and "Page de test" in boss.get(page)
    assert boss.status("/ledger") == 200


def test_a_request_is_made_of_it_by_who_reviews(hall: Hall, claire: Browser) -> None:
    one = _aside(hall)
    assert claire.post(f"/quarantine/{one}/request", page=f"/quarantine/{one}") == 303
    while work(hall.installation, "mail", datetime.now(UTC)).claimed:
        pass
    with hall.installation.database.read() as session:
        assert inbounds.get(session, one).outcome is Outcome.DRAFTED


def test_what_only_has_its_header_here_is_not_tried_again(hall: Hall, boss: Browser) -> None:
    one = _aside(hall, reason="mail_too_large", channel=Channel.EMAIL)
    assert f"/quarantine/{one}/retry" not in boss.get(f"/quarantine/{one}") and "/quarantine/retry" not in boss.get("/quarantine")


def test_the_ledger_and_the_health_page_say_whether_the_night_adds_up(
    hall: Hall, boss: Browser, claire: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake_health, "FRESH_SECONDS", -1.0)
    assert "Rien n’a encore été compté" in boss.get("/ledger") and boss.post("/ledger/count", page="/ledger") == 303
    one = _aside(hall)
    with hall.installation.database.write() as session:
        inbounds.set_outcome(session, one, Outcome.DRAFTED, None)
    count_again(hall.installation, TOWN, "boss", datetime.now(UTC))
    while work(hall.installation, "later", datetime.now(UTC)).claimed:
        pass
    shown = boss.get("/ledger")
    assert "le compte n’y est pas" in shown and f"arrivée {one}" in shown and "sans demande" in shown
    assert "le compte n’y est pas" in boss.get("/health")
    assert "ne tombe pas juste" in boss.get("/intake") and "ne tombe pas juste" not in claire.get("/intake")


def test_what_is_still_under_way_is_told_apart_where_it_adds_up(hall: Hall, boss: Browser) -> None:
    with hall.installation.database.write() as session:
        waiting = [line.id for line in inbounds.ledger(session, town=TOWN) if line.outcome == Outcome.PENDING]
        for one in waiting:
            jobs.add(session, town=TOWN, queue=MAIL, kind=JobKind.READ, subject_id=one, now=datetime.now(UTC))
    count_again(hall.installation, TOWN, "boss", datetime.now(UTC))
    while work(hall.installation, LATER, datetime.now(UTC)).claimed:
        pass
    said = f"une seule ou encore en cours ({len(waiting)})."
    assert waiting and said in boss.get("/ledger") and said in boss.get("/health")


def test_filters_and_odd_addresses_answer(hall: Hall, boss: Browser) -> None:
    one = _aside(hall)
    assert f"/quarantine/{one}" in boss.get("/quarantine?channel=scan&reason=not_a_document")
    assert f"/quarantine/{one}" not in boss.get("/quarantine?channel=fax").split("<tbody id")[-1].split("<form")[0]
    for odd in ("channel=pigeon", "state=x", "after=0", f"reason={'x' * 300}"):
        assert boss.status(f"/quarantine?{odd}") == 200, odd
    assert boss.status("/quarantine/999999") == 404
