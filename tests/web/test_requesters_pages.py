"""Requesters on the desk: found by name, all of one on a page, nothing of what only others may read, merged and taken apart."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from sqlalchemy import update

from domain.department import Confidentiality
from domain.dossier import DossierId
from domain.draft import Requester
from domain.ids import DepartmentCode, RequestId
from domain.member import Member, Post
from domain.rights import Role
from flows.dossiers import acquaint, leave, merge, name_key
from store import agents, dossiers, history, journal, members, outbox
from store.agents import NewAgent
from store.history import HistoryLine
from store.mapping import dump
from store.outbox import Letter
from store.schema import RequestRow
from tests.web import seed
from tests.web.conftest import ORIGIN, Browser, Hall

TOWN = seed.VALOGNES
HOLE, DOGS, RUBBISH, SECRET = "trou", "crottes de chien", "Encombrants", "Aide pour mon loyer"
MAIL, PHONE, HIDDEN_PHONE, HIDDEN_STREET = "sylvie@courrier.example", "+33639981204", "+33639981277", "8 rue Cachée 50700 Valognes"
SYLVIE = Requester(name="LEBRUN Sylvie", email=MAIL)
IN_NEED = Requester(name="LEBRUN Sylvie", email=MAIL, phone=HIDDEN_PHONE, address=HIDDEN_STREET)
MARC = Requester(name="LEBRUN Marc", email=MAIL, phone=PHONE, address="14 rue du Chemin-Vert 50700 Valognes")
NAMELESS = Requester(email="anonyme@courrier.example")
PEOPLE = {
    "rose": (frozenset({Role.RECEPTION}), None),
    "regis": (frozenset({Role.REGULATOR}), None),
    "axel": (frozenset(), ("VOI", Post.AGENT)),
    "sonia": (frozenset(), ("CCAS", Post.AGENT)),
    "elue": (frozenset({Role.ELECTED}), None),
    "boss": (frozenset({Role.ADMIN}), None),
    "dpo": (frozenset({Role.DPO}), None),
}
Open = Callable[[str], Browser]


@pytest.fixture
def signed_in(hall: Hall, new_browser: Callable[[], Browser]) -> Open:
    """Sign in as somebody of the town."""
    with hall.installation.database.write() as session:
        for login, (roles, place) in PEOPLE.items():
            name = f"{login.capitalize()} Essai"
            new = NewAgent(town=TOWN, login=login, name=name, roles=roles, password_hash=seed.PASSWORD_HASH, must_change=False)
            agents.add(session, new, seed.NOW)
            if place is not None:
                code, post = place
                members.add(session, Member(town=TOWN, department=DepartmentCode(code), login=login, post=post), seed.NOW)

    def sign_in(login: str) -> Browser:
        browser = new_browser()
        assert browser.sign_in(login) == 303
        return browser

    return sign_in


@pytest.fixture
def known(hall: Hall) -> dict[str, DossierId]:
    """Sylvie, who wrote of a hole and of her rent; her husband, who has her address of mail; somebody of whom an address is known."""
    tell = (("sylvie", HOLE, SYLVIE), ("sylvie", SECRET, IN_NEED), ("marc", DOGS, MARC), ("nameless", RUBBISH, NAMELESS))
    return {who: _sent(hall, heading, requester) for who, heading, requester in tell}


def _sent(hall: Hall, heading: str, requester: Requester) -> DossierId:
    request = hall.ids[heading]
    with hall.installation.database.write() as session:
        session.execute(update(RequestRow).where(RequestRow.id == request).values(requester=dump(requester)))
        found = acquaint(session, TOWN, request, requester, seed.NOW)
    assert found is not None
    return found


def words(page: str) -> str:
    return " ".join(unescape(re.sub("<[^>]+>", " ", page)).replace("\u00a0", " ").replace("\u202f", " ").split())


def send(browser: Browser, path: str, **fields: str) -> tuple[int, str, str]:
    data = {"csrf": browser.token("/requests"), **fields}
    answer = browser.client.post(path, data=data, headers={"Origin": ORIGIN}, follow_redirects=False)
    return answer.status_code, answer.headers.get("location", ""), words(answer.text)


def whose(hall: Hall, heading: str) -> DossierId | None:
    with hall.installation.database.read() as session:
        return dossiers.of_request(session, hall.ids[heading])


def test_requesters_are_found_by_words_of_their_name_by_telephone_and_by_mail(claire: Browser, known: dict[str, DossierId]) -> None:
    shown = claire.get("/requesters?q=lébrun")
    assert f'href="/requesters/{known["sylvie"]}"' in shown and f'href="/requesters/{known["marc"]}"' in shown
    assert f'href="/requesters/{known["nameless"]}"' not in shown
    assert f'href="/requesters/{known["nameless"]}"' in claire.get("/requesters")
    assert f'/requesters/{known["marc"]}"' in claire.get("/requesters?q=marc")
    assert f'/requesters/{known["marc"]}"' in claire.get("/requesters?q=06.39.98.12.04")
    assert f'/requesters/{known["nameless"]}"' in claire.get("/requesters?q=Anonyme@courrier.example")
    assert "Personne n’est connu ainsi" in words(claire.get("/requesters?q=dupont"))


def test_names_are_listed_page_by_page(claire: Browser, known: dict[str, DossierId], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.pages.requesters.NAMES_SHOWN", 2)
    address, seen = "/requesters", list[str]()
    while True:
        page = claire.get(address)
        seen += re.findall(r'class="row-link" href="/requesters/(\d+)"', page)
        following = re.search(r'class="btn" href="(\?after=[^"]+)"', page)
        if following is None:
            break
        address = f"/requesters{following[1]}"
    assert sorted(map(int, seen)) == sorted(set(known.values())) and len(seen) == 3


def test_all_a_requester_sent_stands_on_one_page_with_where_his_contacts_come_from(
    claire: Browser, hall: Hall, known: dict[str, DossierId]
) -> None:
    _sent(hall, DOGS, SYLVIE)
    with hall.installation.database.write() as session:
        dossiers.assign(session, hall.ids[DOGS], known["sylvie"])
        session.execute(update(RequestRow).where(RequestRow.id == hall.ids[DOGS]).values(channel="phone"))
    page = claire.get(f"/requesters/{known['sylvie']}")
    assert f'href="/requests/{hall.ids[HOLE]}"' in page and f'href="/requests/{hall.ids[DOGS]}"' in page
    shown = words(page)
    assert "LEBRUN Sylvie" in shown and "Particulier" in shown and MAIL in shown
    assert "Courriel" in shown and "Téléphone" in shown and "Nid-de-poule" in shown
    assert re.search(rf"{MAIL} Source : 20\d\d/\d{{4}} ?, (Téléphone|Courriel), ", shown)


def test_nothing_that_only_a_concealed_request_tells_is_shown_to_who_may_not_read_it(
    hall: Hall, known: dict[str, DossierId], signed_in: Open
) -> None:
    address = f"/requesters/{known['sylvie']}"
    marks = (SECRET, HIDDEN_STREET, "06 39 98 12 77", HIDDEN_PHONE, f"/requests/{hall.ids[SECRET]}", "SOC-01")
    for login in ("rose", "regis", "axel"):
        for path in (address, "/requesters", f"{address}/merge?gone={known['marc']}", f"/requesters/{known['marc']}"):
            shown = words(page := signed_in(login).get(path))
            assert not [mark for mark in marks if mark in shown or mark in page], (login, path)
    for login, is_found in (("rose", False), ("sonia", True)):
        assert (f'href="{address}"' in signed_in(login).get("/requesters?q=0639981277")) is is_found, login
    told = signed_in("sonia").get(address)
    assert SECRET in told and HIDDEN_STREET in told and f"/requests/{hall.ids[HOLE]}" not in told
    assert "1277" in re.sub(r"\s", "", words(told))
    with hall.installation.database.read() as session:
        lines = journal.page(session, TOWN, after=None, limit=50)
    read = [(one.actor, one.details) for one in lines if (one.action, one.object) == ("read", "requests")]
    assert read == [("sonia", {"what": "requester", "requests": [hall.ids[SECRET]]})]


def test_nobody_is_like_a_requester_by_what_only_a_concealed_request_tells(
    hall: Hall, known: dict[str, DossierId], claire: Browser
) -> None:
    other = _sent(hall, "Chien qui aboie", Requester(name="LEBRUN Ugo", phone=HIDDEN_PHONE))
    assert claire.status(f"/requesters/{other}") == 200
    for one, far in ((known["sylvie"], other), (other, known["sylvie"])):
        assert f"/requesters/{far}" not in claire.get(f"/requesters/{one}")


def test_a_name_that_only_a_concealed_request_tells_finds_nobody(hall: Hall, known: dict[str, DossierId], claire: Browser) -> None:
    named = Requester(name="MARTEL Jeanne", email=NAMELESS.email)
    with hall.installation.database.write() as session:
        session.execute(update(RequestRow).where(RequestRow.id == hall.ids[SECRET]).values(requester=dump(named)))
        dossiers.assign(session, hall.ids[SECRET], known["nameless"])
        dossiers.write(session, known["nameless"], named, name_key(named))
    for typed in ("martel", "jeanne"):
        assert f"/requesters/{known['nameless']}" not in claire.get(f"/requesters?q={typed}")
    assert f"/requesters/{known['nameless']}" in claire.get("/requesters?q=anonyme@courrier.example")
    assert f"/requesters/{known['nameless']}" in (page := claire.get("/requesters")) and "MARTEL" not in page
    assert "MARTEL" not in (page := claire.get(f"/requesters/{known['nameless']}")) and "anonyme@courrier.example" in page


def test_who_sent_only_what_is_not_the_readers_is_not_there(hall: Hall, signed_in: Open) -> None:
    file = _sent(hall, SECRET, IN_NEED)
    for login in ("rose", "regis", "axel", "boss", "elue", "dpo"):
        assert signed_in(login).status(f"/requesters/{file}") == 404, login
    assert signed_in("sonia").status(f"/requesters/{file}") == 200
    assert signed_in("rose").status("/requesters/999999") == 404


def test_requesters_of_another_town_are_not_there(hall: Hall, known: dict[str, DossierId], new_browser: Callable[[], Browser]) -> None:
    lea = new_browser()
    lea.sign_in("lea")
    assert lea.status(f"/requesters/{known['sylvie']}") == 404
    assert "LEBRUN" not in lea.get("/requesters")


def test_letters_to_a_requester_are_told_and_no_notice_to_a_department(hall: Hall, known: dict[str, DossierId], claire: Browser) -> None:
    with hall.installation.database.write() as session:
        for kind, recipient, payload in (
            ("letter", MAIL, {"occasion": "planned", "model": "planned"}),
            ("authority", "enedis@reseau.example", {"occasion": "transferred", "model": "transferred"}),
            ("notice", "voirie@valognes.example", {}),
        ):
            outbox.add(session, Letter(town=TOWN, request=hall.ids[HOLE], kind=kind, recipient=recipient, payload=payload), seed.NOW)
    shown = claire.get(f"/requesters/{known['sylvie']}").partition('id="letters"')[2].partition("</section>")[0]
    assert MAIL in shown and "enedis@" not in shown and "voirie@" not in shown


def test_a_merge_is_shown_first_and_can_be_taken_back(hall: Hall, known: dict[str, DossierId], signed_in: Open) -> None:
    regis, kept, gone = signed_in("regis"), known["sylvie"], known["marc"]
    page = regis.get(f"/requesters/{kept}")
    assert (
        "À confirmer même adresse électronique, mais un autre nom" in words(page) and f'href="/requesters/{kept}/merge?gone={gone}"' in page
    )
    preview = words(regis.get(f"/requesters/{kept}/merge?gone={gone}"))
    assert "Demandes déplacées 1" in preview and "06 39 98 12 04" in preview and MAIL in preview
    assert whose(hall, DOGS) == gone
    assert send(regis, f"/requesters/{kept}/merge", gone=str(gone))[:2] == (303, f"/requesters/{kept}")
    assert whose(hall, DOGS) == kept
    page = regis.get(f"/requesters/{kept}")
    assert f"/requests/{hall.ids[DOGS]}" in page and "Regis Essai" in words(page)
    assert f'action="/requesters/{gone}/undo"' in page and f'action="/requesters/{gone}/undo"' in regis.get(f"/requesters/{gone}")
    status, _, said = send(regis, f"/requesters/{kept}/merge", gone=str(gone))
    assert status == 409 and "fait" in said
    assert send(regis, f"/requesters/{gone}/undo")[:2] == (303, f"/requesters/{gone}")
    assert whose(hall, DOGS) == gone
    assert send(regis, f"/requesters/{gone}/undo")[0] == 409
    with hall.installation.database.read() as session:
        lines = journal.page(session, TOWN, after=None, limit=50)
    told = [(one.actor, one.action) for one in lines if one.action.startswith("requester.")]
    assert sorted(told) == [("regis", "requester.merged"), ("regis", "requester.unmerged")]


def test_a_merge_that_cannot_be_is_said_beside_the_number(known: dict[str, DossierId], signed_in: Open) -> None:
    regis, address = signed_in("regis"), f"/requesters/{known['sylvie']}"
    for gone, status, said in ((known["sylvie"], 409, "lui-même"), (999_999, 404, "n’existe pas")):
        answer = regis.client.get(f"{address}/merge?gone={gone}")
        assert answer.status_code == status and said in answer.text and f'value="{gone}"' in answer.text
    assert regis.client.get(f"{address}/merge", follow_redirects=False).headers["location"] == address


@pytest.mark.parametrize("login", ["rose", "axel"])
def test_who_may_not_merge_is_offered_none_and_refused(hall: Hall, known: dict[str, DossierId], signed_in: Open, login: str) -> None:
    browser, address = signed_in(login), f"/requesters/{known['sylvie']}"
    assert "/merge" not in browser.get(address)
    assert browser.status(f"{address}/merge?gone={known['marc']}") == 403
    assert send(browser, f"{address}/merge", gone=str(known["marc"]))[0] == 403
    merge(hall.installation, known["sylvie"], known["marc"], "regis", seed.NOW)
    assert "/undo" not in browser.get(address)
    assert send(browser, f"/requesters/{known['marc']}/undo")[0] == 403
    assert whose(hall, DOGS) == known["sylvie"]


def test_a_merge_without_the_token_of_the_page_is_refused(hall: Hall, known: dict[str, DossierId], signed_in: Open) -> None:
    regis = signed_in("regis")
    for path in (f"/requesters/{known['sylvie']}/merge", f"/requesters/{known['marc']}/undo"):
        assert send(regis, path, csrf="x", gone=str(known["marc"]))[0] == 403
    assert whose(hall, DOGS) == known["marc"]


def test_the_page_of_a_request_leads_to_its_requester(hall: Hall, known: dict[str, DossierId], claire: Browser) -> None:
    assert f'href="/requesters/{known["sylvie"]}"' in claire.get(f"/requests/{hall.ids[HOLE]}")
    assert 'href="/requesters/' not in claire.get(f"/requests/{hall.ids['deux choses']}")


def test_a_requester_with_many_requests_is_read_page_by_page(
    hall: Hall, known: dict[str, DossierId], claire: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.pages.requesters.SENT_SHOWN", 1)
    with hall.installation.database.write() as session:
        dossiers.assign(session, hall.ids[DOGS], known["sylvie"])
    address = f"/requesters/{known['sylvie']}"
    first = claire.get(address)
    following = re.search(r'href="(\?after=[^"]+)"', first)
    assert following is not None
    second = claire.get(address + following[1])
    pages = [re.findall(r'class="row-link" href="/requests/(\d+)"', page) for page in (first, second)]
    assert pages == [[str(hall.ids[HOLE])], [str(hall.ids[DOGS])]]
    assert 'href="?after=' not in second
    assert claire.status(f"{address}?after=x") == 404


def test_restricted_requests_shown_to_the_regulator_are_written_down(hall: Hall, known: dict[str, DossierId], signed_in: Open) -> None:
    with hall.installation.database.write() as session:
        level = int(Confidentiality.RESTRICTED)
        session.execute(update(RequestRow).where(RequestRow.id == hall.ids[HOLE]).values(confidentiality=level))
    signed_in("regis").get(f"/requesters/{known['sylvie']}")
    assert signed_in("rose").status(f"/requesters/{known['sylvie']}") == 404
    with hall.installation.database.read() as session:
        lines = journal.page(session, TOWN, after=None, limit=50)
    assert [(one.actor, one.details["requests"]) for one in lines if one.object == "requests"] == [("regis", [hall.ids[HOLE]])]


def test_histories_and_the_fiche_name_people_and_logins_only_where_nobody_has_them(hall: Hall, claire: Browser) -> None:
    request: RequestId = hall.ids[HOLE]
    with hall.installation.database.write() as session:
        for actor in ("claire", "ancienne"):
            history.append(session, TOWN, request, HistoryLine(at=seed.NOW, actor=actor, action="noted", details={}))
        session.execute(update(RequestRow).where(RequestRow.id == request).values(status="accepted", taken_by="claire", taken_at=seed.NOW))
    for page in (f"/requests/{request}", f"/requests/{request}/fiche"):
        shown = claire.get(page)
        told = re.findall(r"<tr><td>([^<]+)</td><td class=\"nowrap\">", shown.partition('id="history"')[2])
        assert told[-2:] == ["Claire Vasseur", "ancienne"], page
    assert "prise en charge par Claire Vasseur" in words(claire.get(f"/requests/{request}/fiche"))
    with hall.installation.database.read() as session:
        assert [line.actor for line in history.lines(session, request)][-2:] == ["claire", "ancienne"]


def test_what_a_concealed_request_told_goes_with_it_when_it_is_another_requesters(
    hall: Hall, known: dict[str, DossierId], signed_in: Open
) -> None:
    address, request = f"/requesters/{known['sylvie']}", hall.ids[SECRET]
    elsewhere = Requester(name="MARTEL Jeanne", email="jeanne@courrier.example", phone=HIDDEN_PHONE, address=HIDDEN_STREET)
    with hall.installation.database.write() as session:
        session.execute(update(RequestRow).where(RequestRow.id == request).values(requester=dump(elsewhere)))
        leave(session, request)
        other = acquaint(session, TOWN, request, elsewhere, seed.NOW)
        known_now = {one.value for one in dossiers.get(session, known["sylvie"]).contacts}
    assert other not in {None, known["sylvie"]} and known_now == {MAIL}
    for login in ("rose", "regis", "sonia"):
        browser = signed_in(login)
        if login != "sonia":
            shown = browser.get(address)
            assert MAIL in shown and HIDDEN_STREET not in shown and "12 77" not in words(shown), login
        assert f'href="{address}"' not in browser.get("/requesters?q=0639981277"), login


def test_what_was_left_behind_in_a_file_is_shown_to_nobody_whose_requests_do_not_tell_it(
    hall: Hall, known: dict[str, DossierId], claire: Browser
) -> None:
    """Files of before know values of requests that went elsewhere."""
    with hall.installation.database.write() as session:
        dossiers.assign(session, hall.ids[SECRET], known["marc"])
    shown = words(claire.get(f"/requesters/{known['sylvie']}"))
    assert MAIL in shown and HIDDEN_STREET not in shown and "12 77" not in shown
