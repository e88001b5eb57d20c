"""What the review page asks for beside its forms: the next one ahead, presence, a lease renewed, typing kept, many at once."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from domain.department import Confidentiality
from domain.request import Status
from domain.review import Claim
from flows import accounts
from store import claims, requests
from store.agents import NewAgent
from store.schema import RequestRow
from tests.web import seed
from tests.web.conftest import ORIGIN, Browser, Hall
from tests.web.test_hold import CLAIRE, DANGER, JEANNE, MARKET, RUBBISH, TOWN, holder, line, page_of, send, version, words

SECRET = "Aide pour mon loyer"


@pytest.fixture
def jeanne(hall: Hall, new_browser: Callable[[], Browser]) -> Browser:
    """A second reception agent at work."""
    new = NewAgent(town=TOWN, login="jeanne", name=JEANNE, roles=seed.RECEPTION, password_hash=seed.PASSWORD_HASH, must_change=False)
    accounts.add_agent(hall.installation, new, seed.NOW)
    browser = new_browser()
    assert browser.sign_in("jeanne") == 303
    return browser


def test_the_next_page_is_there_ahead_held_by_nobody_and_only_what_changed_comes_with_the_decision(hall: Hall, claire: Browser) -> None:
    page = page_of(hall, RUBBISH)
    claire.get(page)
    coming = claire.client.get(f"{page}/ahead")
    following = int(coming.headers["X-Request"])
    assert coming.status_code == 200 and following == hall.ids[DANGER] and "Personne ne l’a ouverte" in words(coming.text)
    assert holder(hall, DANGER) is None
    data = {"csrf": claire.token(page), "version": version(hall, RUBBISH)}
    answer = claire.client.post(f"{page}/decide", data=data, headers={"Origin": ORIGIN, "X-Ahead": str(following)}).json()
    assert (answer["id"], str(answer["version"])) == (following, coming.headers["X-Version"])
    assert answer["go"] == f"/requests/{following}?done={hall.ids[RUBBISH]}"
    assert "Vous l’avez ouverte" in words(answer["state"]) and "est décidée" in words(answer["done"]) and "data-left" in answer["done"]
    assert holder(hall, DANGER) == "claire"


def test_a_request_that_is_not_for_everybody_is_not_fetched_ahead(hall: Hall, claire: Browser) -> None:
    with hall.installation.database.write() as session:
        row = update(RequestRow).where(RequestRow.id == hall.ids[DANGER]).values(confidentiality=int(Confidentiality.RESTRICTED))
        session.execute(row)
    answer = claire.client.get(f"{page_of(hall, RUBBISH)}/ahead")
    assert (answer.status_code, answer.text) == (204, "")


def test_a_lease_is_renewed_by_who_holds_it_and_a_colleague_sees_who_does(hall: Hall, claire: Browser, jeanne: Browser) -> None:
    now, page = datetime.now(UTC), page_of(hall, RUBBISH)
    with hall.installation.database.write() as session:
        claims.take(session, Claim(request=hall.ids[RUBBISH], town=TOWN, agent="claire", until=now + timedelta(minutes=1)), now)
    assert "Vous l’avez ouverte" in send(claire, f"{page}/renew", "/review")[2]
    with hall.installation.database.read() as session:
        found = claims.find(session, hall.ids[RUBBISH], now)
    assert found is not None and found.until - now > timedelta(minutes=14)
    status, _, shown = send(jeanne, f"{page}/renew", "/review")
    assert status == 200 and CLAIRE in shown and holder(hall, RUBBISH) == "claire"
    assert CLAIRE in words(jeanne.get(f"{page}/presence"))
    assert "a changé" in words(claire.get(f"{page}/presence?version=9")) and "a changé" not in words(
        claire.get(f"{page}/presence?version=1")
    )


def test_a_page_that_is_decided_elsewhere_says_so_quietly(hall: Hall, claire: Browser, jeanne: Browser) -> None:
    page = page_of(hall, RUBBISH)
    assert send(claire, f"{page}/decide", page, version=version(hall, RUBBISH))[0] == 303
    with hall.installation.database.write() as session:
        session.execute(update(RequestRow).where(RequestRow.id == hall.ids[MARKET]).values(status=Status.REJECTED))
    shown = jeanne.client.get(f"{page_of(hall, MARKET)}/presence")
    assert shown.status_code == 200 and "décidée entre-temps" in words(shown.text)


def test_the_list_tells_who_has_what_open_and_nothing_of_what_is_not_ones_own(hall: Hall, claire: Browser, jeanne: Browser) -> None:
    claire.get(page_of(hall, RUBBISH))
    ids = ",".join(str(one) for one in (*hall.ids.values(), "x", 2**70))
    told = jeanne.client.get(f"/review/presence?ids={ids}").json()
    assert CLAIRE in told[str(hall.ids[RUBBISH])]["held"] and told[str(hall.ids[RUBBISH])]["waits"]
    assert str(hall.ids[SECRET]) not in told and str(hall.ids["breville"]) not in told


def test_what_was_typed_is_in_the_page_again_for_who_typed_it(hall: Hall, claire: Browser, jeanne: Browser) -> None:
    page = page_of(hall, RUBBISH)
    assert send(claire, f"{page}/typing", page, form="reject", reason="à moitié")[0] == 204
    assert send(claire, f"{page}/typing", page, form="correct", subject="VOI-01", street="Rue Wéléat", number="", department="")[0] == 204
    shown = claire.get(page)
    assert 'value="à moitié"' in shown and "Ce que vous aviez saisi est revenu." in shown
    assert re.search(r'<option value="VOI-01" selected', shown) and 'value="Rue Wéléat"' in shown
    send(claire, f"{page}/leave", "/review")
    assert "à moitié" not in jeanne.get(page)
    send(jeanne, f"{page}/leave", "/review")
    assert send(claire, f"{page}/reject", page, version=version(hall, RUBBISH), reason="tout")[0] == 303
    assert send(claire, f"{page}/restore", "/review")[0] == 303
    assert "à moitié" not in claire.get(page)


def test_one_goes_to_the_next_and_the_previous_one_without_scripts(hall: Hall, claire: Browser) -> None:
    page = page_of(hall, DANGER)
    claire.get(page)
    status, where, _ = send(claire, f"{page}/beyond", page, way="next")
    assert status == 303 and where.startswith("/requests/") and where != page and holder(hall, DANGER) is None
    assert send(claire, f"{where}/beyond", where, way="previous")[:2] == (303, page)
    assert send(claire, f"{page}/beyond", page, way="previous")[:2] == (303, "/review?none=1")
    assert send(claire, f"{page}/beyond", page, way="sideways")[0] == 422


def test_a_correction_tells_whose_it_would_be_and_how_urgent_before_it_is_confirmed(hall: Hall, claire: Browser) -> None:
    page = page_of(hall, RUBBISH)
    found = claire.client.get(f"{page}/outcome?subject=ECL-04").json()
    assert send(claire, f"{page}/decide", page, version=version(hall, RUBBISH), subject="ECL-04")[0] == 303
    with hall.installation.database.read() as session:
        line = requests.get(session, hall.ids[RUBBISH]).line
    assert found["priority"] == {1: "Danger", 2: "Haute", 3: "Normale", 4: "Basse"}[line.priority]
    assert found["department"] in claire.get(page).replace("&#39;", "'")
    assert claire.client.get(f"{page}/outcome?subject=NIX-99").status_code == 204
    assert claire.client.get(f"{page_of(hall, 'breville')}/outcome?subject=ECL-04").status_code == 404


def test_subjects_are_found_by_a_few_letters(hall: Hall, claire: Browser) -> None:
    found = claire.client.get(f"{page_of(hall, RUBBISH)}/subjects?q=lamp ecl").json()
    assert found[0] == {"code": "ECL-01", "label": "Lampadaire en panne", "theme": "Éclairage public"}
    assert claire.client.get(f"{page_of(hall, 'breville')}/subjects?q=lamp").status_code == 404


def test_many_are_done_at_once_and_each_has_its_result(hall: Hall, claire: Browser, jeanne: Browser) -> None:
    jeanne.get(page_of(hall, MARKET))
    items = [
        f"{hall.ids[RUBBISH]}.{version(hall, RUBBISH)}",
        f"{hall.ids[MARKET]}.1",
        f"{hall.ids[SECRET]}.1",
        f"{hall.ids['breville']}.1",
        "x",
    ]
    token = claire.token("/review")
    data = {"csrf": token, "do": "confirm", "item": items}
    answer = claire.client.post("/review/many", data=data, headers={"Origin": ORIGIN})
    shown = words(answer.text)
    assert answer.status_code == 200 and "traitées : 1 sur 2" in shown and JEANNE in shown and SECRET not in shown
    assert (line(hall, RUBBISH).line.status, line(hall, MARKET).line.status) == (Status.OPEN, Status.REVIEW)
    assert f'action="{page_of(hall, RUBBISH)}/undo"' in answer.text


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"do": "confirm"}, "/review?chosen=none"),
        ({"do": "later", "item": "{item}", "day": "demain", "later_reason": "x"}, "/review?chosen=day"),
    ],
)
def test_what_lacks_for_many_is_said_in_the_list(hall: Hall, claire: Browser, fields: dict[str, str], where: str) -> None:
    told = {name: value.format(item=f"{hall.ids[RUBBISH]}.1") for name, value in fields.items()}
    assert send(claire, "/review/many", "/review", **told)[:2] == (303, where)
    assert "alert-warning" in claire.get(where)


def test_many_without_a_reason_are_refused_each_with_what_is_missing(hall: Hall, claire: Browser) -> None:
    status, _, shown = send(claire, "/review/many", "/review", do="reject", item=f"{hall.ids[RUBBISH]}.1", reject_reason=" ")
    assert status == 200 and "0 sur 1" in shown and "motif" in shown.lower()
    soon = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    status, _, shown = send(
        claire, "/review/many", "/review", do="later", item=f"{hall.ids[RUBBISH]}.1", day=soon, later_reason="plus tard"
    )
    assert status == 200 and "1 sur 1" in shown
    assert send(claire, f"{page_of(hall, RUBBISH)}/back", "/review")[0] == 303


@pytest.mark.parametrize("way", ["beyond", "renew", "typing"])
def test_no_way_beside_works_without_the_token_of_the_page(hall: Hall, claire: Browser, way: str) -> None:
    data = {"way": "next", "form": "reject", "reason": "x"}
    for address in (f"{page_of(hall, RUBBISH)}/{way}", "/review/many"):
        assert (
            claire.client.post(address, data=data | {"do": "confirm"}, headers={"Origin": ORIGIN}, follow_redirects=False).status_code
            == 403
        )


def test_who_asks_is_set_right_with_the_decision_and_the_history_tells_what_he_was_thought_to_be(hall: Hall, claire: Browser) -> None:
    page, before = page_of(hall, RUBBISH), line(hall, RUBBISH)
    told = {"asks": "1", "who_name": "Nouveau Nom", "who_phone": "06 39 98 77 66", "subject": before.line.subject}
    status, where, _ = send(claire, f"{page}/decide", page, version=str(before.line.version), **told)
    after = line(hall, RUBBISH)
    assert status == 303 and after.line.status is Status.OPEN
    assert (after.requester.name, after.requester.phone, after.requester.email) == ("Nouveau Nom", "+33639987766", None)
    shown = words(claire.get(page))
    assert "Demandeur corrigé" in shown and f"nom {before.requester.name or '–'} → Nouveau Nom" in shown and "→ 06 39 98 77 66" in shown
    assert where != page


def test_who_asks_stays_as_he_is_where_the_form_is_sent_as_it_stands_or_has_no_fields_for_him(hall: Hall, claire: Browser) -> None:
    page, before = page_of(hall, RUBBISH), line(hall, RUBBISH)
    fields = dict(re.findall(r'name="(who_\w+)"[^>]* value="([^"]*)"', claire.get(page)))
    assert set(fields) == {"who_name", "who_phone", "who_email", "who_address"}
    own = {"street": before.place.street or "", "number": before.place.number or "", "subject": before.line.subject}
    assert send(claire, f"{page}/decide", page, version=version(hall, RUBBISH), asks="1", **fields, **own)[0] == 303
    after = line(hall, RUBBISH)
    assert after.requester == before.requester and "requester_corrected" not in {one.action for one in after.history}
    other, known = page_of(hall, DANGER), line(hall, DANGER).requester
    assert send(claire, f"{other}/decide", other, version=version(hall, DANGER))[0] == 303
    assert line(hall, DANGER).requester == known


def test_where_something_is_wrong_nothing_is_kept_of_it_and_all_that_was_typed_is_there_again(hall: Hall, claire: Browser) -> None:
    page, seen = page_of(hall, RUBBISH), version(hall, RUBBISH)
    status, _, shown = send(claire, f"{page}/decide", page, version=seen, asks="1", who_phone="demain", who_name="Nom")
    assert status == 422 and "Ce n’est pas un numéro de téléphone." in shown and version(hall, RUBBISH) == seen
    typed = {"version": seen, "asks": "1", "who_name": "Nouveau Nom", "street": "rue que personne ne connaît"}
    answer = claire.client.post(f"{page}/decide", data={"csrf": claire.token(page), **typed}, headers={"Origin": ORIGIN})
    assert answer.status_code == 422 and f'name="version" value="{seen}"' in answer.text and 'value="Nouveau Nom"' in answer.text
    assert version(hall, RUBBISH) == seen and line(hall, RUBBISH).requester.name != "Nouveau Nom"
    assert send(claire, f"{page}/decide", page, version=version(hall, RUBBISH), asks="1", who_name="Nouveau Nom")[0] == 303


def test_what_is_typed_of_who_asks_is_back_after_a_reload(hall: Hall, claire: Browser) -> None:
    page = page_of(hall, RUBBISH)
    claire.get(page)
    assert send(claire, f"{page}/typing", page, form="correct", who_name="À moitié")[0] == 204
    assert 'value="À moitié"' in claire.get(page)
