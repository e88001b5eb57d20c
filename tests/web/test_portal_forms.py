"""Forms at the portal: filled in with what the account knows, and the citizen's own when they are sent (S44)."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from domain.citizen import PostalAddress, Profile
from domain.ids import TownId
from flows.forms import FormBook
from flows.submit import FormIntake, Way
from ingest.form.validate import Submission
from store import citizens
from store.schema import CitizenArrivalRow, CitizenFormRow
from tests.web.conftest import ORIGIN, Hall
from tests.web.filled import REPORT, publish_common
from tests.web.portal_people import ANNE, BRUNO, Citizens, add, opener, with_mail
from web.pages import public_form

PAGE = "/forms/signalement"
KNOWN = Profile(
    name="Lefèvre", first_name="Anne", phone="+33639981204", address=PostalAddress(street="4 rue des Religieuses", postcode="50700")
)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + b"\x00" * 2_000
Open = Callable[[], Citizens]


@pytest.fixture
def posted(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> Hall:
    monkeypatch.setattr(public_form, "TOO_FAST_S", 0.0)
    publish_common(hall)
    return with_mail(hall)


@pytest.fixture
def browse(posted: Hall) -> Open:
    return opener(posted)


def token(page: str) -> str:
    return str(re.findall(r'name="jeton" value="([^"]+)"', page)[0])


def fields(page: str, **more: str) -> dict[str, str]:
    found = {name: value for name, value in re.findall(r'<input[^>]* name="(\w+)" value="([^"]*)"', page)}
    return {**found, **REPORT, **more}


def send(anne: Citizens, page: str, data: dict[str, str], path: str = PAGE):  # type: ignore[no-untyped-def]  # the client's own
    return anne.client.post(f"/p/valognes{path}", data=data, headers={"Origin": ORIGIN}, follow_redirects=False)


def test_a_form_is_filled_in_for_who_is_signed_in_and_for_nobody_else(posted: Hall, browse: Open) -> None:
    add(posted, profile=KNOWN)
    anne = browse()
    assert anne.get(PAGE).headers["location"] == "/f/valognes/signalement?lang=fr"
    anne.sign_in()
    page = anne.get(PAGE)
    assert ANNE in page.text and "Lefèvre" in page.text and "06\u00a039\u00a098\u00a012\u00a004" in page.text.replace("\u202f", "\u00a0")
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"] and page.headers["cache-control"] == "no-store"
    assert ANNE not in anne.client.get("/f/valognes/signalement").text


def test_what_is_sent_signed_in_is_his_alone(posted: Hall, browse: Open) -> None:
    whose, other = add(posted, profile=KNOWN), add(posted, BRUNO)
    anne = browse()
    anne.sign_in()
    page = anne.get(PAGE).text
    answer = send(anne, page, fields(page))
    assert answer.status_code == 303, answer.text[:3000]
    again = send(anne, page, fields(page))
    assert again.status_code == 303
    with posted.installation.database.read() as session:
        rows = session.scalars(select(CitizenArrivalRow)).all()
        assert [row.citizen_id for row in rows] == [whose]
        assert citizens.own_requests(session, other) == ()


def test_a_form_is_sent_with_a_photo_as_a_browser_sends_it(posted: Hall, browse: Open) -> None:
    whose = add(posted, profile=KNOWN)
    anne = browse()
    anne.sign_in()
    page = anne.get(PAGE).text
    answer = anne.client.post(
        f"/p/valognes{PAGE}",
        data=fields(page),
        files={"photos": ("trou.jpg", JPEG, "image/jpeg")},
        headers={"Origin": ORIGIN},
        follow_redirects=False,
    )
    assert answer.status_code == 303, answer.text[:3000]
    with posted.installation.database.read() as session:
        assert [row.citizen_id for row in session.scalars(select(CitizenArrivalRow))] == [whose]


def test_a_form_of_another_page_is_not_sent_in_a_citizens_name(posted: Hall, browse: Open) -> None:
    add(posted, profile=KNOWN)
    anne = browse()
    anne.sign_in()
    page = anne.get(PAGE).text
    stranger = token(anne.client.get("/f/valognes/signalement").text)
    assert send(anne, page, fields(page, jeton=stranger)).status_code == 422
    evil = anne.client.post(f"/p/valognes{PAGE}", data=fields(page), headers={"Origin": "https://evil.example"})
    assert evil.status_code == 403
    with posted.installation.database.read() as session:
        assert session.scalars(select(CitizenArrivalRow)).all() == []


def test_who_is_signed_out_meanwhile_loses_nothing_he_typed(posted: Hall, browse: Open) -> None:
    add(posted, profile=KNOWN)
    anne = browse()
    anne.sign_in()
    page = anne.get(PAGE).text
    anne.client.cookies.clear()
    answer = send(anne, page, fields(page, description="Un trou profond."))
    assert answer.status_code == 422 and "Un trou profond." in answer.text and 'action="/f/valognes/signalement"' in answer.text
    with posted.installation.database.read() as session:
        assert session.scalars(select(CitizenArrivalRow)).all() == []


def test_a_form_is_kept_though_its_citizens_account_is_deleted_meanwhile(posted: Hall) -> None:
    whose = add(posted, profile=KNOWN)
    with posted.installation.database.write() as session:
        citizens.remove(session, whose)
    intake = FormIntake(posted.installation, FormBook(posted.installation.database))
    form = intake.book.find(TownId("valognes"), "signalement")
    assert form is not None
    sent = Submission(given=REPORT, files={}, confirmed=frozenset())
    answered = intake.submit(form, sent, Way(now=datetime.now(UTC), citizen=whose)).result()
    assert answered.answer["tracking"]


def test_a_form_that_was_begun_is_kept_sealed_and_gone_once_it_is_sent(posted: Hall, browse: Open) -> None:
    add(posted, profile=KNOWN)
    anne, other = browse(), browse()
    anne.sign_in()
    page = anne.get(PAGE).text
    saved = send(anne, page, {**fields(page, description="Un trou profond."), "_save": "1"})
    assert saved.status_code == 200 and "Enregistré dans votre compte" in saved.text
    other.sign_in()
    again = other.get(PAGE).text
    assert "Un trou profond." in again and "À reprendre" in other.get("").text
    with posted.installation.database.read() as session:
        (row,) = session.scalars(select(CitizenFormRow)).all()
        assert "profond" not in row.content
    assert send(other, again, fields(again)).status_code == 303
    assert "Un trou profond." not in anne.get(PAGE).text


def test_nothing_is_saved_for_a_page_that_is_not_his(posted: Hall, browse: Open) -> None:
    add(posted, profile=KNOWN)
    anne = browse()
    anne.sign_in()
    page = anne.get(PAGE).text
    stranger = token(anne.client.get("/f/valognes/signalement").text)
    assert send(anne, page, {**fields(page, jeton=stranger), "_save": "1"}).status_code == 422
    with posted.installation.database.read() as session:
        assert session.scalars(select(CitizenFormRow)).all() == []
