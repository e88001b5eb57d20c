"""On the page of a request colleagues tell each other what nobody outside sees; what is new rings their bell (issue 8, point 2)."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from domain.api_key import Scope
from domain.form import FormFile
from domain.ids import DepartmentCode
from domain.member import Member
from domain.signing import Circuit
from flows import search
from flows.added import add_files
from flows.notes import write_note
from store import added_files, agents, members, requests, rings, signatures, tasks, towns
from store import notes as kept_notes
from store.agents import NewAgent
from store.mapping import dump
from store.schema import RequestRow, TaskRow, TownRow
from tests.web import seed
from tests.web.conftest import ORIGIN, Browser, Hall
from tests.web.people import PEOPLE
from tests.web.test_acting import words
from tests.web.test_api import bearer, key

TOWN = seed.VALOGNES
HOLE, SECRET = "trou", "Aide pour mon loyer"
SAID = "Le code du portail est 4711"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(300)
Open = Callable[[str], Browser]


@pytest.fixture
def staffed(hall: Hall) -> Hall:
    """The town with somebody of each role; it writes to its requesters."""
    with hall.installation.database.write() as session:
        for login, (roles, place) in PEOPLE.items():
            new = NewAgent(town=TOWN, login=login, name=f"{login.title()} Dubois", roles=roles, password_hash=seed.PASSWORD_HASH)
            agents.add(session, replace(new, must_change=False), seed.NOW)
            if place is not None:
                code, post = place
                members.add(session, Member(town=TOWN, department=DepartmentCode(code), login=login, post=post), seed.NOW)
        town = replace(towns.town(session, TOWN), writes_to_requesters=True)
        session.execute(update(TownRow).where(TownRow.id == TOWN).values(document=dump(town)))
    hall.installation.towns.refresh()
    search.catch_up(hall.installation)
    return hall


@pytest.fixture
def signed_in(staffed: Hall, new_browser: Callable[[], Browser]) -> Open:
    def sign_in(login: str) -> Browser:
        browser = new_browser()
        assert browser.sign_in(login) == 303
        return browser

    return sign_in


def send(browser: Browser, path: str, **fields: str) -> tuple[int, str]:
    data = {"csrf": browser.token("/requests"), **fields}
    answer = browser.client.post(path, data=data, headers={"Origin": ORIGIN}, follow_redirects=False)
    return answer.status_code, answer.headers.get("location", "") or words(answer.text)


def look_at(browser: Browser, path: str, **fields: str) -> str:
    """Look at what would leave; return what the form says then that it was shown."""
    data = {"csrf": browser.token("/requests"), "do": "preview", **fields}
    found = re.search(r'name="seen" value="([^"]+)"', browser.client.post(path, data=data, headers={"Origin": ORIGIN}).text)
    assert found is not None
    return found[1]


def page_of(hall: Hall, heading: str = HOLE) -> str:
    return f"/requests/{hall.ids[heading]}"


def bell(browser: Browser) -> int:
    found = re.search(r'class="desk-bell-count">(\d+)<', browser.get("/requests"))
    return int(found[1]) if found else 0


def test_a_note_is_read_by_colleagues_and_rings_until_it_is_seen(staffed: Hall, signed_in: Open) -> None:
    axel, hugo, page = signed_in("axel"), signed_in("hugo"), page_of(staffed)
    assert send(axel, f"{page}/notes", text=f"@Hugo Dubois {SAID}") == (303, f"{page}#notes")
    assert bell(hugo) == 1 and bell(axel) == 0
    news = words(hugo.get("/reminders"))
    assert SAID in news and "Axel Dubois" in news and "Une note vous cite" in news
    shown = words(hugo.get(page))
    assert shown.count(SAID) == 2, "in the list of notes and in the history"
    assert bell(hugo) == 0


def test_nothing_that_leaves_the_town_hall_holds_a_note(staffed: Hall, signed_in: Open) -> None:
    axel, hugo, page = signed_in("axel"), signed_in("hugo"), page_of(staffed)
    send(axel, f"{page}/notes", text=SAID)
    assert SAID not in words(hugo.get(f"{page}/fiche"))
    preview = send(hugo, f"{page}/message", version=version(staffed), text="Bonjour", do="preview")[1]
    assert "Bonjour" in preview and SAID not in preview
    call = bearer(key(staffed, Scope.REQUESTS_READ))
    for place in ("", "/history", "/letters"):
        assert SAID not in axel.client.get(f"/api/v1{page}{place}", headers=call).text
    assert SAID not in axel.client.get(f"/open311/v2/requests/{tracking(staffed)}.json").text


def version(hall: Hall) -> str:
    with hall.installation.database.read() as session:
        return str(requests.get(session, hall.ids[HOLE]).line.version)


def tracking(hall: Hall) -> str:
    with hall.installation.database.read() as session:
        return requests.get(session, hall.ids[HOLE]).line.tracking


def test_a_note_is_changed_on_the_page_by_its_author_alone_and_what_was_typed_is_kept(staffed: Hall, signed_in: Open) -> None:
    axel, hugo, page = signed_in("axel"), signed_in("hugo"), page_of(staffed)
    status, told = send(axel, f"{page}/notes", text="   ")
    assert status == 422 and "La note est vide." in told
    send(axel, f"{page}/notes", text="demain")
    with staffed.installation.database.read() as session:
        (note,) = kept_notes.of_request(session, staffed.ids[HOLE])
    assert f"{page}/notes/{note.id}" in axel.get(page) and f"{page}/notes/{note.id}" not in hugo.get(page)
    assert send(hugo, f"{page}/notes/{note.id}", text="jamais")[0] == 403
    assert send(axel, f"{page}/notes/{note.id}", text="lundi")[0] == 303
    assert send(axel, f"{page_of(staffed, 'deux choses')}/notes/{note.id}", text="ailleurs")[0] == 404
    assert "lundi" in words(hugo.get(page)) and "modifiée le" in words(hugo.get(page))


def test_whom_a_note_may_name_is_told_to_readers_and_only_readers_are_told(staffed: Hall, signed_in: Open) -> None:
    page = page_of(staffed, SECRET)
    told = words(signed_in("sonia").get(f"{page}/people"))
    assert "Sonia Dubois" in told and "Axel Dubois" not in told and "Rose Dubois" not in told
    assert signed_in("axel").status(f"{page}/people") == 404
    assert "Axel Dubois" in words(signed_in("axel").get(f"{page_of(staffed)}/people?q=axe"))


def test_a_task_stands_in_the_list_of_whose_it_is_and_late_ones_are_told_in_words(staffed: Hall, signed_in: Open) -> None:
    axel, hugo, page = signed_in("axel"), signed_in("hugo"), page_of(staffed)
    day = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    assert send(hugo, f"{page}/tasks", text="Commander l’enrobé", whom="Axel Dubois", due_on=day) == (303, f"{page}#tasks")
    with staffed.installation.database.read() as session:
        (task,) = tasks.of_request(session, staffed.ids[HOLE])
    assert "Commander l’enrobé" in words(axel.get("/tasks")) and "Commander" not in words(hugo.get("/tasks"))
    assert bell(axel) == 1
    with staffed.installation.database.write() as session:
        today = datetime.now(ZoneInfo("Europe/Paris")).date()
        session.execute(update(TaskRow).values(due_on=today - timedelta(days=3)))
    assert "En retard de 3 jours" in words(axel.get("/tasks")) and "En retard de 3 jours" in words(axel.get(page))
    assert send(signed_in("rose"), f"/tasks/{task.id}/done")[0] == 403
    assert send(axel, f"/tasks/{task.id}/done", back="/tasks") == (303, "/tasks")
    assert send(axel, f"/tasks/{task.id}/done", back="//evil.example") == (303, "/")
    assert "Commander" not in words(axel.get("/tasks")) and bell(hugo) == 1
    assert send(hugo, f"/tasks/{task.id}/again")[0] == 303 and send(hugo, f"/tasks/{task.id}/drop")[0] == 303


def test_a_task_for_nobody_is_refused_beside_its_field_and_stays_typed(staffed: Hall, signed_in: Open) -> None:
    status, told = send(signed_in("hugo"), f"{page_of(staffed)}/tasks", text="Appeler", whom="Personne")
    assert status == 422 and "Personne qui puisse lire cette demande ne s’appelle « Personne »" in told


@pytest.mark.parametrize("day", ["32/13/2030", "demain", "31/02/2030", "2030-02-30"])
def test_a_task_with_an_unreadable_day_is_not_given_and_its_day_stays_typed(staffed: Hall, signed_in: Open, day: str) -> None:
    hugo = signed_in("hugo")
    data = {"csrf": hugo.token("/requests"), "text": "Mesurer le trou", "due_on": day}
    answer = hugo.client.post(f"{page_of(staffed)}/tasks", data=data, headers={"Origin": ORIGIN}, follow_redirects=False)
    field = answer.text.partition('id="task-due"')[2].partition(">")[0]
    assert answer.status_code == 422 and "Ce n’est pas une date" in words(answer.text)
    assert f'value="{day}"' in field and "Mesurer le trou" in answer.text
    with staffed.installation.database.read() as session:
        assert tasks.of_request(session, staffed.ids[HOLE]) == ()


def test_a_day_written_by_hand_is_read(staffed: Hall, signed_in: Open) -> None:
    assert send(signed_in("hugo"), f"{page_of(staffed)}/tasks", text="Mesurer", due_on="31/12/2030")[0] == 303
    with staffed.installation.database.read() as session:
        (task,) = tasks.of_request(session, staffed.ids[HOLE])
    assert task.due_on is not None and task.due_on.isoformat() == "2030-12-31"


def upload(browser: Browser, path: str, *files: tuple[str, bytes], accept: str = "text/html", **fields: str) -> tuple[int, str]:
    parts = [("files", (name, content, "application/octet-stream")) for name, content in files]
    data = {"csrf": browser.token("/requests"), **fields}
    answer = browser.client.post(path, data=data, files=parts, headers={"Origin": ORIGIN, "Accept": accept}, follow_redirects=False)
    return answer.status_code, answer.headers.get("location", "") or answer.text


def test_files_are_added_several_at_once_and_handed_out_as_downloads(staffed: Hall, signed_in: Open) -> None:
    rose, axel, page = signed_in("rose"), signed_in("axel"), page_of(staffed)
    assert upload(rose, f"{page}/files", ("a.png", PNG), ("b.png", PNG + b"1"), shared="yes") == (303, f"{page}#files")
    with staffed.installation.database.read() as session:
        found = added_files.of_request(session, staffed.ids[HOLE])
    assert [(one.filename, one.is_shareable) for one in found] == [("a.png", True), ("b.png", True)]
    answer = axel.client.get(f"{page}/files/{found[0].id}")
    assert answer.content == PNG and answer.headers["content-disposition"].startswith("attachment") and "sandbox" in str(answer.headers)
    assert signed_in("sonia").status(f"{page}/files/{found[0].id}") == 404
    assert send(axel, f"{page}/files/{found[0].id}/share", shared="no")[0] == 303
    assert send(axel, f"{page}/files/{found[1].id}/withdraw")[0] == 303
    assert axel.status(f"{page}/files/{found[1].id}") == 404
    assert axel.status(f"{page_of(staffed, 'deux choses')}/files/{found[0].id}") == 404


def test_what_is_wrong_with_one_file_is_said_and_keeps_no_other_away(staffed: Hall, signed_in: Open) -> None:
    axel, page = signed_in("axel"), page_of(staffed)
    files = (("page.html", b"<script>alert(1)</script>"), ("ok.png", PNG))
    status, told = upload(axel, f"{page}/files", *files)
    assert status == 422 and "page.html" in words(told) and "ok.png" in words(told)
    status, told = upload(axel, f"{page}/files", *files, accept="application/json")
    assert status == 200 and '"kept":["ok.png"]' in told and "page.html" in told
    status, told = upload(axel, f"{page}/files")
    assert status == 422 and "Choisissez au moins un fichier." in words(told)
    answer = axel.client.post(f"{page}/files", data={"csrf": "faux"}, files=[("files", ("x.png", PNG, ""))], headers={"Origin": ORIGIN})
    assert answer.status_code == 403


def test_a_message_is_shown_before_it_is_sent_and_its_state_stands_on_the_page(staffed: Hall, signed_in: Open) -> None:
    hugo, page = signed_in("hugo"), page_of(staffed)
    assert f"{page}/message" in hugo.get(page) and f"{page}/message" not in signed_in("rose").get(page)
    status, shown = send(hugo, f"{page}/message", version=version(staffed), text="Le trou est-il profond ?", do="preview")
    assert status == 200 and "expediteur@courriel.example" in shown and "Au sujet de votre demande" in shown
    assert "Envoyer tel quel" in shown
    assert send(hugo, f"{page}/message", version=version(staffed), text="x", waits="yes", do="preview")[0] == 422
    assert send(signed_in("rose"), f"{page}/message", version=version(staffed), text="x", do="send")[0] == 403
    fields = {"version": version(staffed), "text": "Le trou est-il profond ?"}
    seen = look_at(hugo, f"{page}/message", **fields)
    assert send(hugo, f"{page}/message", do="send", seen=seen, **fields) == (303, f"{page}#letters")
    told = words(hugo.get(page))
    assert "Message au demandeur" in told and "Le trou est-il profond ?" in told and "expediteur@courriel.example" in told
    send(hugo, f"{page}/act", version=version(staffed), act="take")
    day = (datetime.now(UTC) + timedelta(days=9)).date().isoformat()
    fields = {"version": version(staffed), "text": "Et large ?", "waits": "yes", "day": day}
    seen = look_at(hugo, f"{page}/message", **fields)
    answer = send(hugo, f"{page}/message", do="send", seen=seen, **fields)
    assert answer == (303, f"{page}#letters") and "En attente du demandeur" in words(hugo.get(page))


def test_two_joined_requests_are_taken_apart_by_a_button_on_either_page(staffed: Hall, signed_in: Open) -> None:
    rose, part, main = signed_in("rose"), page_of(staffed, "Encombrants"), page_of(staffed, "TR: jeux du square")
    with staffed.installation.database.read() as session:
        seen = requests.get(session, staffed.ids["Encombrants"]).line.version
    for heading in ("Encombrants", "TR: jeux du square"):
        write_note(staffed.installation, staffed.ids[heading], f"Vu : {heading}", "regis", datetime.now(UTC))
        file = FormFile(filename=f"{heading.replace(':', '')}.png", content=PNG)
        add_files(staffed.installation, staffed.ids[heading], [file], "rose", datetime.now(UTC), is_shareable=True)
    joined = send(rose, f"{part}/same", other=str(staffed.ids["TR: jeux du square"]), kind="duplicate", version=str(seen))
    assert joined[0] == 303
    with staffed.installation.database.read() as session:
        if requests.get(session, staffed.ids["Encombrants"]).line.merged_into is None:
            part, main = main, part
    told = words(rose.get(main))
    assert "Vu : Encombrants" in told and "Vu : TR: jeux du square" in told
    assert "Encombrants.png" in told and "TR jeux du square.png" in told
    for place in re.findall(r'href="(/requests/\d+/files/\d+)"', shown := rose.get(main)):
        assert rose.client.get(place).content == PNG
        assert send(rose, f"{place}/share", shared="no") == (303, f"{main}#files")
    assert shown.count("/files/") >= 6 and words(rose.get(main)).count("Interne") >= 2
    assert "Séparer à nouveau les deux" in told and "Séparer à nouveau les deux" in words(rose.get(part))
    assert send(rose, f"{part}/undo") == (303, part)
    assert "Séparer à nouveau les deux" not in words(rose.get(main))


def test_everyone_of_an_incident_is_shown_what_he_gets_and_each_has_a_result(staffed: Hall, signed_in: Open) -> None:
    hugo, page = signed_in("hugo"), page_of(staffed)
    assert "incident-letter" not in hugo.get(page)
    with staffed.installation.database.write() as session:
        session.execute(update(RequestRow).where(RequestRow.id == staffed.ids["deux choses"]).values(status="open"))
    regis = signed_in("regis")
    seen = version(staffed)
    assert send(regis, f"{page}/same", other=str(staffed.ids["deux choses"]), kind="incident", version=seen)[0] == 303
    main = next(one for one in (page, page_of(staffed, "deux choses")) if "incident-letter" in hugo.get(one))
    status, shown = send(hugo, f"{main}/incident-letter", text="Réparé lundi.", do="preview")
    assert status == 200 and "Voici ce que chacun reçoit" in shown and "Réparé lundi." in shown
    seen = look_at(hugo, f"{main}/incident-letter", text="Réparé lundi.")
    status, done = send(hugo, f"{main}/incident-letter", text="Réparé lundi.", do="send", seen=seen)
    assert status == 200 and "Résultat" in done and "Reçoit le message" in done and "aucun signataire" not in done
    # What waits for a signature has not left: the result says so.
    with staffed.installation.database.write() as session:
        signatures.keep(session, TOWN, Circuit(models=("message",)), "regis", seed.NOW, seen=0)
    seen = look_at(hugo, f"{main}/incident-letter", text="Fini mardi.")
    status, done = send(hugo, f"{main}/incident-letter", text="Fini mardi.", do="send", seen=seen)
    assert status == 200 and "aucun signataire n’est indiqué" in done
    assert send(hugo, f"{main}/incident-letter", text=" ", do="preview")[0] == 422
    status, kept = send(hugo, f"{main}/incident-letter", text="Ligne.\r\n" * 60_000, do="preview")
    assert status == 422 and "Le texte a 419999 caractères" in kept and kept.count("Ligne.") == 60_000
    assert send(signed_in("rose"), f"{main}/incident-letter", text="x", do="send")[0] == 403


def test_the_board_moves_a_card_by_a_button_and_tells_of_no_other_departments(staffed: Hall, signed_in: Open) -> None:
    axel = signed_in("axel")
    board = axel.get("/board")
    assert f'data-card="{staffed.ids[HOLE]}"' in board and f'data-card="{staffed.ids["crottes de chien"]}"' not in board
    done = send(axel, f"{page_of(staffed)}/act", version=version(staffed), act="take", back="/board?priority=2")
    assert done == (303, "/board?priority=2")
    column = axel.get("/board").partition('data-column="accepted"')[2].partition("data-column=")[0]
    assert f'data-card="{staffed.ids[HOLE]}"' in column and 'value="finish"' in column
    assert "MARTEL" not in signed_in("rose").get("/board") and SECRET not in signed_in("rose").get("/board")


def test_filters_are_saved_arranged_shared_and_removed_on_the_list(staffed: Hall, signed_in: Open) -> None:
    hugo, axel = signed_in("hugo"), signed_in("axel")
    assert send(hugo, "/filters", name="Urgents", query="priority=2&")[0] == 303
    found = re.search(r"/filters/(\d+)/share", hugo.get("/requests"))
    assert found is not None and "Urgents" not in axel.get("/requests")
    assert send(hugo, f"/filters/{found[1]}/share", department=f"{TOWN}/VOI")[0] == 303
    assert "Urgents" in axel.get("/requests") and "Urgents" not in signed_in("sonia").get("/requests")
    assert send(hugo, f"/filters/{found[1]}/share", department=f"{TOWN}/CCAS")[0] == 403
    assert send(axel, f"/filters/{found[1]}/remove")[0] == 404
    assert send(hugo, "/filters", name="", query="")[0] == 422
    assert send(hugo, f"/filters/{found[1]}/remove")[0] == 303 and "Urgents" not in axel.get("/requests")


def test_what_is_new_of_a_request_one_may_not_read_any_more_is_not_told(staffed: Hall, signed_in: Open) -> None:
    write_note(staffed.installation, staffed.ids[HOLE], f"@hugo {SAID}", "axel", datetime.now(UTC))
    with staffed.installation.database.write() as session:
        assert members.remove(session, TOWN, DepartmentCode("VOI"), "hugo", datetime.now(UTC))
    hugo = signed_in("hugo")
    assert SAID not in hugo.get("/reminders") and bell(hugo) == 0
    assert send(hugo, "/reminders/news/read", up_to="9")[0] == 303
    with staffed.installation.database.read() as session:
        agent = agents.find_by_login(session, "hugo")
        assert agent is not None and rings.count_unread(session, agent.id, None, 99) == 0


def test_through_the_api_notes_and_tasks_are_an_agents_own_to_read_and_write(staffed: Hall, browser: Browser) -> None:
    call = bearer(key(staffed, Scope.REQUESTS_READ, Scope.REQUESTS_WRITE)) | {"Accept-Language": "fr"}
    place, client = f"/api/v1/requests/{staffed.ids[HOLE]}", browser.client
    assert client.get(f"{place}/notes", headers=call).status_code == 422
    new = client.post(f"{place}/notes", json={"agent": "axel", "text": f"@hugo {SAID}"}, headers=call)
    assert new.status_code == 200 and new.json()["author"] == "axel"
    assert [one["text"] for one in client.get(f"{place}/notes?agent=hugo", headers=call).json()["notes"]] == [f"@hugo {SAID}"]
    assert client.get(f"{place}/notes?agent=sonia", headers=call).status_code == 404
    assert client.post(f"{place}/notes", json={"agent": "rose", "text": "x"}, headers=call).status_code == 403
    other = client.put(f"/api/v1/notes/{new.json()['id']}", json={"agent": "hugo", "text": "x"}, headers=call)
    assert other.status_code == 403
    changed = client.put(f"/api/v1/notes/{new.json()['id']}", json={"agent": "axel", "text": "mieux"}, headers=call)
    assert changed.json()["text"] == "mieux" and changed.json()["edited_at"] is not None
    task = client.post(f"{place}/tasks", json={"agent": "hugo", "text": "Mesurer", "whom": "axel"}, headers=call)
    assert task.status_code == 200 and task.json()["agent"] == "axel"
    wrong = client.post(f"{place}/tasks", json={"agent": "hugo", "text": "Mesurer", "whom": "sonia"}, headers=call)
    assert wrong.status_code == 422 and wrong.json()["errors"][0]["field"] == "whom"
    assert [one["text"] for one in client.get("/api/v1/tasks?agent=axel", headers=call).json()["tasks"]] == ["Mesurer"]
    ended = client.post(f"/api/v1/tasks/{task.json()['id']}/end", json={"agent": "axel"}, headers=call)
    assert ended.json()["ending"] == "done"
    assert client.get("/api/v1/tasks?agent=axel", headers=call).json()["tasks"] == []
    again = client.post(f"/api/v1/tasks/{task.json()['id']}/end", json={"agent": "axel", "ending": None}, headers=call)
    assert again.json()["ended_at"] is None
    assert client.post("/api/v1/tasks/99/end", json={"agent": "axel"}, headers=call).status_code == 404
    secret = f"/api/v1/requests/{staffed.ids[SECRET]}/notes"
    assert client.get(f"{secret}?agent=sonia", headers=call).status_code == 403
