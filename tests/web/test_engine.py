"""The engine on screen: jobs tried again, the ledger and the health page, each for who sets up the town, and no content (S36)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from domain.errors import Mistake
from domain.ids import TownId
from domain.inbound import Outcome
from domain.rights import Role
from flows import checks
from flows.checks import Check
from flows.wording import say
from store import agents, inbounds, jobs, journal, outbox, requests
from store.agents import NewAgent
from store.inbounds import LedgerFilter
from store.outbox import Held, Letter
from tests.web import seed
from tests.web.conftest import Browser, Hall

TOWN, OTHER = seed.VALOGNES, seed.BREVILLE
Open = Callable[[str], Browser]


@pytest.fixture
def boss(hall: Hall, new_browser: Callable[[], Browser]) -> Browser:
    """An administrator of one town, who has no other role."""
    new = NewAgent(town=TOWN, login="boss", name="Boss", roles=frozenset({Role.ADMIN}), password_hash=seed.PASSWORD_HASH, must_change=False)
    with hall.installation.database.write() as session:
        agents.add(session, new, seed.NOW)
    browser = new_browser()
    assert browser.sign_in("boss") == 303
    return browser


def _park(hall: Hall, town: TownId, subject: int, error: str) -> None:
    now = datetime.now(UTC)
    with hall.installation.database.write() as session:
        jobs.add(session, town=town, queue="mail", kind="route", subject_id=subject, now=now)
        (job,) = jobs.claim(session, "mail", now=now, lease=timedelta(minutes=1))
        assert jobs.fail(session, job, error, now, max_attempts=0)


def test_all_parked_jobs_of_a_queue_are_tried_again_those_of_ones_own_town_alone(hall: Hall, boss: Browser) -> None:
    for town, subject in ((TOWN, 901), (TOWN, 902), (OTHER, 903)):
        _park(hall, town, subject, "Traceback\n  File x\nOSError: disque plein <b>")
    shown = boss.get("/jobs")
    assert "OSError: disque plein &lt;b&gt;" in shown and "Faire d’un message des demandes" in shown
    assert "901" in shown and "902" in shown and "903" not in shown
    assert boss.post("/jobs/revive", page="/jobs", queue="mail") == 303
    with hall.installation.database.read() as session:
        counts = {town: jobs.counts(session, town) for town in (TOWN, OTHER)}
        (line,) = [one for one in journal.page(session, TOWN, after=None, limit=20) if one.action == "revive_jobs"]
    assert counts[TOWN].get(("mail", "parked"), 0) == 0 and counts[OTHER]["mail", "parked"] == 1
    assert (line.actor, line.details) == ("boss", {"queue": "mail", "count": 2})
    assert "Travaux repris" in boss.get("/jobs?revived=2")
    assert boss.post("/jobs/revive", page="/jobs", queue="nothing") == 404


def test_letters_that_are_held_are_told_without_recipient_or_text(hall: Hall, boss: Browser) -> None:
    payload = {"heading": "Votre fuite", "text": "Chez vous"}
    letter = Letter(town=TOWN, request=None, kind="letter", recipient="claude.martin@courriel.example", payload=payload)
    with hall.installation.database.write() as session:
        outbox.mark_held(session, outbox.add(session, letter, seed.NOW), Held.DOUBTFUL)
    shown = boss.get("/jobs")
    assert "Lettre au demandeur" in shown and "l’expéditeur semble usurpé" in shown
    assert not [words for words in (letter.recipient, "Votre fuite", "Chez vous") if words in shown]


def test_the_ledger_has_each_arrival_once_and_no_content(hall: Hall, boss: Browser, new_browser: Callable[[], Browser]) -> None:
    with hall.installation.database.read() as session:
        counts = inbounds.outcomes(session, LedgerFilter(town=TOWN))
        lines = inbounds.newest(session, LedgerFilter(town=TOWN), before=None, limit=500)
        every = list(inbounds.ledger(session, town=TOWN))
    assert sum(counts.values()) == len(lines) == len(every)
    assert [line.id for line in lines] == sorted((line.id for line in every), reverse=True)
    days = "from=2000-01-01&to=2199-12-31"
    shown = boss.get(f"/ledger?{days}")
    numbers = [name for line in lines for name in line.requests]
    assert numbers and not [name for name in numbers if name in shown]
    for line in lines[:50]:
        assert line.sha256[:12] in shown
        assert line.source_id is None or line.source_id not in shown
    # Who also reads requests is told their numbers, of confidential ones nobody.
    admin = new_browser()
    admin.sign_in("admin")
    told = admin.get(f"/ledger?{days}")
    for line in lines[:50]:
        for name in line.requests:
            assert (name in told) is not bool(line.restricted), name
    assert any(name in told for line in lines[:50] if not line.restricted for name in line.requests)
    assert not [name for line in lines if line.restricted for name in line.requests if name in told]


def test_the_ledger_is_narrowed_by_days_channel_and_outcome_and_paged(hall: Hall, boss: Browser) -> None:
    with hall.installation.database.read() as session:
        lines = inbounds.newest(session, LedgerFilter(town=TOWN), before=None, limit=500)
        older = inbounds.newest(session, LedgerFilter(town=TOWN), before=lines[0].id, limit=500)
        drafted = inbounds.newest(session, LedgerFilter(town=TOWN, outcome=Outcome.DRAFTED), before=None, limit=500)
        mails = inbounds.newest(session, LedgerFilter(town=TOWN, channel=lines[0].channel), before=None, limit=500)
        none = inbounds.newest(session, LedgerFilter(town=TOWN, until=seed.NOW - timedelta(days=9_000)), before=None, limit=500)
    assert [line.id for line in older] == [line.id for line in lines[1:]]
    assert {line.outcome for line in drafted} <= {Outcome.DRAFTED} and {line.channel for line in mails} == {lines[0].channel}
    assert none == ()
    assert "Rien de tel" in boss.get("/ledger?from=2001-01-01&to=2001-01-02")
    for odd in ("from=hier", "to=9999-99-99", "channel=pigeon", "outcome=x", "from=0001-01-01&to=9999-12-31"):
        assert boss.status(f"/ledger?{odd}") == 200, odd


def test_health_tells_the_machine_to_who_sees_to_all_of_it(
    hall: Hall, boss: Browser, new_browser: Callable[[], Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    fault = Mistake(
        where="CITOYEN_DATA", what=say("Only {free} MiB are free where originals are kept.", free=12), remedy=say("Set both, or neither.")
    )
    found = (Check(name=say("database"), found=say("up to date")), Check(name=say("disk"), found="", mistakes=(fault,)))
    monkeypatch.setattr(checks, "look_at_everything", lambda _settings: found)
    admin = new_browser()
    admin.sign_in("admin")
    shown = admin.get("/health")
    assert "à jour" in shown and "Il ne reste que 12" in shown and "CITOYEN_DATA" in shown and "Tout va bien" not in shown
    own = boss.get("/health")
    assert "CITOYEN_DATA" not in own and "à jour" not in own
    _park(hall, TOWN, 901, "OSError")
    assert "/jobs#parked" in boss.get("/health")


def test_the_machine_as_it_is_can_be_looked_at(hall: Hall, new_browser: Callable[[], Browser]) -> None:
    admin = new_browser()
    admin.sign_in("admin")
    shown = admin.get("/health")
    assert str(hall.installation.settings.data) in shown and "tesseract" in shown


def test_health_says_that_nothing_leaves_without_a_relay_and_not_that_all_is_well(new_browser: Callable[[], Browser]) -> None:
    browser = new_browser()
    assert browser.sign_in("admin") == 303
    shown = browser.get("/health")
    assert "Aucun serveur de courrier sortant" in shown and "CITOYEN_RELAY_URL" in shown and "Tout va bien" not in shown
    assert 'href="/health"' in browser.get("/jobs").split("</header>")[0] and 'href="/ledger"' in browser.get("/jobs").split("</header>")[0]


def test_who_opens_the_address_of_a_form_comes_to_its_page_in_either_language(new_browser: Callable[[], Browser]) -> None:
    browser = new_browser()
    assert browser.sign_in("admin") == 303
    for form, page in (
        (f"/addresses/{TOWN}/try", "/addresses"),
        ("/channels/mailboxes", "/channels"),
        ("/review/many", "/review"),
        ("/jobs/revive", "/jobs"),
    ):
        answer = browser.client.get(form, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, page)
    assert browser.post("/language", page="/jobs", language="en", next=f"/addresses/{TOWN}/try") == 303
    assert "Addresses" in browser.client.get(f"/addresses/{TOWN}/try", follow_redirects=True).text
    assert browser.client.get("/api/v1/entries").status_code == 405


def test_where_no_relay_is_set_a_request_says_why_nobody_can_be_written_to(hall: Hall, new_browser: Callable[[], Browser]) -> None:
    with hall.installation.database.read() as session:
        (first, *_) = requests.open_page(session, TOWN, after=None, limit=1)
    browser = new_browser()
    assert browser.sign_in("admin") == 303
    shown = browser.get(f"/requests/{first.id}")
    assert "On ne peut pas écrire au demandeur d’ici" in shown and "Ce qu’il faut faire" in shown
    assert f"/requests/{first.id}/message" not in shown
