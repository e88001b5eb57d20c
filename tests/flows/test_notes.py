"""Notes, tasks and added files on a request: for whose eyes, whose hands, and whose bell (issue 8, point 2; DOMAIN §6)."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import update

from domain.errors import ForbiddenError, InvalidError, NotFoundError
from domain.form import FormFile
from domain.ids import AgentId, DepartmentCode, RequestId
from domain.member import Member, Post
from domain.note import RingKind, Task, TaskEnd, mentioned
from domain.rights import Role
from flows import accounts, added, membership
from flows.added import add_files
from flows.merge import merge
from flows.notes import change_note, write_note
from flows.rights import standing_of
from flows.tasks import Wanted, begin_again, count_news, end_task, open_tasks, set_task
from flows.wiring import Installation
from store import added_files, agents, journal, rings, tasks
from store.agents import NewAgent
from store.schema import RequestRow
from tests.flows import waiting_hall as small
from tests.flows.waiting_hall import ANNE, FIRST, HOLE, at, come, decide, mail, record
from tests.installations import BREVILLE, NOW

ROADS = DepartmentCode("VOI")
MOMENT = at("2026-03-16T09:00")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(600)
SECOND = RequestId(FIRST + 1)


def _made(kind: str) -> bytes:
    file = io.BytesIO()
    if kind == "PNG":
        Image.new("RGB", (8, 8)).save(file, kind)
    else:
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr(kind, "<w/>")
    return file.getvalue()


PNG_IMAGE, DOCUMENT = _made("PNG"), _made("word/document.xml")


@pytest.fixture
def hall(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    """A town whose roads have two members, and where Rose works at the reception; a hole is theirs."""
    opened = small.open_hall(tmp_path / "data", database_url)
    people = {"axel": (frozenset[Role](), Post.AGENT), "hugo": (frozenset[Role](), Post.HEAD), "rose": (frozenset({Role.RECEPTION}), None)}
    for login, (roles, post) in people.items():
        name = f"{login.capitalize()} Martin"
        accounts.add_agent(opened, NewAgent(town=BREVILLE, login=login, name=name, roles=roles, password_hash="x"), NOW)
        if post is not None:
            membership.add_member(opened, Member(town=BREVILLE, department=ROADS, login=login, post=post), ANNE, NOW)
    come(opened, mail(HOLE, 1))
    decide(opened, "VOI-01")
    yield opened
    opened.close()


def bell(hall: Installation, login: str) -> list[tuple[RingKind, bool]]:
    with hall.database.read() as session:
        return [(one.kind, one.is_read) for one in rings.newest(session, agent_id(hall, login), None, 20)]


def agent_id(hall: Installation, login: str) -> AgentId:
    with hall.database.read() as session:
        found = agents.find_by_login(session, login)
    assert found is not None
    return found.id


def seclude(hall: Installation) -> None:
    with hall.database.write() as session:
        session.execute(update(RequestRow).values(confidentiality=2))


def test_a_name_behind_an_at_sign_is_the_longest_that_fits() -> None:
    names = {"anne": "anne", "anne martin": "other", "voi": "roads"}
    assert mentioned("@anne martin et @voi, @annexe, a@voi.example @anne.", names) == ("other", "roads", "anne")
    assert mentioned("rien ici", names) == ()


def test_a_note_rings_the_bell_of_whom_it_names_and_stands_nowhere_else(hall: Installation) -> None:
    words = "Vu avec la régie : @Hugo Martin, à toi. Code 4711."
    note = write_note(hall, FIRST, words, "axel", MOMENT)
    assert (note.author, note.text) == ("axel", words)
    assert bell(hall, "hugo") == [(RingKind.NOTE, False)] and bell(hall, "rose") == bell(hall, "axel") == []
    line = record(hall).history[-1]
    assert (line.action, line.actor, dict(line.details)) == ("noted", "axel", {"note": note.id})
    with hall.database.read() as session:
        assert "4711" not in str(journal.page(session, BREVILLE, after=None, limit=50))


def test_a_department_is_named_as_a_whole_and_nobody_who_names_himself_is_rung(hall: Installation) -> None:
    write_note(hall, FIRST, "@VOI regardez, @axel aussi", "axel", MOMENT)
    assert bell(hall, "hugo") == [(RingKind.NOTE, False)] and bell(hall, "axel") == []


def test_of_a_confidential_request_nobody_is_told_who_may_not_read_it(hall: Installation) -> None:
    seclude(hall)
    write_note(hall, FIRST, "@rose @Hugo Martin", "axel", MOMENT)
    assert bell(hall, "rose") == [] and bell(hall, "hugo") == [(RingKind.NOTE, False)]
    with pytest.raises(ForbiddenError):
        write_note(hall, FIRST, "moi aussi", "rose", MOMENT)


def test_reception_writes_no_notes_and_an_empty_one_is_none(hall: Installation) -> None:
    with pytest.raises(ForbiddenError):
        write_note(hall, FIRST, "bonjour", "rose", MOMENT)
    with pytest.raises(InvalidError):
        write_note(hall, FIRST, " \r\n ", "axel", MOMENT)
    with pytest.raises(InvalidError):
        write_note(hall, FIRST, "a" * 10_001, "axel", MOMENT)


def test_a_second_click_writes_no_second_note(hall: Installation) -> None:
    first, second = (write_note(hall, FIRST, "une fois", "axel", MOMENT) for _ in range(2))
    assert first == second
    assert [line.action for line in record(hall).history].count("noted") == 1


def test_a_note_is_changed_by_who_wrote_it_alone(hall: Installation) -> None:
    note = write_note(hall, FIRST, "demain", "axel", MOMENT)
    with pytest.raises(ForbiddenError, match="another agent"):
        change_note(hall, note.id, "jamais", "hugo", MOMENT)
    later = at("2026-03-17T09:00")
    changed = change_note(hall, note.id, "lundi, @hugo", "axel", later)
    assert (changed.text, changed.edited_at) == ("lundi, @hugo", later)
    assert bell(hall, "hugo") == [(RingKind.NOTE, False)] and record(hall).history[-1].action == "note_changed"
    with pytest.raises(NotFoundError):
        change_note(hall, replace(note, id=note.id.__class__(99)).id, "x", "axel", later)


def test_notes_change_no_version_and_keep_nobody_from_acting(hall: Installation) -> None:
    before = record(hall).line.version
    write_note(hall, FIRST, "une note", "axel", MOMENT)
    assert record(hall).line.version == before


def test_a_task_is_whose_it_is_and_who_gave_it_is_told_when_it_is_done(hall: Installation) -> None:
    task = set_task(hall, Wanted(request=FIRST, text="Baliser", whom="axel martin", due_on=date(2026, 3, 20)), "hugo", MOMENT)
    assert (task.agent, task.department, task.is_open) == ("axel", None, True)
    assert bell(hall, "axel") == [(RingKind.TASK, False)]
    assert [one.text for one in own_tasks(hall, "axel")] == ["Baliser"] and own_tasks(hall, "hugo") == []
    assert task.is_late(date(2026, 3, 21)) and not task.is_late(date(2026, 3, 20))
    done = end_task(hall, task.id, TaskEnd.DONE, "axel", at("2026-03-18T15:00"))
    assert (done.ended_by, done.ending, done.ended_at) == ("axel", TaskEnd.DONE, at("2026-03-18T15:00"))
    assert bell(hall, "hugo") == [(RingKind.ENDED, False)] and own_tasks(hall, "axel") == []
    # A second click, and by another one, changes nothing.
    assert end_task(hall, task.id, TaskEnd.DROPPED, "hugo", at("2026-03-19T15:00")) == done
    assert begin_again(hall, task.id, "hugo", at("2026-03-19T16:00")).is_open
    assert [line.action for line in record(hall).history][-3:] == ["task_set", "task_done", "task_again"]


def own_tasks(hall: Installation, login: str) -> list[Task]:
    with hall.database.read() as session:
        agent = agents.find_by_login(session, login)
        assert agent is not None
        return list(open_tasks(hall, session, standing_of(session, hall.towns, agent), None, 50))


def test_a_task_without_a_name_is_its_departments_and_in_the_lists_of_its_members(hall: Installation) -> None:
    early = set_task(hall, Wanted(request=FIRST, text="Mesurer", due_on=date(2026, 3, 18)), "hugo", MOMENT)
    late = set_task(hall, Wanted(request=FIRST, text="Commander"), "hugo", MOMENT)
    assert early.department == ROADS and bell(hall, "axel") == [(RingKind.TASK, False)] * 2 and bell(hall, "hugo") == []
    assert [one.id for one in own_tasks(hall, "axel")] == [early.id, late.id]
    assert own_tasks(hall, "rose") == []


def test_a_task_for_nobody_who_may_read_it_is_refused_with_who_may_be_meant(hall: Installation) -> None:
    seclude(hall)
    with pytest.raises(InvalidError) as refused:
        set_task(hall, Wanted(request=FIRST, text="Appeler", whom="rose"), "hugo", MOMENT)
    assert [one.where for one in refused.value.mistakes] == ["whom"]
    with pytest.raises(InvalidError, match="Axel Martin"):
        set_task(hall, Wanted(request=FIRST, text="Appeler", whom="axe"), "hugo", MOMENT)


@pytest.mark.parametrize(("text", "day", "where"), [(" ", None, "text"), ("x", date(2026, 3, 1), "due_on"), ("x" * 2001, None, "text")])
def test_what_is_no_task_is_told_beside_its_field(hall: Installation, text: str, day: date | None, where: str) -> None:
    with pytest.raises(InvalidError) as refused:
        set_task(hall, Wanted(request=FIRST, text=text, due_on=day), "hugo", MOMENT)
    assert [one.where for one in refused.value.mistakes] == [where]


def test_tasks_are_given_and_ended_by_who_works_on_the_request_or_whose_they_are(hall: Installation) -> None:
    with pytest.raises(ForbiddenError):
        set_task(hall, Wanted(request=FIRST, text="Appeler"), "rose", MOMENT)
    task = set_task(hall, Wanted(request=FIRST, text="Rappeler", whom="rose"), "hugo", MOMENT)
    mine = set_task(hall, Wanted(request=FIRST, text="Mesurer", whom="axel"), "hugo", MOMENT)
    with pytest.raises(ForbiddenError):
        end_task(hall, mine.id, TaskEnd.DONE, "rose", MOMENT)
    assert end_task(hall, task.id, TaskEnd.DONE, "rose", MOMENT).ended_by == "rose"
    seclude(hall)
    with pytest.raises(NotFoundError):
        begin_again(hall, task.id, "rose", MOMENT)
    with hall.database.read() as session:
        assert tasks.count_open(session, [FIRST]) == {FIRST: 1}


def test_files_are_looked_at_each_for_itself_and_the_same_one_is_there_once(hall: Installation) -> None:
    files = [
        FormFile(filename="C:\\photos\\trou.png", content=PNG),
        FormFile(filename="page.html", content=b"<script>alert(1)</script>"),
        FormFile(filename="2.png", content=PNG + b"x"),
        FormFile(filename="vide.pdf", content=b""),
    ]
    done = add_files(hall, FIRST, files, "rose", MOMENT, is_shareable=False)
    assert [one.filename for one in done.kept] == ["trou.png", "2.png"]
    assert sorted(one.code.value for one in done.faults) == ["file_danger", "file_empty"]
    assert hall.blobs.read(done.kept[0].sha256) == PNG and not done.kept[0].is_shareable
    again = add_files(hall, FIRST, files[:1], "axel", MOMENT, is_shareable=False)
    assert [one.id for one in again.kept] == [done.kept[0].id]
    with hall.database.read() as session:
        assert added_files.count(session, FIRST) == 2


def test_an_added_file_is_shared_and_taken_away_by_who_added_it_or_does_the_work(hall: Installation) -> None:
    (file,) = add_files(hall, FIRST, [FormFile(filename="plan.png", content=PNG)], ANNE, MOMENT, is_shareable=False).kept
    with pytest.raises(ForbiddenError, match="Another agent"):
        added.withdraw(hall, FIRST, file.id, "rose", MOMENT)
    added.share(hall, FIRST, file.id, "axel", MOMENT, is_shareable=True)
    with hall.database.read() as session:
        assert [one.is_shareable for one in added_files.of_request(session, FIRST)] == [True]
    added.withdraw(hall, FIRST, file.id, ANNE, MOMENT)
    with pytest.raises(NotFoundError):
        added.withdraw(hall, FIRST, file.id, ANNE, MOMENT)
    assert [line.action for line in record(hall).history][-3:] == ["file_added", "file_shared", "file_withdrawn"]
    assert "plan.png" not in str(record(hall).history)


def test_what_is_new_is_read_by_looking_at_it(hall: Installation) -> None:
    write_note(hall, FIRST, "@hugo", "axel", MOMENT)
    hugo = agent_id(hall, "hugo")
    with hall.database.write() as session:
        assert rings.count_unread(session, hugo, BREVILLE, 99) == 1 and rings.is_unread(session, hugo, FIRST)
        rings.mark_seen(session, hugo, FIRST, MOMENT)
        assert rings.count_unread(session, hugo, None, 99) == 0 and not rings.is_unread(session, hugo, FIRST)


def test_a_task_that_ends_once_more_is_news_once_more(hall: Installation) -> None:
    task = set_task(hall, Wanted(request=FIRST, text="Mesurer le trou", whom="axel"), "hugo", MOMENT)
    end_task(hall, task.id, TaskEnd.DONE, "axel", MOMENT)
    assert bell(hall, "hugo") == [(RingKind.ENDED, False)]
    begin_again(hall, task.id, "hugo", MOMENT)
    assert bell(hall, "hugo") == [], "it has not ended any more"
    end_task(hall, task.id, TaskEnd.DROPPED, "axel", MOMENT)
    assert bell(hall, "hugo") == [(RingKind.ENDED, False)]
    end_task(hall, task.id, TaskEnd.DONE, "axel", MOMENT)
    assert bell(hall, "hugo") == [(RingKind.ENDED, False)]


def test_the_bell_counts_what_is_on_requests_one_may_still_read(hall: Installation) -> None:
    for number in range(3):
        write_note(hall, FIRST, f"@hugo {number}", "axel", MOMENT)
    seen: list[tuple[int, ...]] = []
    for is_member in (True, False, True):
        if is_member and seen:
            membership.add_member(hall, Member(town=BREVILLE, department=ROADS, login="hugo", post=Post.HEAD), ANNE, NOW)
        elif not is_member:
            membership.remove_member(hall, BREVILLE, ROADS, "hugo", ANNE, NOW)
        with hall.database.read() as session:
            hugo = agents.find_by_login(session, "hugo")
            assert hugo is not None
            standing = standing_of(session, hall.towns, hugo)
            seen.append(tuple(count_news(hall.towns, session, standing, hugo.id, BREVILLE, most) for most in (99, 2)))
    assert seen == [(3, 2), (0, 0), (3, 2)]


@pytest.mark.parametrize(("content", "ending"), [(PNG_IMAGE, ".png"), (b"Bonjour", ".txt"), (DOCUMENT, ".docx")])
def test_a_file_without_a_name_is_called_by_what_lies_in_it(hall: Installation, content: bytes, ending: str) -> None:
    done = add_files(hall, FIRST, [FormFile(filename=" ", content=content)], "axel", MOMENT, is_shareable=False)
    assert done.faults == () and [one.filename.endswith(ending) for one in done.kept] == [True]
    again = add_files(hall, FIRST, [FormFile(filename="", content=content)], "axel", MOMENT, is_shareable=False)
    assert again.kept == done.kept


def test_what_was_added_to_a_request_that_is_a_part_by_now_is_the_wholes(hall: Installation) -> None:
    come(hall, mail(HOLE, 2))
    (own,) = add_files(hall, SECOND, [FormFile(filename="a.png", content=PNG)], "rose", MOMENT, is_shareable=False).kept
    merge(hall, SECOND, FIRST, "rose", MOMENT)
    with hall.database.read() as session:
        assert added_files.of_request(session, FIRST) == () and added_files.of_whole(session, FIRST) == (own,)
    added.share(hall, SECOND, own.id, "axel", MOMENT, is_shareable=True)
    with hall.database.read() as session:
        assert [one.is_shareable for one in added_files.of_whole(session, FIRST)] == [True]
    added.withdraw(hall, FIRST, own.id, "axel", MOMENT)
    with hall.database.read() as session:
        assert added_files.of_whole(session, FIRST) == ()
