"""A letter to everyone a query finds: who is reached is told before, each person is written to once, whatever is killed (S41)."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from domain.department import Confidentiality
from domain.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from domain.ids import DepartmentCode, RequestId, SubjectCode
from domain.inbound import Channel
from domain.mailing import MailingId, Outcome
from domain.member import Member, Post
from domain.rights import Role
from flows import accounts, mailings, membership, queries
from flows.confirm import Correction, confirm
from flows.mailings import outlook, send
from flows.queries import Asker
from flows.rights import standing_of
from flows.wiring import Installation
from letters.kinds import ModelKey
from store import agents, outbox, requests, towns
from store import mailings as kept
from store.agents import NewAgent
from store.mapping import dump
from store.outbox import LetterRecord
from store.schema import DraftRow, JobRow, RequestRow
from tests import installations
from tests.flows import waiting_hall as small
from tests.flows.waiting_hall import at, come, mail, record, work_all
from tests.installations import BREVILLE, NOW

WORDS = "Le marché est déplacé ; {{ fiche.suivi }} n’est pas un champ ici. <b>Zoë</b> & Cie"
SENDERS = (
    "sylvie.lebrun@courriel.example",
    "paul.roger@courriel.example",
    "sylvie.lebrun@courriel.example",
    "odile.vasseur@courriel.example",
)
IDS = tuple(map(RequestId, (1, 2, 3, 4)))
WHEN, LATER = "2026-03-16T09:00", "2026-03-16T10:00"
AXEL = "axel"


@pytest.fixture
def hall(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    """A town with four requests of three people, all with the department that Axel heads, and one of nobody's address."""
    opened = small.open_hall(tmp_path / "data", database_url)
    accounts.add_agent(opened, NewAgent(town=BREVILLE, login=AXEL, name=AXEL, roles=frozenset(), password_hash="x"), NOW)
    membership.add_member(opened, Member(town=BREVILLE, department=DepartmentCode("VOI"), login=AXEL, post=Post.HEAD), "anne", NOW)
    for number, sender in enumerate(SENDERS, start=1):
        come(opened, mail(f"Bonjour, il y a un trou dans ma rue, vu {number} fois.", number, sender=sender), f"2026-03-12T09:{number:02d}")
    for one in IDS:
        confirm(opened, one, Correction(subject=SubjectCode("VOI-01"), department=DepartmentCode("VOI")), "anne", at("2026-03-13T10:00"))
    work_all(opened, "2026-03-13T11:00")
    yield opened
    opened.close()


def asker(hall: Installation, login: str = AXEL) -> Asker:
    with hall.database.read() as session:
        found = agents.find_by_login(session, login)
        assert found is not None
        return queries.asker_of(found, standing_of(session, hall.towns, found))


def saved(hall: Installation, found: object = None, login: str = AXEL) -> int:
    with hall.database.read() as session:
        who = agents.find_by_login(session, login)
        assert who is not None
        standing = standing_of(session, hall.towns, who)
    return queries.save(hall, who, standing, BREVILLE, "Voirie", found or {"department": ["VOI"]}, NOW)


def test_other_words_in_a_form_that_was_sent_are_another_mailing(hall: Installation) -> None:
    own, query = asker(hall), saved(hall)
    first = send(hall, own, outlook(hall, own, BREVILLE, query, WORDS, at(WHEN)), "once", at(WHEN))
    assert send(hall, own, outlook(hall, own, BREVILLE, query, WORDS, at(WHEN)), "once", at(WHEN)) == first
    assert send(hall, own, outlook(hall, own, BREVILLE, query, f"{WORDS} Corrigé.", at(WHEN)), "once", at(WHEN)) != first


def own_words(hall: Installation) -> list[LetterRecord]:
    with hall.database.read() as session:
        every = [one for each in requests.ids(session, BREVILLE) for one in outbox.of_request(session, each)]
    return [one for one in every if one.letter.payload.get("model") == ModelKey.MESSAGE]


def outcomes(hall: Installation, mailing: MailingId) -> dict[RequestId, Outcome | None]:
    with hall.database.read() as session:
        return {one.request: one.outcome for one in kept.items(session, mailing)}


def order(hall: Installation, query: int, once: str = "one") -> MailingId:
    return send(hall, asker(hall), outlook(hall, asker(hall), BREVILLE, query, WORDS, at(WHEN)), once, at(WHEN))


def test_each_person_gets_one_letter_as_it_was_shown_and_history_tells_it(hall: Installation) -> None:
    query = saved(hall)
    shown = outlook(hall, asker(hall), BREVILLE, query, WORDS, at(WHEN))
    assert shown.counts == {Outcome.MAIL: 3, Outcome.TOLD: 1}
    assert [one.reference for one in shown.left_out] == [str(record(hall, IDS[2]).line.number)]
    assert own_words(hall) == [] and len(shown.samples) == 3
    mailing = send(hall, asker(hall), shown, "one", at(WHEN))
    assert send(hall, asker(hall), shown, "one", at(LATER)) == mailing
    work_all(hall, WHEN)
    assert outcomes(hall, mailing) == dict(zip(IDS, (Outcome.MAIL, Outcome.MAIL, Outcome.TOLD, Outcome.MAIL), strict=True))
    letters = own_words(hall)
    assert sorted(one.letter.recipient for one in letters) == sorted({*SENDERS})
    assert [one.letter.payload["body"] for one in letters] == [one.payload["body"] for one in shown.samples]
    assert all(WORDS in str(one.letter.payload["body"]) for one in letters)
    assert [record(hall, one).history[-1].action == "written_to" for one in IDS] == [True, True, False, True]
    with hall.database.read() as session:
        assert kept.get(session, mailing).done_at is not None
    work_all(hall, LATER)
    assert len(own_words(hall)) == 3
    # Another mailing is another letter.
    order(hall, query, "two")
    work_all(hall, LATER)
    assert len(own_words(hall)) == 6


def test_who_dies_on_the_way_goes_on_with_those_that_wait(hall: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    mailing, hold = order(hall, saved(hall)), requests.hold

    def die(session: object, request: RequestId) -> RequestId:
        if request == IDS[1]:
            raise SystemExit
        return hold(session, request)  # type: ignore[arg-type]  # the session it was given

    monkeypatch.setattr(requests, "hold", die)
    with pytest.raises(SystemExit):
        work_all(hall, WHEN)
    monkeypatch.undo()
    assert len(own_words(hall)) == 1
    assert list(outcomes(hall, mailing).values()) == [Outcome.MAIL, None, None, None]
    with hall.database.write() as session:
        # Its lease runs out.
        session.execute(update(JobRow).where(JobRow.kind == "mailing").values(state="ready", lease=None, not_before=at(WHEN)))
    work_all(hall, LATER)
    assert list(outcomes(hall, mailing).values()) == [Outcome.MAIL, Outcome.MAIL, Outcome.TOLD, Outcome.MAIL]
    assert sorted(one.letter.recipient for one in own_words(hall)) == sorted({*SENDERS})


def test_paper_nobody_and_confidential_ones_are_counted_apart_and_written_each_by_his_way(hall: Installation) -> None:
    with hall.database.write() as session:
        for one in (IDS[1], IDS[3]):
            _unsettle(session, hall, one, "12 rue des Œillets 50700 Bréville" if one == IDS[1] else None)
        session.execute(update(RequestRow).where(RequestRow.id == IDS[0]).values(confidentiality=int(Confidentiality.RESTRICTED)))
    shown = outlook(hall, asker(hall), BREVILLE, saved(hall), WORDS, at(WHEN))
    assert shown.counts == {Outcome.MAIL: 1, Outcome.POST: 1, Outcome.TOLD: 1, Outcome.UNREACHED: 1}
    mailing = send(hall, asker(hall), shown, "one", at(WHEN))
    work_all(hall, WHEN)
    assert list(outcomes(hall, mailing).values()) == [Outcome.MAIL, Outcome.POST, Outcome.TOLD, Outcome.UNREACHED]
    with hall.database.read() as session:
        first = [one for one in outbox.of_request(session, IDS[0]) if "mailing" in str(one.letter.event)]
    assert {one.letter.payload["model"] for one in first} == {ModelKey.DISCREET}
    assert "marché" not in str([one.letter.payload.get("body") for one in first])


def _unsettle(session: Session, hall: Installation, request: RequestId, address: str | None) -> None:
    """Make a request one that came as a form without an address of mail."""
    own = record(hall, request)
    who = replace(own.requester, email=None, address=address)
    draft = replace(own.draft, sender=None, channel=Channel.FORM, requester=who, provenance=())
    values = {"requester": dump(who), "channel": "form", "dossier_id": None}
    session.execute(update(RequestRow).where(RequestRow.id == request).values(values))
    session.execute(update(DraftRow).where(DraftRow.id == own.draft_id).values(document=dump(draft)))


def test_who_may_not_write_of_a_request_writes_to_nobody_and_what_changed_is_shown_anew(
    hall: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    for login, roles in (("rose", frozenset({Role.RECEPTION})), ("elue", frozenset({Role.ELECTED}))):
        accounts.add_agent(hall, NewAgent(town=BREVILLE, login=login, name=login, roles=roles, password_hash="x"), NOW)
    query = saved(hall, login="rose")
    with pytest.raises(ForbiddenError):
        outlook(hall, asker(hall, "rose"), BREVILLE, query, WORDS, at(WHEN))
    with pytest.raises(NotFoundError):
        outlook(hall, asker(hall), BREVILLE, query, WORDS, at(WHEN))
    with pytest.raises(ForbiddenError):
        outlook(hall, queries.OPERATOR, BREVILLE, query, WORDS, at(WHEN))
    own = saved(hall)
    before = outlook(hall, asker(hall), BREVILLE, own, WORDS, at(WHEN))
    with pytest.raises(InvalidError, match="text"):
        send(hall, asker(hall), outlook(hall, asker(hall), BREVILLE, own, "  ", at(WHEN)), "x", at(WHEN))
    with hall.database.write() as session:
        session.execute(update(RequestRow).where(RequestRow.id == IDS[3]).values(department="ECL"))
    assert outlook(hall, asker(hall), BREVILLE, own, WORDS, at(WHEN)).seal != before.seal
    # What was taken away since it was shown is not written of.
    mailing = send(hall, asker(hall), before, "late", at(WHEN))
    work_all(hall, WHEN)
    assert outcomes(hall, mailing)[IDS[3]] is Outcome.GONE
    monkeypatch.setattr(mailings, "MOST", 2)
    with pytest.raises(InvalidError, match="more than 2"):
        outlook(hall, asker(hall), BREVILLE, own, WORDS, at(WHEN))
    with hall.database.write() as session:
        silent = replace(installations.town(), writes_to_requesters=False)
        towns.save_town(session, silent, small.ruleset(), installations.places(), installations.mailboxes(BREVILLE), NOW)
    hall.towns.refresh()
    with pytest.raises(ConflictError, match="writes to no requester"):
        outlook(hall, asker(hall), BREVILLE, own, WORDS, at(WHEN))
