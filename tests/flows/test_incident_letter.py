"""Everyone of an incident is written to in an agent's own words, once each, as it was shown before (issue 7, point 5; S32)."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from domain.department import Confidentiality
from domain.errors import ConflictError, ForbiddenError, InvalidError
from domain.ids import DepartmentCode, RequestId, SubjectCode
from domain.rights import Role
from flows import accounts
from flows.confirm import Correction, confirm
from flows.incident_letter import Outcome, Told, Words, preview, write_to_all
from flows.incidents import Including, include
from flows.wiring import Installation
from letters.kinds import ModelKey
from store import outbox, requests, towns
from store.agents import NewAgent
from store.outbox import Held, LetterRecord
from store.schema import RequestRow
from tests import installations
from tests.flows import waiting_hall as small
from tests.flows.waiting_hall import ANNE, FIRST, at, come, mail, record
from tests.installations import BREVILLE, NOW

WORDS = "Les pièces arrivent lundi ; {{ fiche.suivi }} n’est pas un champ ici."
SENDERS = (
    "sylvie.lebrun@courriel.example",
    "paul.roger@courriel.example",
    "sylvie.lebrun@courriel.example",
    "odile.vasseur@courriel.example",
)
SECOND, THIRD, FOURTH = RequestId(2), RequestId(3), RequestId(4)
WRITTEN_AT = "2026-03-16T09:00"


@pytest.fixture
def hall(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    """A town where four mails tell of one hole, two of them of one person."""
    opened = small.open_hall(tmp_path / "data", database_url)
    for number, sender in enumerate(SENDERS, start=1):
        text = f"Bonjour, il y a un problème dans ma rue, un trou, vu {number} fois."
        come(opened, mail(text, number, sender=sender), f"2026-03-12T09:{number:02d}")
    confirm(opened, FIRST, Correction(subject=SubjectCode("VOI-01"), department=DepartmentCode("VOI")), ANNE, at("2026-03-13T10:00"))
    for one in (SECOND, THIRD, FOURTH):
        include(opened, Including(request=one, main=FIRST), ANNE, at("2026-03-13T11:00"))
    yield opened
    opened.close()


def own_words(hall: Installation) -> list[LetterRecord]:
    with hall.database.read() as session:
        ids = requests.ids(session, BREVILLE)
        return [one for each in ids for one in outbox.of_request(session, each) if one.letter.payload.get("model") == ModelKey.MESSAGE]


def outcomes(told: tuple[Told, ...]) -> list[tuple[RequestId, Outcome]]:
    return [(one.request, one.outcome) for one in told]


def test_each_gets_what_was_shown_once_though_two_requests_are_his(hall: Installation) -> None:
    words = Words(request=THIRD, text=WORDS)
    shown = preview(hall, words, ANNE, at(WRITTEN_AT))
    assert own_words(hall) == []
    told = write_to_all(hall, words, ANNE, at(WRITTEN_AT))
    expected = [(FIRST, Outcome.WRITTEN), (SECOND, Outcome.WRITTEN), (THIRD, Outcome.TOLD), (FOURTH, Outcome.WRITTEN)]
    assert outcomes(told) == outcomes(shown) == expected
    kept = own_words(hall)
    assert [one.letter.recipient for one in kept] == [SENDERS[0], SENDERS[1], SENDERS[3]]
    texts = [(letter.payload["subject"], letter.payload["body"]) for each in shown for letter in each.letters]
    assert [(one.letter.payload["subject"], one.letter.payload["body"]) for one in kept] == texts
    assert all(WORDS in str(body) for _, body in texts)
    assert "2026/0002" in str(texts[1][0])
    assert [record(hall, one).history[-1].action == "told_all" for one in (FIRST, SECOND, THIRD, FOURTH)] == [True, True, False, True]

    again = write_to_all(hall, words, ANNE, at("2026-03-16T10:00"))
    assert {one.outcome for one in again} == {Outcome.TOLD}
    assert len(own_words(hall)) == 3
    other = write_to_all(hall, replace(words, text="Les pièces sont là."), ANNE, at("2026-03-16T11:00"))
    assert [one.outcome for one in other].count(Outcome.WRITTEN) == 3


def test_what_was_interrupted_goes_on_with_those_not_written_to(hall: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    words, held = Words(request=FIRST, text=WORDS), requests.hold

    def die(session: object, request: RequestId) -> RequestId:
        if request == SECOND:
            raise SystemExit
        return held(session, request)  # type: ignore[arg-type]  # the session it was given

    monkeypatch.setattr(requests, "hold", die)
    with pytest.raises(SystemExit):
        write_to_all(hall, words, ANNE, at(WRITTEN_AT))
    monkeypatch.undo()
    assert len(own_words(hall)) == 1
    told = write_to_all(hall, words, ANNE, at("2026-03-16T10:00"))
    assert [one.outcome for one in told] == [Outcome.TOLD, Outcome.WRITTEN, Outcome.TOLD, Outcome.WRITTEN]


def test_a_confidential_one_is_told_nothing_of_it_by_mail(hall: Installation) -> None:
    with hall.database.write() as session:
        session.execute(update(RequestRow).where(RequestRow.id == SECOND).values(confidentiality=Confidentiality.RESTRICTED))
    told = {one.request: one for one in preview(hall, Words(request=FIRST, text=WORDS), ANNE, at(WRITTEN_AT))}
    by_mail = [one for one in told[SECOND].letters if one.held is not Held.PRINT]
    assert [one.payload["model"] for one in by_mail] == [ModelKey.DISCREET]
    assert "pièces arrivent" not in str(by_mail[0].payload["body"])


def test_without_words_or_rights_or_letters_nothing_is_written(hall: Installation) -> None:
    with pytest.raises(InvalidError, match="text"):
        preview(hall, Words(request=FIRST, text="  \n"), ANNE, at(WRITTEN_AT))
    new = NewAgent(town=BREVILLE, login="rose", name="rose", roles=frozenset({Role.RECEPTION}), password_hash="x")
    accounts.add_agent(hall, new, NOW)
    with pytest.raises(ForbiddenError):
        write_to_all(hall, Words(request=FIRST, text=WORDS), "rose", at(WRITTEN_AT))
    with hall.database.write() as session:
        silent = replace(installations.town(), writes_to_requesters=False)
        towns.save_town(session, silent, small.ruleset(), installations.places(), installations.mailboxes(BREVILLE), NOW)
    hall.towns.refresh()
    with pytest.raises(ConflictError, match="writes to no requester"):
        write_to_all(hall, Words(request=FIRST, text=WORDS), ANNE, at(WRITTEN_AT))
    assert own_words(hall) == []
