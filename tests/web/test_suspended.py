"""A suspended town takes nothing new by any way, loses nothing, and is read as before (issue 11, point 4)."""

import html
import re
from datetime import UTC, datetime

import pytest

from domain.api_key import Scope
from domain.errors import InvalidError, SuspendedError, UnavailableError
from domain.following import PortalAct
from domain.ids import TownId
from domain.inbound import Arrival, Channel, Envelope
from domain.lifecycle import Act, Step
from flows import town_suspending as flow
from flows.act import Asked, act
from flows.portal import own
from flows.portal.own import Wanted
from flows.receive import receive
from flows.town_views import TownViews
from store import journal
from tests.web import seed
from tests.web.conftest import ORIGIN, Browser, Hall
from tests.web.filled import REPORT, publish_common
from tests.web.test_api import bearer, key
from tests.web.test_portal_own import HOLE, opened, page_of
from web.pages import public_form

WORDS = "ne reçoit rien de nouveau en ce moment"


@pytest.fixture
def still(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> Hall:
    """A town that was suspended."""
    monkeypatch.setattr(public_form, "TOO_FAST_S", 0.0)
    publish_common(hall)
    assert flow.suspend(hall.installation, seed.VALOGNES, "Déménagement", "cli", datetime.now(UTC))
    return hall


def test_a_form_is_not_kept_and_nothing_typed_is_lost(still: Hall, browser: Browser) -> None:
    page = browser.get("/f/valognes/signalement")
    found = dict(re.findall(r'<input[^>]* name="(\w+)" value="([^"]*)"', page))
    answer = browser.client.post("/f/valognes/signalement", data={**found, **REPORT}, headers={"Origin": ORIGIN})
    assert answer.status_code == 503 and WORDS in html.unescape(answer.text) and REPORT["description"] in html.unescape(answer.text)


def test_the_portal_is_read_and_takes_nothing(still: Hall, browser: Browser) -> None:
    opened(browser, still)
    page = page_of(still)
    assert "Où en est la demande" in html.unescape(browser.get(page))
    data = {"csrf": browser.token(page), "page": "p", "message_text": "Il y en a un second."}
    answer = browser.client.post(f"{page}/send/message", data=data, headers={"Origin": ORIGIN})
    told = html.unescape(answer.text)
    assert answer.status_code == 503 and WORDS in told and "Il y en a un second." in told
    assert browser.post(f"{page}/rating", page, stars="5") == 503
    assert browser.post("/p/valognes/register", "/p/valognes/follow", email="a@courriel.example", of_age="1") == 503


def test_programs_are_told_and_read_on(still: Hall, browser: Browser) -> None:
    headers = bearer(key(still, Scope.REQUESTS_WRITE)) | {"Accept-Language": "fr"}
    answer = browser.client.post(f"/api/v1/requests/{still.ids[HOLE]}/acts", json={"act": "take", "agent": "claire"}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (503, "suspended") and WORDS in answer.json()["detail"]
    sent = browser.client.post("/api/v1/forms/signalement/submissions?town=valognes", json=REPORT)
    assert sent.status_code == 503 and sent.json()["code"] == "suspended"
    assert browser.client.get("/api/v1/requests", headers=bearer(key(still, Scope.REQUESTS_READ))).status_code == 200


def test_the_desk_is_read_and_changes_nothing(still: Hall, claire: Browser) -> None:
    page = f"/requests/{still.ids[HOLE]}"
    assert "Déménagement" in claire.get(page) and "Cette commune est suspendue" in claire.get("/requests")
    assert claire.post(f"{page}/notes", page, text="vu") == 503
    assert claire.post("/sign-out", page) == 303
    asked = Asked(request=still.ids[HOLE], step=Step(act=Act.TAKE))
    with pytest.raises(SuspendedError):
        act(still.installation, asked, "claire", datetime.now(UTC))


def test_nothing_of_it_is_kept_by_any_channel_until_it_is_taken_up_again(still: Hall) -> None:
    arrival = Arrival(
        raw=b"From: a@courriel.example\r\n\r\nbonjour",
        channel=Channel.EMAIL,
        town=seed.VALOGNES,
        mailbox=None,
        envelope=Envelope(),
        received_at=datetime.now(UTC),
    )
    with pytest.raises(SuspendedError):
        receive(still.installation, [arrival])
    with pytest.raises(SuspendedError):
        own.send(
            still.installation,
            Wanted(request=still.ids[HOLE], act=PortalAct.MESSAGE, text="x", files=(), page="p", language="fr"),
            datetime.now(UTC),
        )
    assert flow.resume(still.installation, seed.VALOGNES, "cli", datetime.now(UTC))
    assert not flow.resume(still.installation, seed.VALOGNES, "cli", datetime.now(UTC))
    assert receive(still.installation, [arrival])[0].is_new
    with still.installation.database.read() as session:
        actions = [one.action for one in journal.page(session, seed.VALOGNES, after=None, limit=50)]
    assert [one for one in actions if one.startswith("town.")] == ["town.resumed", "town.suspended"]


def test_other_towns_go_on(still: Hall) -> None:
    assert still.installation.towns.find_suspension(seed.VALOGNES) is not None
    others = [one for one in still.installation.towns.ids() if one != seed.VALOGNES]
    assert all(still.installation.towns.find_suspension(one) is None for one in others)


def test_its_mailboxes_are_refused_for_now(still: Hall) -> None:
    towns = still.installation.towns
    address = next(one.address for one in towns.get(seed.VALOGNES).mailboxes)
    assert towns.remembered_mailbox(address) is None
    with pytest.raises(SuspendedError):
        towns.mailbox(address)
    assert towns.mailbox("nobody@ailleurs.example") is None


def test_a_town_is_suspended_with_a_reason(still: Hall) -> None:
    with pytest.raises(InvalidError):
        flow.suspend(still.installation, seed.VALOGNES, " ", "cli", datetime.now(UTC))


def test_a_page_is_shown_though_nobody_can_say_now_whether_its_town_is_suspended(
    still: Hall, claire: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_towns: TownViews, _town: TownId | None) -> None:
        raise UnavailableError("away")

    monkeypatch.setattr(TownViews, "find_suspension", away)
    assert claire.status("/requests") == 200
