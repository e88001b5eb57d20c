"""What comes back of letters: reports, forged ones, machines that answer, our own letters, messages over and over."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import update

from domain.errors import NotFoundError
from domain.ids import DepartmentCode, InboundId, RequestId
from domain.inbound import Outcome
from domain.machine import Fate, Fault
from flows.post import post, release
from flows.receive import receive
from flows.send import message
from flows.settings import Settings
from flows.want import want
from flows.wiring import Installation
from flows.work import work
from ingest.email import letter_token
from store import deliveries, history, inbounds, jobs, journal, outbox, requests, towns
from store.deliveries import AddressFault
from store.outbox import Held, Letter, LetterRecord, OutboxId
from store.schema import OutboxRow
from tests.ingest.email.machine_mails import ABSENCES, CHALLENGES, CIRCULARS, eml, report
from tests.installations import BREVILLE, MAYOR, NOW, POTHOLE, ROADS, arrival, ledger, mail, mailboxes, places, ruleset, town

HOUR = timedelta(hours=1)


def _take_in(hall: Installation, *raws: bytes, at: datetime = NOW) -> None:
    receive(hall, [replace(arrival(raw), received_at=at) for raw in raws])
    now = at + timedelta(seconds=1)
    while any(work(hall, queue, now).claimed for queue in ("mail", "ocr")):
        now += timedelta(seconds=30)


_SENDER = "sylvie.lebrun@courriel.example"
_COPIER = "copieur@breville.example"


def _sent(hall: Installation, *, request: RequestId | None = None, recipient: str = ROADS) -> LetterRecord:
    """A letter that left, under the token of the installation."""
    letter = Letter(town=BREVILLE, request=request, kind="notice", recipient=recipient, payload={"subject": "Demande", "body": "À vous."})
    with hall.database.write() as session:
        letter_id = outbox.add(session, letter, NOW)
        outbox.mark_sent(session, letter_id, NOW, letter_token.token(_key(hall), BREVILLE, letter_id))
        return outbox.get(session, letter_id)


def _key(hall: Installation) -> bytes:
    return hall.settings.secret_key.get_secret_value().encode()


def _letter_mail(hall: Installation, record: LetterRecord) -> str:
    return message(hall.settings, town(), record).as_string()


def _bounce(
    returned: str, *, status: str = "5.1.1", action: str = "failed", recipient: str = ROADS, number: int = 1, more: str = ""
) -> bytes:
    fields = f"Reporting-MTA: dns; relais.example\n{more}\nFinal-Recipient: rfc822; {recipient}\nAction: {action}\nStatus: {status}"
    head = f"Return-Path: <>\nFrom: MAILER-DAEMON@relais.example\nTo: {MAYOR}\nSubject: Undelivered\nMessage-ID: <b{number}@relais.example>"
    return report(head, "I could not deliver your message.", fields, returned)


def _flagged(hall: Installation) -> tuple[AddressFault, ...]:
    with hall.database.read() as session:
        return deliveries.flagged(session, BREVILLE)


def _actions(hall: Installation, request: RequestId) -> list[str]:
    with hall.database.read() as session:
        return [line.action for line in history.lines(session, request)]


def _request(hall: Installation) -> RequestId:
    """A request in its department's hands, whose notice is held for want of a relay."""
    _take_in(hall, mail(POTHOLE))
    with hall.database.read() as session:
        (line,) = requests.open_page(session, BREVILLE, after=None, limit=5)
    return line.id


def test_bounce_marks_its_letter_flags_the_address_and_is_told(town_hall: Installation) -> None:
    request = _request(town_hall)
    letter = _sent(town_hall, request=request)
    _take_in(town_hall, _bounce(_letter_mail(town_hall, letter)))
    with town_hall.database.read() as session:
        told = deliveries.find(session, letter.id)
        acts = [line.action for line in journal.page(session, BREVILLE, after=None, limit=3)]
    assert told is not None
    assert (told.fate, told.fault, told.status, told.is_proven) == (Fate.FAILED, Fault.UNKNOWN_ADDRESS, "5.1.1", True)
    assert [(fault.address, fault.fault, fault.status) for fault in _flagged(town_hall)] == [(ROADS, Fault.UNKNOWN_ADDRESS, "5.1.1")]
    assert _actions(town_hall, request)[-2:] == ["letter_failed", "address_flagged"]
    assert acts[:2] == ["address.flagged", "letter.failed"]
    assert ledger(town_hall)[-1].outcome is Outcome.MACHINE


def test_bounce_is_known_by_the_name_of_the_envelope_where_it_returns_nothing(town_hall: Installation) -> None:
    letter = _sent(town_hall)
    _take_in(town_hall, _bounce("", more=f"Original-Envelope-Id: {letter.token}\n"))
    assert [fault.address for fault in _flagged(town_hall)] == [ROADS]


@pytest.mark.parametrize("seal", ["", ".000000000000000000000000", ".ffffffffffffffffffffffff"])
def test_forged_bounce_with_a_guessed_letter_flags_nobody(town_hall: Installation, seal: str) -> None:
    letter = _sent(town_hall)
    forged = f"From: {MAYOR}\nTo: {ROADS}\nMessage-ID: <citoyen.breville.{letter.id}{seal}@breville.example>\n\nx"
    _take_in(town_hall, _bounce(forged, more=f"Original-Envelope-Id: citoyen.breville.{letter.id}{seal}\n"))
    assert _flagged(town_hall) == ()
    with town_hall.database.read() as session:
        assert deliveries.find(session, letter.id) is None


def test_seal_of_one_letter_does_not_serve_for_another(town_hall: Installation) -> None:
    mine, other = _sent(town_hall, recipient="intrus@courriel.example"), _sent(town_hall)
    assert mine.token is not None
    seal = mine.token.rpartition(".")[2]
    _take_in(town_hall, _bounce(f"Message-ID: <citoyen.breville.{other.id}.{seal}@breville.example>\nTo: {ROADS}\n\nx"))
    assert _flagged(town_hall) == ()


def test_real_seal_flags_the_letters_own_recipient_whatever_the_report_names(town_hall: Installation) -> None:
    """Who got one letter of ours could otherwise flag the whole town hall with it."""
    letter = _sent(town_hall, recipient="intrus@courriel.example")
    _take_in(town_hall, _bounce(_letter_mail(town_hall, letter), recipient=ROADS))
    assert _flagged(town_hall) == ()


def test_bounce_without_proof_marks_the_last_letter_to_that_address_as_doubtful_only(town_hall: Installation) -> None:
    letter = _sent(town_hall)
    _take_in(town_hall, _bounce(""), at=NOW + HOUR)
    with town_hall.database.read() as session:
        told = deliveries.find(session, letter.id)
    assert told is not None
    assert (told.fate, told.is_proven) == (Fate.FAILED, False)
    assert _flagged(town_hall) == ()


def test_bounce_of_something_else_marks_nothing(town_hall: Installation) -> None:
    letter = _sent(town_hall)
    _take_in(town_hall, _bounce(f"Message-ID: <x@elsewhere.example>\nFrom: {MAYOR}\nTo: {ROADS}\n\nx"), at=NOW + HOUR)
    _take_in(town_hall, _bounce("", recipient="quelquun@courriel.example", number=2), at=NOW + HOUR)
    _take_in(town_hall, _bounce("", number=3), at=NOW + timedelta(days=30))
    with town_hall.database.read() as session:
        assert deliveries.find(session, letter.id) is None


def test_letter_of_before_there_were_seals_is_marked_and_flags_nobody(town_hall: Installation) -> None:
    letter = _sent(town_hall)
    with town_hall.database.write() as session:
        outbox.mark_sent(session, letter.id, NOW)
    _take_in(town_hall, _bounce(f"Message-ID: <citoyen.breville.{letter.id}@breville.example>\nTo: {ROADS}\n\nx"))
    with town_hall.database.read() as session:
        told = deliveries.find(session, letter.id)
    assert told is not None
    assert not told.is_proven
    assert _flagged(town_hall) == ()


def test_one_letter_delayed_for_long_is_one_fault_and_three_flag_the_address(town_hall: Installation) -> None:
    letters = [_sent(town_hall) for _ in range(3)]
    number = 0
    for letter in letters[:2]:
        for action in ("delayed", "delayed", "failed"):
            number += 1
            _take_in(town_hall, _bounce(_letter_mail(town_hall, letter), status="4.4.7", action=action, number=number))
    assert _flagged(town_hall) == ()
    _take_in(town_hall, _bounce(_letter_mail(town_hall, letters[2]), status="4.4.7", action="delayed", number=99))
    assert [(fault.address, fault.letters, fault.fault) for fault in _flagged(town_hall)] == [(ROADS, 3, Fault.UNREACHABLE)]


def test_delivery_that_is_proven_clears_the_address(town_hall: Installation) -> None:
    lost, come = _sent(town_hall), _sent(town_hall)
    _take_in(town_hall, _bounce(_letter_mail(town_hall, lost)))
    assert len(_flagged(town_hall)) == 1
    _take_in(town_hall, _bounce(_letter_mail(town_hall, come), status="2.0.0", action="delivered", number=2))
    assert _flagged(town_hall) == ()


def test_delay_that_is_told_after_the_failure_does_not_undo_it(town_hall: Installation) -> None:
    letter = _sent(town_hall)
    _take_in(town_hall, _bounce(_letter_mail(town_hall, letter)))
    _take_in(town_hall, _bounce(_letter_mail(town_hall, letter), status="4.4.1", action="delayed", number=2))
    with town_hall.database.read() as session:
        told = deliveries.find(session, letter.id)
    assert told is not None
    assert told.fate is Fate.FAILED


def test_no_machine_mail_makes_a_letter_or_a_request(town_hall: Installation) -> None:
    letter = _sent(town_hall, request=_request(town_hall))
    before = _written(town_hall)
    returned = _letter_mail(town_hall, letter)
    answers = {"In-Reply-To": f"<{letter.token}@breville.example>"}
    _take_in(
        town_hall,
        _bounce(returned),
        mail("Je suis absent.", number=2, subject="Réponse automatique : Demande", headers={"Auto-Submitted": "auto-replied", **answers}),
        CHALLENGES["mailinblack_fr"],
        CIRCULARS["shop_brevo"],
        ABSENCES["sieve"],
    )
    assert _written(town_hall) == before


def test_challenge_to_a_letter_is_told_on_its_request(town_hall: Installation) -> None:
    request = _request(town_hall)
    letter = _sent(town_hall, request=request)
    raw = CHALLENGES["english"].replace(b"Auto-Submitted", f"In-Reply-To: <{letter.token}@breville.example>\r\nAuto-Submitted".encode())
    _take_in(town_hall, raw)
    with town_hall.database.read() as session:
        line = history.lines(session, request)[-1]
    assert (line.action, line.details["sort"]) == ("machine_answered", "challenge")


def test_our_own_letter_that_comes_back_is_no_request(town_hall: Installation) -> None:
    letter = _sent(town_hall)
    raw = _letter_mail(town_hall, letter).replace("Auto-Submitted: auto-generated\n", "")
    _take_in(town_hall, raw.encode())
    (line,) = ledger(town_hall)
    assert (line.outcome, line.reason, line.requests) == (Outcome.MACHINE, "own_letter", ())


@pytest.mark.parametrize("stripped", ["Auto-Submitted", "Message-ID"])
def test_notice_to_a_mailbox_that_is_read_here_goes_round_once(town_hall: Installation, stripped: str) -> None:
    """Every letter is delivered to the town's own mailbox, by a server that loses one of the two marks."""
    _take_in(town_hall, mail(POTHOLE))
    for _ in range(5):
        with town_hall.database.read() as session:
            waiting = [line for line in jobs.waiting_page(session, after=None, limit=50) if line.kind == "send"]
            letters = [outbox.get(session, OutboxId(line.subject_id)) for line in waiting]
        raws = [_letter_mail(town_hall, letter).replace(f"{stripped}:", "X-Lost:") for letter in letters]
        _take_in(town_hall, *(raw.encode() for raw in raws))
    lines = ledger(town_hall)
    assert [line.outcome for line in lines] == [Outcome.DRAFTED, *[Outcome.MACHINE] * (len(lines) - 1)]
    assert len(lines) == 1 + len(letters)


def test_mail_with_the_name_of_a_letter_and_no_seal_is_read(town_hall: Installation) -> None:
    _take_in(town_hall, mail(POTHOLE).replace(b"<1@courriel.example>", b"<citoyen.breville.1@breville.example>"))
    assert ledger(town_hall)[0].outcome is Outcome.DRAFTED


def test_what_was_set_aside_becomes_a_request_by_one_word(town_hall: Installation) -> None:
    raw = eml(
        f"From: Sylvie Lebrun <sylvie.lebrun@courriel.example>\nTo: {MAYOR}\nSubject: Trou\nAuto-Submitted: auto-replied",
        "Il y a un nid de poule devant le 22 rue de Poterie.\n\nCordialement,\nSylvie Lebrun",
    )
    _take_in(town_hall, raw)
    (line,) = ledger(town_hall)
    assert line.outcome is Outcome.MACHINE
    want(town_hall, line.id, "claire", NOW, town=BREVILLE)
    _work_on(town_hall)
    (line,) = ledger(town_hall)
    assert (line.outcome, len(line.requests)) == (Outcome.DRAFTED, 1)
    with town_hall.database.read() as session:
        (request,) = requests.open_page(session, BREVILLE, after=None, limit=5)
        record = requests.get(session, request.id)
        acts = [entry.action for entry in journal.page(session, BREVILLE, after=None, limit=20)]
    assert record.requester.name == "LEBRUN Sylvie"
    assert record.draft.witness is not None
    assert "mail.wanted" in acts
    with pytest.raises(NotFoundError):
        want(town_hall, line.id, "claire", NOW)


def test_our_own_letter_too_can_be_wanted(town_hall: Installation) -> None:
    _take_in(town_hall, _letter_mail(town_hall, _sent(town_hall)).encode())
    want(town_hall, ledger(town_hall)[0].id, "claire", NOW)
    _work_on(town_hall)
    assert ledger(town_hall)[0].outcome is Outcome.DRAFTED


def test_mail_of_another_town_cannot_be_wanted(town_hall: Installation) -> None:
    _take_in(town_hall, ABSENCES["sieve"])
    from_elsewhere = next(one for one in town_hall.towns.ids() if one != BREVILLE)
    with pytest.raises(NotFoundError):
        want(town_hall, ledger(town_hall)[0].id, "claire", NOW, town=from_elsewhere)
    with pytest.raises(NotFoundError):
        want(town_hall, InboundId(999), "claire", NOW)


def test_message_over_and_over_becomes_one_request_with_a_count(town_hall: Installation) -> None:
    _sent(town_hall, recipient=_SENDER)
    for number in range(30):
        text = f"Votre message {100_000 + number} nous est parvenu, notre robot vous souhaite bonne route et pense à vous très fort."
        _take_in(town_hall, mail(text, number=number, subject=f"Suivi {200_000 + number}"), at=NOW + timedelta(seconds=number))
    lines = ledger(town_hall)
    made = {request for line in lines for request in line.requests}
    assert len(made) == 5
    assert [line.outcome for line in lines[5:]] == [Outcome.ATTACHED] * 25
    assert {line.reason for line in lines[5:]} <= made
    with town_hall.database.read() as session:
        first = min((line for line in requests.review_page(session, BREVILLE, after=None, limit=9)), key=lambda line: line.id)
        counts = [line.details["times"] for line in history.lines(session, first.id) if line.action == "repeated"]
    assert counts == [6, 8, 16]


def test_messages_of_one_sender_on_many_things_stay_apart(town_hall: Installation) -> None:
    _sent(town_hall, recipient=_SENDER)
    for number in range(12):
        _take_in(town_hall, mail(f"Il y a un nid de poule devant le {number + 1} rue de Poterie.", number=number))
    assert [len(line.requests) for line in ledger(town_hall)] == [1] * 12


def test_each_page_that_a_copier_sends_with_the_same_words_is_a_request(town_hall: Installation) -> None:
    _sent(town_hall, recipient=_COPIER)
    for number in range(9):
        _take_in(town_hall, _scan(number, page=f"%PDF-1.4 page {number % 8}".encode()))
    assert [line.outcome for line in ledger(town_hall)] == [Outcome.DRAFTED] * 9


def test_the_same_page_over_and_over_is_one_request_with_a_count(town_hall: Installation) -> None:
    _sent(town_hall, recipient=_COPIER)
    for number in range(8):
        _take_in(town_hall, _scan(number, page=b"%PDF-1.4 always the same"))
    assert [line.outcome for line in ledger(town_hall)] == [Outcome.DRAFTED] * 5 + [Outcome.ATTACHED] * 3


def test_hole_after_hole_in_the_same_sentence_stays_a_request_each(town_hall: Installation) -> None:
    """One word in forty differs, and it is the one that counts; the town knows only one of the streets."""
    _sent(town_hall, recipient=_SENDER)
    streets = ("Poterie", "Thiers", "Gambetta", "Pasteur", "Bourgneuf", "Halles", "Lices", "Meuniers")
    for number, street in enumerate(streets):
        text = (
            f"Bonjour, je vous signale un nid de poule très dangereux dans la rue {street}. Merci de bien vouloir intervenir rapidement "
            "avant la rentrée, car de nombreux enfants passent là tous les matins à vélo pour aller au collège.\n\nSylvie Lebrun"
        )
        _take_in(town_hall, mail(text, number=number))
    assert [line.outcome for line in ledger(town_hall)] == [Outcome.DRAFTED] * 8


def test_danger_is_not_counted_with_what_was_none(town_hall: Installation) -> None:
    _sent(town_hall, recipient=_SENDER)
    text = (
        "Bonjour, comme chaque matin je vous écris pour la lanterne devant le 22 rue de Poterie, que personne ne vient remplacer malgré "
        "toutes nos promesses, et les riverains attendent depuis longtemps un électricien, une échelle, une ampoule neuve, peu importe"
    )
    for number in range(22):
        _take_in(town_hall, mail(f"{text}.", number=number))
    _take_in(town_hall, mail(f"{text} : un fil électrique est à nu, danger de mort.", number=90))
    assert [line.outcome for line in ledger(town_hall)[20:]] == [Outcome.ATTACHED, Outcome.ATTACHED, Outcome.DRAFTED]


def test_who_got_no_letter_of_ours_may_send_the_same_as_often_as_he_likes(town_hall: Installation) -> None:
    for number in range(30):
        _take_in(town_hall, mail(POTHOLE, number=number))
    assert [line.outcome for line in ledger(town_hall)] == [Outcome.DRAFTED] * 30


def test_same_words_of_many_senders_stay_apart(town_hall: Installation) -> None:
    for number in range(8):
        raw = mail(POTHOLE, number=number).replace(b"sylvie.lebrun@", f"voisin{number}@".encode())
        _take_in(town_hall, raw)
    assert [line.outcome for line in ledger(town_hall)] == [Outcome.DRAFTED] * 8


def test_department_whose_machine_answers_each_notice_ends_in_sight(town_hall: Installation) -> None:
    """A responder that nothing recognises, at the address of the department, as long as it is answered."""
    now, number, heard = NOW, 0, 0
    _take_in(town_hall, mail(POTHOLE))
    for _ in range(60):
        with town_hall.database.read() as session:
            letters = [one for one in outbox.held(session, after=None, limit=500) if one.letter.recipient == ROADS]
        if len(letters) == heard:
            break
        for letter in letters[heard:]:
            number += 1
            with town_hall.database.write() as session:
                outbox.mark_sent(session, letter.id, now, letter_token.token(_key(town_hall), BREVILLE, letter.id))
                outbox.mark_held(session, letter.id)
            raw = mail(
                f"La voirie traite le nid de poule du 22 rue de Poterie, réf {number * 7919}.",
                number=number,
                headers={"In-Reply-To": f"<{letter_token.token(_key(town_hall), BREVILLE, letter.id)}@breville.example>"},
            ).replace(b"sylvie.lebrun@courriel.example", ROADS.encode())
            now += timedelta(seconds=5)
            _take_in(town_hall, raw, at=now)
        _work_on(town_hall)
        heard = len(letters)
    assert heard <= 6


def test_no_more_letters_than_set_leave_for_one_address_and_the_rest_waits_in_sight(town_hall: Installation) -> None:
    settings = _settings(town_hall, letters_per_hour=5, letters_per_day=8)
    request = _request(town_hall)
    with town_hall.database.write() as session:
        for _ in range(20):
            post(settings, session, [_letter(request, "x@ailleurs.example")], NOW)
        post(settings, session, [_letter(request, "Y@ailleurs.example")], NOW)
    assert _held(town_hall) == {"x@ailleurs.example": 15}
    with town_hall.database.read() as session:
        told = [line for line in journal.page(session, BREVILLE, after=None, limit=50) if line.action == "letter.held"]
    assert len(told) == 1
    _send_all(town_hall, NOW)
    opened = replace(town_hall, settings=settings)
    release(opened, NOW + timedelta(minutes=59))
    assert _held(town_hall) == {"x@ailleurs.example": 15}
    release(opened, NOW + HOUR + timedelta(seconds=1))
    assert _held(town_hall) == {"x@ailleurs.example": 12}
    release(opened, NOW + HOUR + timedelta(seconds=2))
    assert _held(town_hall) == {"x@ailleurs.example": 12}
    _send_all(town_hall, NOW + HOUR)
    release(opened, NOW + timedelta(days=1, seconds=3))
    assert _held(town_hall) == {"x@ailleurs.example": 7}


def test_letters_of_a_clock_that_was_ahead_keep_nothing_back(town_hall: Installation) -> None:
    settings = _settings(town_hall, letters_per_hour=2, letters_per_day=2)
    ahead = NOW + timedelta(days=365)
    with town_hall.database.write() as session:
        for _ in range(2):
            post(settings, session, [_letter(None, ROADS)], ahead)
        for number in (1, 2):
            outbox.mark_sent(session, OutboxId(number), ahead, "x")
        for _ in range(3):
            post(settings, session, [_letter(None, ROADS)], NOW)
        assert [outbox.get(session, OutboxId(number)).state for number in (3, 4, 5)] == ["waiting", "waiting", "held"]


def test_what_waits_for_one_address_keeps_nothing_from_the_others(town_hall: Installation) -> None:
    settings = _settings(town_hall, letters_per_hour=2, letters_per_day=2)
    with town_hall.database.write() as session:
        for address in ["x@ailleurs.example"] * 250 + [ROADS] * 3:
            post(settings, session, [_letter(None, address)], NOW)
        assert outbox.get(session, OutboxId(253)).held_why is Held.TOO_MANY
        for letter_id in (251, 252):
            outbox.mark_sent(session, OutboxId(letter_id), NOW - 25 * HOUR, "x")
    # The town hall may be written to again, the other address has had its letters of the day.
    with town_hall.database.write() as session:
        session.execute(update(OutboxRow).where(OutboxRow.id.in_((251, 252))).values(created_at=NOW - 25 * HOUR))
    release(replace(town_hall, settings=settings), NOW + timedelta(minutes=1))
    with town_hall.database.read() as session:
        assert outbox.get(session, OutboxId(253)).state == "waiting"
        assert outbox.get(session, OutboxId(250)).state == "held"


def test_what_is_only_told_does_not_keep_an_alert_back(town_hall: Installation) -> None:
    settings = _settings(town_hall, letters_per_hour=2, letters_per_day=2)
    with town_hall.database.write() as session:
        for _ in range(5):
            post(settings, session, [_letter(None, ROADS)], NOW)
        post(settings, session, [replace(_letter(None, ROADS), kind="alert")], NOW)
    with town_hall.database.read() as session:
        assert {one.letter.kind for one in outbox.held(session, after=None, limit=9)} == {"notice"}


def test_nothing_is_told_to_the_department_that_wrote_it(town_hall: Installation) -> None:
    own = ruleset(BREVILLE)
    departments = tuple(
        replace(one, email="voirie@metropole.example") if one.code == DepartmentCode("VOI") else one for one in own.departments
    )
    with town_hall.database.write() as session:
        towns.save_town(session, town(), replace(own, departments=departments), places(), mailboxes(BREVILLE), NOW)
    _take_in(town_hall, mail(POTHOLE))
    _work_on(town_hall)
    with town_hall.database.read() as session:
        (notice,) = outbox.held(session, after=None, limit=9)
    raw = mail(
        "Le trou est toujours là, pouvez-vous rappeler le riverain ?",
        number=2,
        headers={"In-Reply-To": f"<{letter_token.token(_key(town_hall), BREVILLE, notice.id)}@breville.example>"},
    ).replace(b"sylvie.lebrun@courriel.example", b"Voirie@metropole.example")
    _take_in(town_hall, raw)
    with town_hall.database.read() as session:
        assert len([one for one in _all(town_hall) if one.letter.kind == "follow_up"]) == 0


def _scan(number: int, *, page: bytes) -> bytes:
    scan = EmailMessage()
    scan["From"], scan["To"], scan["Subject"] = "copieur@breville.example", MAYOR, "Numérisation"
    scan["Message-ID"] = f"<scan{number}@breville.example>"
    scan.set_content("Document numérisé par le copieur de l’accueil.")
    scan.add_attachment(page, maintype="application", subtype="pdf", filename="document.pdf")
    return scan.as_bytes()


def _letter(request: RequestId | None, recipient: str) -> Letter:
    return Letter(town=BREVILLE, request=request, kind="notice", recipient=recipient, payload={"subject": "x", "body": "y"})


def _settings(hall: Installation, **values: object) -> Settings:
    return hall.settings.model_copy(update=values)


def _held(hall: Installation) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    with hall.database.read() as session:
        for one in outbox.held(session, after=None, limit=100, why=Held.TOO_MANY):
            counts[one.letter.recipient] = counts.get(one.letter.recipient, 0) + 1
    return counts


def _send_all(hall: Installation, at: datetime) -> None:
    """Let all that waits leave."""
    with hall.database.write() as session:
        for line in jobs.waiting_page(session, after=None, limit=500):
            if line.kind == "send" and outbox.get(session, OutboxId(line.subject_id)).state == "waiting":
                outbox.mark_sent(session, OutboxId(line.subject_id), at, "x")


def _all(hall: Installation) -> tuple[LetterRecord, ...]:
    with hall.database.read() as session:
        return outbox.held(session, after=None, limit=500)


def _work_on(hall: Installation) -> None:
    now = NOW + timedelta(days=1)
    while any(work(hall, queue, now).claimed for queue in jobs.QUEUES):
        now += timedelta(seconds=30)


def _written(hall: Installation) -> tuple[int, int]:
    with hall.database.read() as session:
        waiting = requests.review_page(session, BREVILLE, after=None, limit=50) + requests.open_page(
            session, BREVILLE, after=None, limit=50
        )
        letters = [line for line in jobs.waiting_page(session, after=None, limit=500) if line.kind == "send"]
        assert len(list(inbounds.ledger(session))) > 0
    return len(waiting), len(letters)
