"""A message in an agent's own words: what is shown is what leaves, once, and the request waits for the answer if he says so."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import update

from domain.errors import ConflictError, ForbiddenError, InvalidError
from domain.form import FormFile
from domain.lifecycle import Act, Step
from domain.member import Member, Post
from domain.request import Status
from domain.rights import Role
from flows import accounts, added, membership, notes
from flows.act import Asked, act
from flows.added import add_files
from flows.own_words import OwnWords, preview, send
from flows.send import enclosures, message
from flows.wiring import Installation, open_installation
from letters.kinds import ModelKey
from store import journal, towns
from store.agents import NewAgent
from store.mapping import dump
from store.outbox import LetterRecord
from store.schema import TownRow
from tests.flows import waiting_hall as small
from tests.flows.test_notes import MOMENT, PNG, ROADS
from tests.flows.waiting_hall import FIRST, HOLE, SYLVIE, at, come, decide, letters, mail, record
from tests.installations import BREVILLE, NOW

WORDS = "Le trou est-il devant le 22 ou le 24 ?\r\n{{ fiche.suivi }} n’est pas un champ ici."
UNTIL = date(2026, 4, 10)


@pytest.fixture
def hall(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    opened = small.open_hall(tmp_path / "data", database_url)
    for login, roles in (("hugo", frozenset[Role]()), ("rose", frozenset({Role.RECEPTION}))):
        accounts.add_agent(opened, NewAgent(town=BREVILLE, login=login, name=login, roles=roles, password_hash="x"), NOW)
    membership.add_member(opened, Member(town=BREVILLE, department=ROADS, login="hugo", post=Post.HEAD), "anne", NOW)
    come(opened, mail(HOLE, 1))
    decide(opened, "VOI-01")
    yield opened
    opened.close()


def words(hall: Installation, **more: object) -> OwnWords:
    return OwnWords(request=FIRST, text=WORDS, version=record(hall).line.version, **more)  # type: ignore[arg-type]


def own(hall: Installation) -> list[LetterRecord]:
    return [one for one in letters(hall) if one.letter.payload.get("model") == ModelKey.MESSAGE]


def test_what_is_shown_is_what_leaves_and_a_second_click_sends_nothing(hall: Installation) -> None:
    asked = words(hall)
    shown = preview(hall, asked, "hugo", MOMENT)
    assert own(hall) == [] and shown.sender == "mairie@breville.example"
    assert [one.recipient for one in shown.letters] == [SYLVIE]
    record_then, count = send(hall, asked, "hugo", MOMENT)
    assert count == 1 and send(hall, asked, "hugo", MOMENT)[1] == 0
    (kept,) = own(hall)
    assert {name: kept.letter.payload[name] for name in ("subject", "body")} == {
        name: shown.letters[0].payload[name] for name in ("subject", "body")
    }
    assert "{{ fiche.suivi }} n’est pas un champ ici." in str(kept.letter.payload["body"])
    assert (record_then.line.status, record_then.history[-1].action) == (Status.OPEN, "written_to")
    with hall.database.read() as session:
        assert "devant le 22 ou" not in str(journal.page(session, BREVILLE, after=None, limit=50))


def test_the_request_waits_for_the_answer_and_the_words_are_the_agents_own(hall: Installation) -> None:
    do_take(hall)
    asked = words(hall, until=UNTIL)
    shown = preview(hall, asked, "hugo", MOMENT)
    changed, count = send(hall, asked, "hugo", MOMENT)
    assert (count, changed.line.status, changed.line.situation.awaited_until) == (1, Status.WAITING, UNTIL)
    (kept,) = own(hall)
    assert kept.letter.payload["body"] == shown.letters[0].payload["body"] and "le 22 ou le 24" in str(kept.letter.payload["body"])
    # Its author is not told a second time by the letter that lists missing pieces; the legal clock runs on.
    assert [str(one.letter.payload["model"]) for one in letters(hall)].count(ModelKey.PIECES) == 0
    line = changed.history[-1]
    assert line.action == "asked" and line.details["answer"] == WORDS.replace("\r\n", "\n")
    assert send(hall, asked, "hugo", MOMENT)[0].line.version == changed.line.version and len(own(hall)) == 1


def do_take(hall: Installation) -> None:
    act(hall, Asked(request=FIRST, step=Step(act=Act.TAKE)), "hugo", at("2026-03-13T11:00"))


def test_one_form_is_one_message_whatever_was_done_in_between_and_another_is_another(hall: Installation) -> None:
    first, again = words(hall, once="first"), words(hall, once="again")
    assert send(hall, first, "hugo", MOMENT)[1] == 1
    notes.write_note(hall, FIRST, "Je regarde.", "hugo", MOMENT)
    assert send(hall, first, "hugo", MOMENT)[1] == 0 and len(own(hall)) == 1
    assert send(hall, again, "hugo", MOMENT)[1] == 1 and len(own(hall)) == 2
    with pytest.raises(ConflictError, match="another message"):
        send(hall, replace(first, text="Tout autre chose."), "hugo", MOMENT)
    assert len(own(hall)) == 2


def test_a_form_that_asks_waits_once_whatever_was_done_in_between(hall: Installation) -> None:
    do_take(hall)
    asked = words(hall, until=UNTIL, once="first")
    assert send(hall, asked, "hugo", MOMENT)[1] == 1
    notes.write_note(hall, FIRST, "Je regarde.", "hugo", MOMENT)
    assert send(hall, asked, "hugo", MOMENT)[1] == 0 and len(own(hall)) == 1
    with pytest.raises(ConflictError):
        send(hall, replace(asked, once="again"), "hugo", MOMENT)
    assert len(own(hall)) == 1


def test_without_a_form_a_forgotten_file_makes_another_message(hall: Installation) -> None:
    (plan,) = add_files(hall, FIRST, [FormFile(filename="plan.png", content=PNG)], "hugo", MOMENT, is_shareable=True).kept
    asked = words(hall)
    assert [send(hall, one, "hugo", MOMENT)[1] for one in (asked, replace(asked, files=(plan.id,)), asked)] == [1, 1, 0]
    assert ["added" in one.letter.payload for one in own(hall)] == [False, True]


def test_who_was_slower_sends_nothing(hall: Installation) -> None:
    asked = words(hall)
    do_take(hall)
    with pytest.raises(ConflictError):
        send(hall, asked, "hugo", MOMENT)
    assert own(hall) == []


def test_reception_does_not_write_and_without_words_or_in_the_past_nothing_is_sent(hall: Installation) -> None:
    with pytest.raises(ForbiddenError):
        preview(hall, words(hall), "rose", MOMENT)
    for wrong in (OwnWords(request=FIRST, text=" ", version=1), OwnWords(request=FIRST, text="x" * 20_001, version=1)):
        with pytest.raises(InvalidError):
            preview(hall, wrong, "hugo", MOMENT)
    do_take(hall)
    with pytest.raises(InvalidError) as refused:
        preview(hall, words(hall, until=date(2026, 3, 1)), "hugo", MOMENT)
    assert [one.where for one in refused.value.mistakes] == ["day"]


def test_files_that_may_be_shared_go_along_and_no_other(hall: Installation) -> None:
    plan, secret = add_files(
        hall,
        FIRST,
        [FormFile(filename="plan.png", content=PNG), FormFile(filename="interne.png", content=PNG + b"1")],
        "hugo",
        MOMENT,
        is_shareable=True,
    ).kept
    added.share(hall, FIRST, secret.id, "hugo", MOMENT, is_shareable=False)
    with pytest.raises(InvalidError):
        preview(hall, words(hall, files=(plan.id, secret.id)), "hugo", MOMENT)
    assert [one.filename for one in preview(hall, words(hall, files=(plan.id,)), "hugo", MOMENT).files] == ["plan.png"]
    send(hall, words(hall, files=(plan.id,)), "hugo", MOMENT)
    (kept,) = own(hall)
    assert kept.letter.payload["added"] == [plan.id]


def test_a_mail_that_takes_files_along_has_them_as_attachments(hall: Installation) -> None:
    (plan,) = add_files(hall, FIRST, [FormFile(filename="plan.png", content=PNG)], "hugo", MOMENT, is_shareable=True).kept
    send(hall, words(hall, files=(plan.id,)), "hugo", MOMENT)
    (kept,) = own(hall)
    mail_sent = message(hall.settings, hall.towns.get(BREVILLE).town, kept, enclosures(hall, kept))
    assert [(part.get_filename(), part.get_content()) for part in mail_sent.iter_attachments()] == [("plan.png", PNG)]
    added.share(hall, FIRST, plan.id, "hugo", MOMENT, is_shareable=False)
    assert enclosures(hall, kept) == ()


def test_a_town_that_writes_to_nobody_says_so(hall: Installation) -> None:
    with hall.database.write() as session:
        town = replace(towns.town(session, BREVILLE), writes_to_requesters=False)
        session.execute(update(TownRow).where(TownRow.id == BREVILLE).values(document=dump(town)))
    opened = open_installation(hall.settings, readers=1)
    try:
        with pytest.raises(ConflictError, match="writes to no requester"):
            preview(opened, words(hall), "hugo", MOMENT)
    finally:
        opened.close()
