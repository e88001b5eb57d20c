"""Messages that name their request badly, or not at all: a number without its year, a photo forgotten. On SQLite and on PostgreSQL."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from domain.authenticity import Authenticity, Check, Verdict
from domain.inbound import Outcome
from domain.request import Addition, Tie
from flows.wiring import Installation
from store.schema import RecentMessageRow
from tests.flows.confirming import hire
from tests.flows.test_follow_up import PAUL, SYLVIE, added, count, links, request, shut, take_in, write
from tests.installations import NOW, POTHOLE, ledger

PHOTO = b"%PDF-1.4 photo"


@pytest.fixture
def hall(town_hall: Installation) -> Installation:
    """A town hall with one open request, 2026/0001 of Sylvie Lebrun on a pothole, and an agent."""
    hire(town_hall)
    take_in(town_hall, write(POTHOLE, 1))
    return town_hall


@pytest.mark.parametrize(
    "text", ["Bonjour, où en est votre dossier n° 1 ?", "Relance pour ma demande 0001, merci.", "N° de dossier : 1, des nouvelles ?"]
)
def test_a_number_without_its_year_is_proposed_even_to_its_requester(hall: Installation, text: str) -> None:
    take_in(hall, write(text, 2, subject="bonjour"))
    assert (added(hall, 1), links(hall, 2)) == ([], [(1, True, Tie.NUMBER, False)])
    assert "unknown_request" in request(hall, 2).line.reasons


def test_a_number_without_its_year_of_a_stranger_is_proposed_where_he_speaks_of_something_asked(hall: Installation) -> None:
    take_in(hall, write("Toujours rien pour ma demande n° 1, je vous relance.", 2, sender=PAUL, subject="bonjour"))
    take_in(hall, write("Bonjour, le trottoir abîmé devant le 14 rue de Poterie, ticket n° 1.", 3, sender=PAUL, subject="bonjour"))
    assert (added(hall, 1), links(hall, 2), links(hall, 3)) == ([], [(1, True, Tie.NUMBER, False)], [])


def test_a_number_that_others_gave_is_not_ours(hall: Installation) -> None:
    take_in(hall, write("Où en est mon dossier de permis n° 1 ?", 2), write("Mon dossier CAF n° 1 est complet, j'attends toujours.", 3))
    assert (links(hall, 2), links(hall, 3)) == ([], [])


def test_a_photo_forgotten_comes_without_any_reference_and_is_added(hall: Installation) -> None:
    take_in(hall, write("Désolée, j’ai oublié la photo.", 2, subject="", file=PHOTO))
    assert (ledger(hall)[1].outcome, count(hall), added(hall, 1)) == (Outcome.ATTACHED, 1, [Addition.CHASER])


@pytest.mark.parametrize("sender", [PAUL, f"{SYLVIE}, Max <max@ailleurs.example>"])
def test_what_somebody_else_forgot_is_not_added(hall: Installation, sender: str) -> None:
    take_in(hall, write("J'ai oublié la photo.", 2, sender=sender, subject="trou", file=PHOTO))
    assert (count(hall), added(hall, 1)) == (2, [])


def test_what_answers_a_mail_that_is_still_on_its_way_waits_for_that_one(hall: Installation) -> None:
    take_in(hall, write("Voici la photo oubliée.", 2, subject="Re: banc", file=PHOTO, In_Reply_To="<3@courriel.example>"))
    assert (added(hall, 1), links(hall, 2)) == ([], [])


@pytest.mark.parametrize(("verdict", "is_added"), [(Verdict.PASS, True), (Verdict.NONE, False), (Verdict.FAIL, False)])
def test_a_sender_who_was_checked_must_be_proven(
    hall: Installation, monkeypatch: pytest.MonkeyPatch, verdict: Verdict, *, is_added: bool
) -> None:
    check = Check(verdict=verdict, result="x", domain="courriel.example", said_by="mx.breville.example", is_aligned=True)
    author = "sylvie.lebrun@courriel.example"
    monkeypatch.setattr("flows.read.authenticity_of", lambda *_: Authenticity(author=author, dmarc=check))
    take_in(hall, write("J'ai oublié la photo.", 2, subject="", file=PHOTO))
    assert (added(hall, 1) == [Addition.CHASER]) is is_added


def test_what_completes_one_of_several_is_proposed_for_each(hall: Installation) -> None:
    take_in(hall, write("Bonjour, le trottoir abîmé devant le 14 rue de Poterie.", 2, subject="trottoir"))
    take_in(hall, write("J'ai oublié de joindre la photo.", 3, subject="", file=PHOTO))
    assert (added(hall, 1), added(hall, 2)) == ([], [])
    assert links(hall, 3) == [(1, True, Tie.SENDER, False), (2, True, Tie.SENDER, False)]


def test_a_photo_without_a_word_is_proposed_to_what_its_sender_just_wrote(hall: Installation) -> None:
    take_in(hall, write("", 2, subject="", file=PHOTO))
    assert (added(hall, 1), links(hall, 2)) == ([], [(1, True, Tie.SENDER, False)])


def test_what_was_written_days_ago_is_not_completed(hall: Installation) -> None:
    with hall.database.write() as session:
        session.execute(update(RecentMessageRow).values(at=NOW - timedelta(days=1, minutes=1)))
    take_in(hall, write("J'ai oublié la photo.", 2, subject="", file=PHOTO))
    assert (count(hall), added(hall, 1), links(hall, 2)) == (2, [], [])


def test_a_danger_told_with_what_was_forgotten_rings(hall: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.belonging.is_danger", lambda opinion: True)
    take_in(hall, write("J'ai oublié de préciser qu'un fil électrique est à nu.", 2, subject=""))
    assert added(hall, 1) == [Addition.CHASER]
    assert "danger" in request(hall, 2).line.reasons


def test_what_was_forgotten_of_a_closed_request_is_a_new_draft_linked_to_it(hall: Installation) -> None:
    shut(hall)
    take_in(hall, write("J'ai oublié la photo.", 2, subject="", file=PHOTO))
    assert (added(hall, 1), links(hall, 2)) == ([], [(1, True, Tie.SENDER, True)])
    assert "follows_closed" in request(hall, 2).line.reasons
