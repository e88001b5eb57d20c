"""Where a message belongs: to a request, to people, or to itself. Every test runs on SQLite and on PostgreSQL."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from domain.errors import ConflictError
from domain.ids import JobId, RequestId
from domain.inbound import Outcome
from domain.lifecycle import Act, Step
from domain.request import Addition, Closure, Status, Tie
from flows import merge as merging
from flows.act import Asked, act
from flows.confirm import Correction, confirm
from flows.kinds import MAIL
from flows.receive import receive
from flows.replay import Verdict, replay
from flows.route import route
from flows.wiring import Installation
from flows.work import work
from ingest.email import letter_token
from store import follow_ups, jobs, outbox, requests
from store.jobs import Job
from store.requests import RequestRecord
from store.schema import JobRow
from tests.flows.confirming import ANNE, hire
from tests.installations import AUVILLE, BREVILLE, MAYOR, NOW, POTHOLE, arrival, ledger

SYLVIE = "Sylvie Lebrun <sylvie.lebrun@courriel.example>"
SYLVIE_AT_WORK = "Sylvie Lebrun <s.lebrun@travail.example>"
PAUL = "Paul Roger <paul.roger@courriel.example>"
AGENT = "Anne Morel <anne.morel@breville.example>"
SOCIAL = "ccas@breville.example"
FIRST = "<1@courriel.example>"
LATER = NOW + timedelta(seconds=1)
CHASE = "Toujours rien, je vous relance."


def write(
    text: str, number: int, *, sender: str = SYLVIE, subject: str = "trou", to: str = MAYOR, file: bytes = b"", **fields: str
) -> bytes:
    """Return a mail; ``fields`` are header fields with _ for -."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = "Thu, 12 Mar 2026 09:14:00 +0100"
    message["Message-ID"] = f"<{number}@courriel.example>"
    for name, value in fields.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    if file:
        message.add_attachment(file, maintype="application", subtype="pdf", filename="plan.pdf")
    return message.as_bytes()


def take_in(hall: Installation, *raws: bytes) -> None:
    receive(hall, [arrival(raw) for raw in raws])
    work_all(hall)


def work_all(hall: Installation) -> None:
    now = LATER
    while any(work(hall, queue, now).claimed for queue in jobs.QUEUES):
        now += timedelta(seconds=30)


def request(hall: Installation, number: int) -> RequestRecord:
    with hall.database.read() as session:
        return requests.get(session, RequestId(number))


def count(hall: Installation) -> int:
    with hall.database.read() as session:
        return len(requests.ids(session, None))


def actions(hall: Installation, number: int) -> list[str]:
    return [line.action for line in request(hall, number).history if line.action != "letter_held"]


def added(hall: Installation, number: int) -> list[Addition]:
    with hall.database.read() as session:
        return [one.kind for one in follow_ups.of(session, RequestId(number))]


def links(hall: Installation, number: int) -> list[tuple[int, bool, Tie, bool]]:
    """Return other request, whether it is the earlier one, what ties them, and whether that is proven."""
    with hall.database.read() as session:
        return [(link.other.id, link.is_earlier, link.tie, link.is_proven) for link in follow_ups.links(session, RequestId(number))]


def told(hall: Installation) -> list[str]:
    """Return the kinds of the letters that were written."""
    with hall.database.read() as session:
        return [record.letter.kind for record in outbox.held(session, after=None, limit=100)]


def sealed(hall: Installation, letter: int = 1) -> str:
    """Return the Message-ID of a letter of ours."""
    key = hall.settings.secret_key.get_secret_value().encode()
    return f"<{letter_token.token(key, BREVILLE, letter)}@breville.example>"


@pytest.fixture
def hall(town_hall: Installation) -> Installation:
    """A town hall with one open request, 2026/0001 of Sylvie Lebrun on a pothole, and an agent."""
    hire(town_hall)
    take_in(town_hall, write(POTHOLE, 1))
    assert str(request(town_hall, 1).line.number) == "2026/0001"
    return town_hall


def shut(hall: Installation, number: int = 1) -> None:
    step = Step(act=Act.CLOSE, closure=Closure.CARRIED_OUT, answer="C’est réparé.")
    act(hall, Asked(request=RequestId(number), step=step), ANNE, LATER)


# --- numbers and senders --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "named",
    [
        "ma fiche 2026/1",
        "ma fiche n° 1 de 2026",
        "ma fiche n\u00b0\u00a02026\u20110001",
        "ma fiche \uff12\uff10\uff12\uff16\uff0f\uff10\uff10\uff10\uff11",
    ],
)
def test_a_number_however_written_attaches_for_its_requester(hall: Installation, named: str) -> None:
    take_in(hall, write(f"Bonjour, toujours rien pour {named}.", 2, subject="bonjour"))
    assert ledger(hall)[1].outcome is Outcome.ATTACHED
    assert (count(hall), actions(hall, 1)) == (1, ["created", "numbered", "followed_up"])


@pytest.mark.parametrize(
    ("sender", "fields"),
    [
        (PAUL, {}),
        (SYLVIE_AT_WORK, {}),
        (AGENT, {}),
        ("sylvie.lebrun@courriel.example.org", {}),
        (PAUL, {"Reply_To": SYLVIE}),
        ('"sylvie.lebrun@courriel.example" <x@autre.example>', {}),
        ("noreply@formulaire.example", {"Reply_To": SYLVIE}),
    ],
)
def test_a_number_of_who_is_not_known_only_proposes(hall: Installation, sender: str, fields: dict[str, str]) -> None:
    take_in(hall, write(f"Ma demande n° 2026/0001 : {CHASE}", 2, sender=sender, subject="ma demande", **fields))  # type: ignore[arg-type]  # none is the file
    assert (ledger(hall)[1].outcome, actions(hall, 1), added(hall, 1)) == (Outcome.DRAFTED, ["created", "numbered"], [])
    assert links(hall, 2) == [(1, True, Tie.NUMBER, False)]
    assert links(hall, 1) == [(2, False, Tie.NUMBER, False)]
    assert "unknown_request" in request(hall, 2).line.reasons
    assert "follow_up" not in told(hall)


def test_a_number_nobody_has_is_shown_as_it_was_cited(hall: Installation) -> None:
    take_in(hall, write(f"Ma demande n° 2026/0999 : {CHASE}", 2))
    assert request(hall, 2).history[0].details["cites"] == "2026/0999"
    assert "unknown_request" in request(hall, 2).line.reasons


def test_a_danger_after_closing_rings(hall: Installation) -> None:
    shut(hall)
    take_in(hall, write("Ma fiche 2026/0001 : le mât penche, un fil électrique est à nu, danger de mort.", 2))
    assert request(hall, 2).line.status is Status.REVIEW
    assert links(hall, 2) == [(1, True, Tie.NUMBER, True)]


def test_words_handed_on_by_a_stranger_are_not_the_requesters(hall: Installation) -> None:
    forged = f"---------- Message transféré ----------\nDe : {SYLVIE}\nObjet : ma fiche 2026/0001\n\nMa fiche 2026/0001 : {CHASE}\n"
    take_in(hall, write(forged, 2, sender=PAUL, subject="TR: ma fiche 2026/0001"))
    assert (ledger(hall)[1].outcome, added(hall, 1)) == (Outcome.DRAFTED, [])


def test_words_handed_on_by_the_town_are(hall: Installation) -> None:
    handed_on = f"---------- Message transféré ----------\nDe : {SYLVIE}\nObjet : ma fiche 2026/0001\n\nMa fiche 2026/0001 : {CHASE}\n"
    take_in(hall, write(f"Pour suite à donner\n\n{handed_on}", 2, sender=AGENT, subject="TR: ma fiche 2026/0001"))
    assert (ledger(hall)[1].outcome, added(hall, 1)) == (Outcome.ATTACHED, [Addition.CHASER])


def test_a_forged_from_is_no_known_sender(hall: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.follow_up.is_forged", lambda authenticity: True)
    take_in(hall, write(f"Ma demande n° 2026/0001 : {CHASE}", 2))
    assert (ledger(hall)[1].outcome, links(hall, 2)) == (Outcome.DRAFTED, [(1, True, Tie.NUMBER, False)])


def test_a_second_author_in_from_makes_nobody_known(hall: Installation) -> None:
    """What a mail server says of the first one is not believed then, so a number must not be either."""
    take_in(hall, write(f"Ma demande n° 2026/0001 : {CHASE}", 2, sender=f"{SYLVIE}, Max <max@ailleurs.example>"))
    assert (ledger(hall)[1].outcome, links(hall, 2)) == (Outcome.DRAFTED, [(1, True, Tie.NUMBER, False)])


def test_a_quoted_number_of_a_stranger_does_not_land_in_his_file(hall: Installation) -> None:
    take_in(hall, write(POTHOLE.replace("22", "14"), 2, sender=PAUL))
    quoting = f"Et moi ?\n\nLe 12 mars 2026 à 10:00, Mairie <{MAYOR}> a écrit :\n> Votre demande n° 2026/0001 est enregistrée.\n"
    take_in(hall, write(quoting, 3, sender=PAUL, subject="Re: votre demande 2026/0001", In_Reply_To="<z@breville.example>"))
    assert (added(hall, 1), links(hall, 3)) == ([], [(1, True, Tie.NUMBER, False)])


def test_all_of_ones_own_requests_that_are_named_get_the_message(hall: Installation) -> None:
    take_in(hall, write(POTHOLE.replace("22", "14"), 2))
    take_in(hall, write("Mes fiches 2026/0001 et 2026/0002 : toujours rien.", 3, subject="relance"))
    assert (added(hall, 1), added(hall, 2)) == ([Addition.CHASER], [Addition.CHASER])
    assert ledger(hall)[2].reason == "2026/0001, 2026/0002"


# --- letters of ours and tracking codes -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sender", "addition"),
    [(SYLVIE, Addition.CHASER), (SYLVIE_AT_WORK, Addition.CHASER), (AGENT, Addition.ANSWER), ("voirie@breville.example", Addition.ANSWER)],
)
def test_an_answer_to_our_letter_attaches_for_who_may_have_it(hall: Installation, sender: str, addition: Addition) -> None:
    take_in(hall, write("Il est devant le 22, à droite.", 2, sender=sender, subject="Re: Demande", In_Reply_To=sealed(hall)))
    assert (ledger(hall)[1].outcome, added(hall, 1)) == (Outcome.ATTACHED, [addition])
    assert ("follow_up" in told(hall)) is (addition is Addition.CHASER)


def test_a_stranger_who_answers_our_letter_is_proposed(hall: Installation) -> None:
    take_in(hall, write("Il est devant le 22, à droite.", 2, sender=PAUL, subject="Re: Demande", In_Reply_To=sealed(hall)))
    assert (added(hall, 1), links(hall, 2)) == ([], [(1, True, Tie.LETTER, False)])


@pytest.mark.parametrize(
    "forged", ["<citoyen.breville.1@breville.example>", "<citoyen.breville.1.aaaaaaaaaaaaaaaaaaaaaaaa@breville.example>"]
)
def test_a_guessed_letter_proves_nothing(hall: Installation, forged: str) -> None:
    take_in(hall, write("Il est devant le 22.", 2, sender=SYLVIE_AT_WORK, subject="Re: Demande", In_Reply_To=forged))
    assert (added(hall, 1), links(hall, 2)) == ([], [(1, True, Tie.LETTER, False)])


def test_a_letter_of_another_town_proves_nothing(hall: Installation) -> None:
    key = hall.settings.secret_key.get_secret_value().encode()
    theirs = f"<{letter_token.token(key, AUVILLE, 1)}@breville.example>"
    take_in(hall, write("Il est devant le 22.", 2, subject="Re: Demande", References=theirs))
    assert (added(hall, 1), links(hall, 2)) == ([], [])


def test_a_code_only_quoted_proposes(hall: Installation) -> None:
    code = request(hall, 1).line.tracking
    quoting = f"Et moi ?\n\nLe 12 mars 2026 à 10:00, Mairie <{MAYOR}> a écrit :\n> Votre code de suivi : {code}\n"
    take_in(hall, write(quoting, 2, sender=PAUL, subject="Re: votre demande", In_Reply_To="<z@breville.example>"))
    assert (added(hall, 1), links(hall, 2)) == ([], [(1, True, Tie.CODE, False)])


# --- threads --------------------------------------------------------------------------------------------------------------------------


def test_a_file_forgotten_an_hour_ago_goes_to_its_request(hall: Installation) -> None:
    take_in(hall, write("Voici le plan que j'avais oublié.", 2, subject="Re: trou", file=b"%PDF-1.4 plan", In_Reply_To=FIRST))
    assert (ledger(hall)[1].outcome, count(hall), added(hall, 1)) == (Outcome.ATTACHED, 1, [Addition.CHASER])
    with hall.database.read() as session:
        assert [piece.filename for one in follow_ups.of(session, RequestId(1)) for piece in one.draft.attachments] == ["plan.pdf"]


def test_an_answer_to_an_agents_own_mail_is_found_by_the_first_message(hall: Installation) -> None:
    references = f"{FIRST} <agent-7@breville.example>"
    take_in(hall, write("Oui, demain matin.", 2, subject="Re: trou", In_Reply_To="<agent-7@breville.example>", References=references))
    assert added(hall, 1) == [Addition.CHASER]


def test_a_follow_up_of_a_follow_up_goes_to_the_same_request(hall: Installation) -> None:
    take_in(hall, write("Voici une précision : à droite.", 2, subject="Re: trou", In_Reply_To=FIRST))
    take_in(hall, write("Et à gauche aussi.", 3, subject="Re: trou", In_Reply_To="<2@courriel.example>"))
    assert (count(hall), added(hall, 1)) == (1, [Addition.CHASER, Addition.CHASER])


def test_somebody_else_in_the_same_thread_is_proposed(hall: Installation) -> None:
    take_in(hall, write("Je confirme ce que dit ma voisine.", 2, sender=PAUL, subject="Re: trou", In_Reply_To=FIRST))
    assert (added(hall, 1), links(hall, 2)) == ([], [(1, True, Tie.THREAD, False)])


def test_a_new_matter_in_an_old_thread_goes_its_own_way(hall: Installation) -> None:
    take_in(hall, write("Bonjour, le trottoir abîmé devant le 14 rue de Poterie est dangereux pour les poussettes.", 2, In_Reply_To=FIRST))
    assert (added(hall, 1), request(hall, 2).line.subject) == ([], "VOI-02")
    assert (links(hall, 2), request(hall, 2).line.status) == ([(1, True, Tie.THREAD, True)], Status.OPEN)
    assert actions(hall, 1) == ["created", "numbered", "continued"]


def test_a_new_matter_beside_a_chaser_is_for_people(hall: Installation) -> None:
    text = "Ma fiche 2026/0001, toujours rien.\n\nAutre chose : le trottoir abîmé devant le 14 rue de Poterie."
    take_in(hall, write(text, 2, subject="relance"))
    assert added(hall, 1) == [Addition.CHASER]
    if count(hall) > 1:
        assert "with_follow_up" in request(hall, 2).line.reasons


def test_two_mails_of_one_message_id_are_both_shown(hall: Installation) -> None:
    take_in(hall, write(POTHOLE.replace("22", "14"), 1))
    take_in(hall, write("Voici une précision.", 3, subject="Re: trou", In_Reply_To=FIRST))
    assert (added(hall, 1), added(hall, 2)) == ([], [])
    assert links(hall, 3) == [(1, True, Tie.THREAD, True), (2, True, Tie.THREAD, True)]


def test_a_message_id_of_another_towns_mail_is_unknown_here(hall: Installation) -> None:
    receive(hall, [arrival(write(POTHOLE, 9), town_id=AUVILLE, mailbox="mairie@auville.example")])
    work_all(hall)
    take_in(hall, write("Voici une précision.", 3, subject="Re: trou", In_Reply_To="<9@courriel.example>"))
    assert links(hall, count(hall)) == []


# --- thanks, closed requests, merged requests -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["Merci", "Merci beaucoup, le trou a été rebouché.\nBonne journée\nSylvie Lebrun", "Thank you!"])
@pytest.mark.parametrize("is_closed", [False, True])
def test_thanks_are_kept_and_alarm_nobody(hall: Installation, text: str, *, is_closed: bool) -> None:
    if is_closed:
        shut(hall)
    before = (request(hall, 1).line.status, told(hall))
    take_in(hall, write(text, 2, subject="Re: Demande 2026/0001", In_Reply_To=sealed(hall)))
    assert (request(hall, 1).line.status, told(hall)) == before
    assert (count(hall), added(hall, 1), actions(hall, 1)[-1]) == (1, [Addition.THANKS], "thanked")


@pytest.mark.parametrize("text", ["Merci mais le trou est revenu.", "Merci de me rappeler.", CHASE])
def test_after_closing_a_new_draft_is_linked_to_the_old(hall: Installation, text: str) -> None:
    shut(hall)
    take_in(hall, write(f"Ma fiche 2026/0001. {text}", 2))
    assert (request(hall, 1).line.status, request(hall, 2).line.status) == (Status.CLOSED, Status.REVIEW)
    assert "follows_closed" in request(hall, 2).line.reasons
    assert (links(hall, 2), links(hall, 1)) == ([(1, True, Tie.NUMBER, True)], [(2, False, Tie.NUMBER, True)])
    assert actions(hall, 1) == ["created", "numbered", "closed", "continued"]
    assert ledger(hall)[1].outcome is Outcome.DRAFTED


def test_thanks_with_a_file_are_a_follow_up(hall: Installation) -> None:
    take_in(hall, write("Merci", 2, subject="Re: trou", file=b"%PDF-1.4 x", In_Reply_To=FIRST))
    assert added(hall, 1) == [Addition.CHASER]


def test_a_number_of_a_merged_request_means_the_other(hall: Installation) -> None:
    take_in(hall, write(POTHOLE, 2, sender=PAUL))
    merging.merge(hall, RequestId(2), RequestId(1), ANNE, LATER)
    code = request(hall, 2).line.tracking
    take_in(hall, write(f"Ma demande 2026/0002 : {CHASE}", 3, sender=PAUL))
    take_in(hall, write(f"Toujours rien, code de suivi {code}.", 4, sender="Luc Petit <luc@autre.example>"))
    assert [line.outcome for line in ledger(hall)[2:]] == [Outcome.ATTACHED, Outcome.ATTACHED]
    assert added(hall, 1) == [Addition.MERGED, Addition.CHASER, Addition.CHASER]
    assert (added(hall, 2), request(hall, 2).line.status) == ([], Status.CLOSED)


def test_who_was_proposed_is_known_once_people_agree(hall: Installation) -> None:
    take_in(hall, write(f"Ma demande 2026/0001 : {CHASE}", 2, sender=SYLVIE_AT_WORK))
    merging.merge(hall, RequestId(2), RequestId(1), ANNE, LATER)
    take_in(hall, write(f"Ma demande 2026/0001 : {CHASE}", 3, sender=SYLVIE_AT_WORK))
    assert added(hall, 1) == [Addition.MERGED, Addition.CHASER]


def test_merging_goes_one_way_and_keeps_secrets(hall: Installation) -> None:
    take_in(hall, write(POTHOLE, 2, sender=PAUL))
    receive(hall, [arrival(write("Bonjour, qu'en est-il ?", 3, sender=PAUL, subject="question"), mailbox=SOCIAL)])
    work_all(hall)
    with pytest.raises(ConflictError):
        merging.merge(hall, RequestId(1), RequestId(1), ANNE, LATER)
    with pytest.raises(ConflictError):
        merging.merge(hall, RequestId(3), RequestId(1), ANNE, LATER)
    for _ in range(2):
        assert merging.merge(hall, RequestId(2), RequestId(1), ANNE, LATER).line.id == 1
    with pytest.raises(ConflictError):
        confirm(hall, RequestId(2), Correction(), ANNE, LATER)
    assert (actions(hall, 1).count("absorbed"), request(hall, 2).line.merged_into) == (1, 1)


# --- one message at several addresses -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_routed", [False, True])
def test_one_message_to_two_addresses_is_one_draft_with_both(hall: Installation, *, is_routed: bool) -> None:
    raw = write("Bonjour, un nid de poule devant le 14 rue de Poterie.", 2)
    receive(hall, [arrival(raw)])
    if is_routed:
        work_all(hall)
    for _ in range(2):
        receive(hall, [arrival(raw, mailbox=SOCIAL), arrival(raw, mailbox=SOCIAL.upper())])
    work_all(hall)
    assert (count(hall), len(ledger(hall))) == (2, 2)
    found = request(hall, 2)
    assert found.inbound.envelope.recipients == (MAYOR, SOCIAL)
    assert [line.details["mailboxes"] for line in found.history if line.action == "received_again"] == ([[SOCIAL]] if is_routed else [])


def test_a_second_address_of_a_follow_up_is_told_by_its_request(hall: Installation) -> None:
    raw = write(f"Ma fiche 2026/0001 : {CHASE}", 2)
    take_in(hall, raw)
    receive(hall, [arrival(raw, mailbox=SOCIAL)])
    assert actions(hall, 1) == ["created", "numbered", "followed_up", "received_again"]


def test_a_second_address_between_opinion_and_commit_is_heard(hall: Installation) -> None:
    raw = write("Bonjour, qu'en est-il de cette affaire ?", 2, subject="question")
    receive(hall, [arrival(raw)])
    work(hall, MAIL, LATER)
    with hall.database.read() as session:
        draft = session.scalars(select(JobRow.subject_id).where(JobRow.kind == "route", JobRow.state == "ready")).one()
    change = route(hall, _job(draft))
    receive(hall, [arrival(raw, mailbox=SOCIAL)])
    with hall.database.write() as session:
        change(session, LATER)
    assert request(hall, 2).line.department == "CCAS"


# --- order, races, repetition ---------------------------------------------------------------------------------------------------------


def test_an_answer_read_before_its_original_is_brought_to_it(town_hall: Installation) -> None:
    take_in(town_hall, write("Voici le plan oublié.", 2, subject="Re: trou", file=b"%PDF-1.4 plan", In_Reply_To=FIRST))
    assert request(town_hall, 1).line.status is Status.REVIEW
    take_in(town_hall, write(POTHOLE, 1))
    assert (request(town_hall, 1).line.merged_into, added(town_hall, 2)) == (2, [Addition.MERGED])
    assert actions(town_hall, 2) == ["created", "numbered", "reunited"]
    assert actions(town_hall, 1) == ["created", "merged"]


def test_an_answer_already_decided_is_only_linked(town_hall: Installation) -> None:
    hire(town_hall)
    take_in(town_hall, write("Voici le plan oublié.", 2, subject="Re: trou", In_Reply_To=FIRST))
    confirm(town_hall, RequestId(1), Correction(), ANNE, LATER)
    take_in(town_hall, write(POTHOLE, 1))
    assert (links(town_hall, 1), request(town_hall, 1).line.merged_into) == ([(2, True, Tie.THREAD, True)], None)


def test_an_answer_of_somebody_else_is_not_brought(town_hall: Installation) -> None:
    take_in(town_hall, write("Je confirme.", 2, sender=PAUL, subject="Re: trou", In_Reply_To=FIRST))
    take_in(town_hall, write(POTHOLE, 1))
    assert (links(town_hall, 1), request(town_hall, 1).line.merged_into) == ([], None)


def test_original_and_answer_routed_at_once_find_each_other(town_hall: Installation) -> None:
    for turn in range(5):
        first, second = 10 * turn + 1, 10 * turn + 2
        original = write(POTHOLE.replace("22", "14"), first)
        answer = write("Voici le plan oublié.", second, subject="Re: trou", In_Reply_To=f"<{first}@courriel.example>")
        receive(town_hall, [arrival(original), arrival(answer)])
        work(town_hall, MAIL, LATER)
        _route_at_once(town_hall)
    with town_hall.database.read() as session:
        kept = [requests.get(session, one) for one in requests.ids(session, BREVILLE)]
        whole = [one for one in kept if one.line.merged_into is None]
        assert len(whole) == 5
        assert all(len(follow_ups.of(session, one.line.id)) == 1 for one in whole)


def test_two_follow_ups_at_once_are_both_added(hall: Installation) -> None:
    receive(hall, [arrival(write(f"Ma fiche 2026/0001, relance n° {number} : {CHASE}", number)) for number in range(2, 8)])
    work(hall, MAIL, LATER)
    _route_at_once(hall)
    assert (count(hall), len(added(hall, 1))) == (1, 6)
    assert actions(hall, 1) == ["created", "numbered", *["followed_up"] * 6]


def test_a_request_closed_between_opinion_and_commit_gets_a_new_draft(hall: Installation) -> None:
    change = _prepared(hall, write(f"Ma fiche 2026/0001 : {CHASE}", 2))
    shut(hall)
    with hall.database.write() as session:
        change(session, LATER)
    assert (request(hall, 2).line.status, links(hall, 2)) == (Status.REVIEW, [(1, True, Tie.NUMBER, True)])


def test_a_request_decided_meanwhile_keeps_both(hall: Installation) -> None:
    change = _prepared(hall, write(f"Ma fiche 2026/0001 : {CHASE}", 2))
    confirm(hall, RequestId(1), Correction(number="14"), ANNE, LATER)
    with hall.database.write() as session:
        change(session, LATER)
    assert actions(hall, 1) == ["created", "numbered", "corrected", "followed_up"]


def test_every_way_to_belong_may_be_gone_twice(hall: Installation) -> None:
    take_in(hall, write(POTHOLE.replace("22", "14"), 2, sender=PAUL))
    shut(hall, 2)
    take_in(
        hall,
        write(f"Ma fiche 2026/0001 : {CHASE}", 3),
        write("Merci", 4, subject="Re: trou", In_Reply_To=FIRST),
        write(f"Ma fiche 2026/0002 : {CHASE}", 5, sender=PAUL),
        write(f"Ma fiche 2026/0001 : {CHASE}", 6, sender=PAUL),
    )
    before = _everything(hall)
    for draft in range(1, 7):
        change = route(hall, _job(draft))
        with hall.database.write() as session:
            change(session, LATER)
    assert _everything(hall) == before


def test_what_was_decided_can_be_decided_again(hall: Installation) -> None:
    shut(hall)
    take_in(
        hall,
        write(f"Ma fiche 2026/0001 : {CHASE}", 3),
        write(f"Ma fiche 2026/0001 : {CHASE}", 6, sender=PAUL),
        write("Le trottoir abîmé devant le 14 rue de Poterie.", 7, In_Reply_To=FIRST),
        write("Je confirme.", 8, sender=PAUL, subject="Re: trou", In_Reply_To=FIRST),
    )
    assert {one.verdict for one in replay(hall, BREVILLE)} == {Verdict.IDENTICAL}


Change = Callable[..., tuple[str, ...]]


def _job(draft: int) -> Job:
    return Job(id=JobId(1), town=BREVILLE, queue=MAIL, kind="route", subject_id=draft, attempts=1, lease="x", created_at=NOW)


def _prepared(hall: Installation, raw: bytes) -> Change:
    """Return what routing would write for a mail that has just been read."""
    receive(hall, [arrival(raw)])
    work(hall, MAIL, LATER)
    with hall.database.read() as session:
        draft = session.scalars(select(JobRow.subject_id).where(JobRow.kind == "route", JobRow.state == "ready")).one()
    return route(hall, _job(draft))


def _route_at_once(hall: Installation) -> None:
    """Let as many workers as there are drafts route one each, until all are done."""
    for turn in range(20):
        now = LATER + timedelta(seconds=60 * (turn + 1))
        with ThreadPoolExecutor(6) as threads:
            done = list(threads.map(lambda _, now=now: work(hall, MAIL, now, limit=1).claimed, range(6)))
        if not any(done):
            break
    work_all(hall)


def _everything(hall: Installation) -> object:
    numbers = range(1, count(hall) + 1)
    return [(actions(hall, number), added(hall, number), links(hall, number)) for number in numbers], told(hall), ledger(hall)
