"""A citizen's own account: profile, password, addresses, second factor, browsers, earlier requests, export and end (S42)."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from domain.citizen import Proof
from domain.errors import ForbiddenError, InvalidError, NotFoundError
from domain.ids import CitizenId, RequestId
from flows import dossiers, second_factor
from flows.portal import lost_factor
from store import citizen_factors, citizens, journal, requests
from store.schema import Base, CitizenCodeRow, CitizenLinkRow, CitizenRow, RequestRow
from tests.web import seed
from tests.web.conftest import Hall
from tests.web.portal_people import ANNE, BRUNO, OTHER, PASSWORD, Citizens, add, body_of, letters, opener, path_in, with_mail

Open = Callable[[], Citizens]
ACCOUNT = "/account"


@pytest.fixture
def posted(hall: Hall) -> Hall:
    return with_mail(hall)


@pytest.fixture
def browse(posted: Hall) -> Open:
    return opener(posted)


@pytest.fixture
def anne(posted: Hall, browse: Open) -> Citizens:
    add(posted)
    browser = browse()
    assert browser.sign_in().status_code == 303
    return browser


def own(hall: Hall, email: str = ANNE) -> citizens.Account:
    with hall.installation.database.read() as session:
        found = citizens.find_by_email(session, seed.VALOGNES, email)
    assert found is not None
    return found


def test_what_somebody_says_of_himself_is_kept_and_checked(posted: Hall, anne: Citizens) -> None:
    said = {
        "first_name": " Anne ",
        "name": "Lefèvre",
        "phone": "06 39 98 12 04",
        "postcode": "50700",
        "language": "en",
        "notices": "closings",
    }
    assert anne.post(ACCOUNT, ACCOUNT, **said).status_code == 303
    profile = own(posted).citizen.profile
    assert (profile.first_name, profile.phone, profile.language, profile.notices.value) == ("Anne", "+33639981204", "en", "closings")
    wrong = anne.post(ACCOUNT, ACCOUNT, **{**said, "phone": "12", "name": "x" * 121})
    assert wrong.status_code == 422 and 'value="12"' in wrong.text and 'id="name-fault"' in wrong.text
    assert own(posted).citizen.profile == profile


def test_a_new_password_ends_all_other_sessions_and_its_owner_is_told(posted: Hall, browse: Open, anne: Citizens) -> None:
    other = browse()
    other.sign_in()
    page = "/account/password"
    assert anne.post(page, page, present="faux", new=OTHER, again=OTHER).status_code == 422
    assert anne.post(page, page, present=PASSWORD, new=ANNE, again=ANNE).status_code == 422
    assert anne.post(page, page, present=PASSWORD, new=OTHER, again=OTHER).status_code == 303
    assert anne.is_in() and not other.is_in()
    assert "vient d’être changé" in body_of(posted, letters(posted)[0])


def test_sessions_are_listed_and_ended_one_by_one_or_all_but_this_one(browse: Open, anne: Citizens) -> None:
    others = [browse() for _ in range(3)]
    for other in others:
        other.sign_in()
    marks = re.findall(r'name="session" value="(\w+)"', anne.get(ACCOUNT).text)
    assert len(marks) == 3
    anne.post("/account/sessions/end", ACCOUNT, session=marks[0])
    assert sum(other.is_in() for other in others) == 2
    anne.post("/account/sessions/end-others", ACCOUNT)
    assert not any(other.is_in() for other in others) and anne.is_in()


def test_nobody_ends_somebody_elses_session(posted: Hall, browse: Open, anne: Citizens) -> None:
    add(posted, BRUNO)
    bruno, elsewhere = browse(), browse()
    bruno.sign_in(BRUNO)
    elsewhere.sign_in()
    (mark,) = re.findall(r'name="session" value="(\w+)"', anne.get(ACCOUNT).text)
    bruno.post("/account/sessions/end", ACCOUNT, session=mark)
    assert elsewhere.is_in()


def test_an_address_changes_once_the_new_one_is_confirmed_and_the_old_one_is_told(posted: Hall, browse: Open, anne: Citizens) -> None:
    assert anne.post("/account/email", ACCOUNT, email=BRUNO, password="faux").status_code == 422
    assert letters(posted) == []
    assert anne.post("/account/email", ACCOUNT, email=BRUNO, password=PASSWORD).status_code == 303
    (asked,) = letters(posted)
    assert asked.letter.recipient == BRUNO and own(posted).citizen.email == ANNE
    path = path_in(posted, asked)
    assert anne.get(path).status_code == 200 and own(posted).citizen.email == ANNE, "looking does nothing"
    assert browse().post(path).status_code == 410, "only who asked for it may"
    assert anne.post(path, path).status_code == 200
    assert own(posted, BRUNO).citizen.email == BRUNO
    told = letters(posted)[1]
    assert told.letter.recipient == ANNE and "Si ce n’est pas vous" in body_of(posted, told)
    assert anne.post(path).status_code == 410


def test_an_address_that_was_taken_over_comes_back_with_everybody_signed_out(posted: Hall, browse: Open, anne: Citizens) -> None:
    anne.post("/account/email", ACCOUNT, email=BRUNO, password=PASSWORD)
    path = path_in(posted, letters(posted)[0])
    anne.post(path, path)
    secret = switch_on(posted, anne)
    assert anne.post("/account/close", "/account/close", password=PASSWORD).status_code == 409, "a thief cannot end the account"
    undo = path_in(posted, next(one for one in letters(posted) if one.letter.recipient == ANNE))
    owner = browse()
    assert owner.get(undo).status_code == 200
    assert owner.post(undo, undo).status_code == 200
    assert own(posted).citizen.email == ANNE and not anne.is_in()
    assert browse().sign_in(BRUNO).status_code == 422 and browse().sign_in().status_code == 422, "the password is no more"
    assert owner.post("/forgotten", "/forgotten", email=ANNE).status_code == 200
    reset = path_in(posted, letters(posted)[-1])
    owner.post(reset, reset, new=OTHER, again=OTHER)
    assert owner.sign_in(password=OTHER).headers["location"].endswith("/requests"), f"the thief’s telephone is no more: {secret}"


def test_taking_back_is_over_after_72_hours(posted: Hall, browse: Open, anne: Citizens) -> None:
    anne.post("/account/email", ACCOUNT, email=BRUNO, password=PASSWORD)
    path = path_in(posted, letters(posted)[0])
    anne.post(path, path)
    undo = path_in(posted, letters(posted)[1])
    with posted.installation.database.write() as session:
        (row,) = session.scalars(select(CitizenLinkRow).where(CitizenLinkRow.kind == "undo")).all()
        assert row.expires_at - row.created_at == timedelta(hours=72)
        row.expires_at = datetime.now(UTC)
    assert browse().post(undo).status_code == 410 and own(posted, BRUNO).citizen.email == BRUNO


def test_an_address_with_an_account_is_told_and_nothing_is_disclosed(posted: Hall, anne: Citizens) -> None:
    add(posted, BRUNO)
    answer = anne.post("/account/email", ACCOUNT, email=BRUNO, password=PASSWORD)
    assert answer.headers["location"].endswith("/account?sent=email")
    (told,) = letters(posted)
    assert "a déjà un compte personnel" in body_of(posted, told) and own(posted).citizen.email == ANNE


def switch_on(hall: Hall, browser: Citizens, email: str | None = None) -> str:
    page = "/account/second-factor"
    browser.get(page)
    with hall.installation.database.read() as session:
        whose = session.scalars(select(CitizenRow.id)).first() if email is None else own(hall, email).id
        known = citizen_factors.find(session, CitizenId(whose or 0))
    assert known is not None
    secret = second_factor.shown_secret(hall.installation.settings, known.secret)
    assert secret is not None
    code = second_factor.code_at(secret, second_factor.step_of(datetime.now(UTC)))
    answer = browser.post(page, page, password=PASSWORD, code=code)
    assert answer.status_code == 200, answer.text
    return secret


def test_who_lost_telephone_and_codes_is_let_in_by_the_password_once_the_town_hall_knows_him(
    posted: Hall, browse: Open, anne: Citizens
) -> None:
    switch_on(posted, anne)
    for email, reason, agent, refused in (
        (ANNE, "Carte d’identité vue", "claire", ForbiddenError),
        (ANNE, " ", "admin", InvalidError),
        ("personne@courriel.example", "Carte d’identité vue", "admin", NotFoundError),
    ):
        with pytest.raises(refused):
            lost_factor.take_away(posted.installation, seed.VALOGNES, email, reason, agent, datetime.now(UTC))
    assert anne.is_in()
    assert lost_factor.take_away(posted.installation, seed.VALOGNES, ANNE, "Carte d’identité vue", "admin", datetime.now(UTC))
    assert not anne.is_in(), "whoever was in is out"
    assert "ne demande plus de code" in body_of(posted, letters(posted)[-1])
    assert browse().sign_in().headers["location"].endswith("/requests")
    with posted.installation.database.read() as session:
        lines = journal.page(session, seed.VALOGNES, after=None, limit=20)
    (line,) = [one for one in lines if one.action == "citizen.take_second_factor_away"]
    assert (line.actor, line.details["why"]) == ("admin", "Carte d’identité vue")
    assert not lost_factor.take_away(posted.installation, seed.VALOGNES, ANNE, "Carte d’identité vue", "admin", datetime.now(UTC))


def test_the_second_factor_is_asked_after_the_password_and_each_code_serves_once(posted: Hall, browse: Open, anne: Citizens) -> None:
    page = "/account/second-factor"
    anne.get(page)
    assert anne.post(page, page, password=PASSWORD, code="000000").status_code == 422
    secret = switch_on(posted, anne)
    step = second_factor.step_of(datetime.now(UTC))
    other = browse()
    assert other.sign_in().headers["location"].startswith("/p/valognes/second-factor")
    assert not other.is_in()
    assert other.post("/second-factor", "/second-factor", code=second_factor.code_at(secret, step)).status_code == 422, "served already"
    assert other.post("/second-factor", "/second-factor", code=second_factor.code_at(secret, step + 1)).status_code == 303
    assert other.is_in()
    codes = re.findall(r'<li class="code">([\w-]+)</li>', anne.post(f"{page}/codes", page, code="faux").text)
    assert codes == []


def test_a_recovery_code_stands_in_once_and_switching_off_needs_one(posted: Hall, browse: Open, anne: Citizens) -> None:
    page = "/account/second-factor"
    anne.get(page)
    with posted.installation.database.read() as session:
        known = citizen_factors.find(session, own(posted).id)
    assert known is not None
    secret = second_factor.shown_secret(posted.installation.settings, known.secret)
    assert secret is not None
    code = second_factor.code_at(secret, second_factor.step_of(datetime.now(UTC)))
    shown = anne.post(page, page, password=PASSWORD, code=code).text
    first, second, *_ = re.findall(r'<li class="code">([\w-]+)</li>', shown)
    for expected in (303, 422):
        other = browse()
        other.sign_in()
        assert other.post("/second-factor", "/second-factor", code=first).status_code == expected
    assert anne.post(f"{page}/off", page, code="zzzz-zzzz-zzzz").status_code == 422
    assert anne.post(f"{page}/off", page, code=second).status_code == 303
    assert browse().sign_in().headers["location"].endswith("/requests")
    told = [str(one.letter.payload["subject"]).partition(" – ")[2] for one in letters(posted)]
    assert told == ["Second facteur activé", "Second facteur désactivé"]


def test_wrong_codes_lock_an_account_as_wrong_passwords_do(posted: Hall, browse: Open, anne: Citizens) -> None:
    secret = switch_on(posted, anne)
    other = browse()
    other.sign_in()
    for _ in range(5):
        other.post("/second-factor", "/second-factor", code="000000")
    good = second_factor.code_at(secret, second_factor.step_of(datetime.now(UTC)) + 1)
    assert other.post("/second-factor", "/second-factor", code=good).status_code == 422


def written_by(hall: Hall, email: str, count: int = 1) -> list[RequestId]:
    """Let requests of the town be of somebody who wrote from an address."""
    with hall.installation.database.write() as session:
        chosen = select(RequestRow.id).where(RequestRow.town == seed.VALOGNES).order_by(RequestRow.received_at.desc()).limit(count)
        ids = [RequestId(one) for one in session.scalars(chosen)]
        for one in ids:
            requester = replace(requests.get(session, one).requester, email=email)
            requests.put_requester(session, one, requester)
            dossiers.acquaint(session, seed.VALOGNES, one, requester, seed.NOW)
    return ids


def code_in(hall: Hall) -> str:
    found = re.search(r"^(\d{6})$", body_of(hall, letters(hall)[-1]), re.MULTILINE)
    assert found is not None
    return found[1]


def test_earlier_requests_are_shown_and_linked_only_after_a_code(posted: Hall, anne: Citizens) -> None:
    first, second = written_by(posted, ANNE, 2)
    page = "/account/linking"
    asked = anne.post(page, page, contact=ANNE)
    assert asked.status_code == 200 and f"request-{first}" not in asked.text
    assert anne.post("/account/linking/code", page, code="000000", contact=ANNE).status_code == 422
    found = anne.post("/account/linking/code", page, code=code_in(posted), contact=ANNE)
    assert f'value="{first}"' in found.text and f'value="{second}"' in found.text
    proof = found.text.partition('name="proof" value="')[2].partition('"')[0]
    assert anne.post("/account/linking/link", page, proof=proof, request=str(first)).status_code == 303
    with posted.installation.database.read() as session:
        whose = own(posted).id
        assert [one.id for one in citizens.own_requests(session, whose)] == [first]
        assert citizens.owns(session, whose, first)
        assert not citizens.owns(session, whose, second)


def test_a_proof_links_only_what_bears_its_contact_and_only_for_who_typed_the_code(posted: Hall, browse: Open, anne: Citizens) -> None:
    (first,) = written_by(posted, ANNE)
    stranger = next(one for heading, one in posted.ids.items() if one != first and heading != "breville")
    page = "/account/linking"
    anne.post(page, page, contact=ANNE)
    found = anne.post("/account/linking/code", page, code=code_in(posted), contact=ANNE)
    proof = found.text.partition('name="proof" value="')[2].partition('"')[0]
    anne.post("/account/linking/link", page, proof=proof, request=str(stranger))
    add(posted, BRUNO)
    bruno = browse()
    bruno.sign_in(BRUNO)
    assert bruno.post("/account/linking/link", page, proof=proof, request=str(first)).status_code == 410
    assert bruno.post(page, page, contact=ANNE).status_code == 422, "an address that is not his"
    with posted.installation.database.read() as session:
        assert citizens.own_requests(session, own(posted).id) == () == citizens.own_requests(session, own(posted, BRUNO).id)


def test_a_code_is_over_after_five_tries_and_after_a_quarter_of_an_hour(posted: Hall, anne: Citizens) -> None:
    written_by(posted, ANNE)
    page = "/account/linking"
    anne.post(page, page, contact=ANNE)
    for _ in range(5):
        anne.post("/account/linking/code", page, code="000000", contact=ANNE)
    assert anne.post("/account/linking/code", page, code=code_in(posted), contact=ANNE).status_code == 422
    anne.post(page, page, contact=ANNE)
    with posted.installation.database.write() as session:
        session.execute(update(CitizenCodeRow).values(expires_at=datetime.now(UTC)))
    assert anne.post("/account/linking/code", page, code=code_in(posted), contact=ANNE).status_code == 422


def test_a_further_address_counts_once_its_mail_is_read(posted: Hall, browse: Open, anne: Citizens) -> None:
    assert anne.post("/account/addresses", ACCOUNT, email="anne@travail.example", password=PASSWORD).status_code == 303
    path = path_in(posted, letters(posted)[0])
    assert "anne@travail.example" not in anne.get("/account/linking").text
    assert browse().get(path).headers["location"].startswith("/p/valognes/sign-in?next=/p/valognes/add-address/")
    assert browse().post(path).status_code == 410
    assert anne.post(path, path).status_code == 200
    assert "anne@travail.example" in anne.get("/account/linking").text
    anne.post("/account/addresses/drop", ACCOUNT, email="anne@travail.example")
    assert "anne@travail.example" not in anne.get("/account/linking").text


def test_an_account_is_exported_whole(posted: Hall, anne: Citizens) -> None:
    (first,) = written_by(posted, ANNE)
    with posted.installation.database.write() as session:
        citizens.link_request(session, own(posted).id, first, Proof.EMAIL, seed.NOW)
        code = requests.get(session, first).line.tracking
    answer = anne.get("/account/export.json")
    document = json.loads(answer.text)
    assert "attachment" in answer.headers["content-disposition"]
    assert document["account"]["email"] == ANNE and [one["tracking"] for one in document["requests"]] == [code]
    assert len(document["sessions"]) == 1 and "password" not in answer.text.replace("has_password", "")


def test_a_closed_account_leaves_nothing_of_itself_and_its_requests_stay(posted: Hall, browse: Open, anne: Citizens) -> None:
    (first,) = written_by(posted, "x@y.example")
    whose = own(posted).id
    with posted.installation.database.write() as session:
        citizens.link_request(session, whose, first, Proof.EMAIL, seed.NOW)
    switch_on(posted, anne)
    page = "/account/close"
    assert anne.post(page, page, password="faux").status_code == 422
    assert anne.post(page, page, password=PASSWORD).status_code == 200
    assert not anne.is_in() and browse().sign_in().status_code == 422
    with posted.installation.database.read() as session:
        for name, table in Base.metadata.tables.items():
            if name.startswith("citizen") and name != "citizen_links":
                assert session.execute(select(table)).all() == [], name
        assert requests.get(session, first).line.id == first
    assert "sont supprimés" in body_of(posted, letters(posted)[-1])
