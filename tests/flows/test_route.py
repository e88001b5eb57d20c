"""Follow-ups, dangers and alerts on their way to people."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.department import Confidentiality
from domain.ids import DepartmentCode, DraftId, RequestId, RuleId
from domain.inbound import Outcome
from domain.request import MOST_HEADING, Status
from domain.ruleset import Alert, Effect, HasWords, Level, Precision, Rule
from flows.kinds import JobKind
from flows.receive import receive
from flows.route import route
from flows.wiring import Installation
from flows.work import work
from ingest.email import letter_token
from store import jobs, outbox, requests, towns
from store.jobs import Job
from store.outbox import Letter
from store.requests import RequestRecord
from tests.installations import AUVILLE, BREVILLE, NOW, POTHOLE, arrival, ledger, mail, mailboxes, places, ruleset, town

LATER = NOW + timedelta(seconds=1)
REPLY = {"In-Reply-To": "<x@breville.example>"}
WIRES = "Suite à ma demande n° 2026/0001 : le mât penche, les fils électriques sont à nu. Venez vite."
CHASE = "Toujours rien pour ma demande n° 2026/0001, je vous relance."
OTHER = "Paul Roger <paul.roger@courriel.example>"


@pytest.fixture
def hall(town_hall: Installation) -> Installation:
    """A town whose rules know a danger, a word that rings, and a confidential word."""
    own = ruleset(BREVILLE)
    rules = (
        *own.rules,
        _safety("R1", "fils électriques", Effect(priority=1, department=DepartmentCode("VOI"), review=True)),
        _safety("R9", "sonnette", Effect(alert=Alert.ALWAYS, goes_on=True)),
        _safety("R13", "expulsion", Effect(confidentiality=Confidentiality.SOCIAL, goes_on=True)),
    )
    with town_hall.database.write() as session:
        towns.save_town(session, town(), replace(own, rules=rules), places(), mailboxes(BREVILLE), NOW)
    return town_hall


def _safety(code: str, words: str, effect: Effect) -> Rule:
    return Rule(
        id=RuleId(code),
        name=code,
        level=Level.SAFETY,
        precision=Precision.NONE,
        priority=1,
        condition=HasWords(words=(words,)),
        effect=effect,
    )


def _take_in(hall: Installation, *raws: bytes) -> None:
    receive(hall, [arrival(raw) for raw in raws])
    now = LATER
    while any(work(hall, queue, now).claimed for queue in jobs.QUEUES):
        now += timedelta(seconds=30)


def _request(hall: Installation, request: int) -> RequestRecord:
    with hall.database.read() as session:
        return requests.get(session, RequestId(request))


def _in_review(hall: Installation) -> tuple[RequestRecord, ...]:
    with hall.database.read() as session:
        return tuple(requests.get(session, line.id) for line in requests.review_page(session, BREVILLE, after=None, limit=10))


def _letters(hall: Installation, kind: str) -> tuple[Letter, ...]:
    with hall.database.read() as session:
        return tuple(record.letter for record in outbox.held(session, after=None, limit=50) if record.letter.kind == kind)


def _written(hall: Installation) -> tuple[int, int, int, int]:
    """Return how many lines the open request and the first in review have, how many alerts and notices of follow-ups there are."""
    open_one, waiting = (
        [line for line in found.history if line.action != "letter_held"] for found in (_request(hall, 1), _in_review(hall)[0])
    )
    return len(open_one), len(waiting), len(_letters(hall, "alert")), len(_letters(hall, "follow_up"))


def _of(sender: str, text: str, *, headers: dict[str, str] | None = None) -> bytes:
    return mail(text, number=2, subject="ma demande", headers=headers).replace(
        b"From: Sylvie Lebrun <sylvie.lebrun@courriel.example>", f"From: {sender}".encode()
    )


def test_a_new_danger_in_a_follow_up_rings_and_is_attached_as_well(hall: Installation) -> None:
    _take_in(hall, mail(POTHOLE))
    _take_in(hall, mail(WIRES, number=2, subject="ça devient grave"))
    (danger,) = _in_review(hall)
    _first, line = ledger(hall)
    assert (line.outcome, line.reason, line.requests) == (Outcome.ATTACHED, "2026/0001", (danger.line.tracking,))
    assert "danger" in danger.line.reasons
    assert danger.history[0].details["follows"] == "2026/0001"
    assert [entry.action for entry in _request(hall, 1).history] == ["created", "numbered", "followed_up"]
    assert {letter.recipient for letter in _letters(hall, "alert")} == {"voirie@breville.example", "mairie@breville.example"}


def test_the_department_in_charge_is_told_of_a_follow_up(hall: Installation) -> None:
    _take_in(hall, mail(POTHOLE))
    _take_in(hall, mail(CHASE, number=2))
    (letter,) = _letters(hall, "follow_up")
    assert letter.recipient == "voirie@breville.example"
    assert letter.payload["subject"] == "Relance de l’usager – demande 2026/0001"
    assert "je vous relance" in str(letter.payload["body"])
    assert "/requests/1" in str(letter.payload["body"])


def test_what_follows_a_confidential_request_is_not_quoted(hall: Installation) -> None:
    _take_in(hall, mail(POTHOLE.replace("22", "14, expulsion, au 22")))
    (secret,) = _in_review(hall)
    with hall.database.write() as session:
        requests.number(session, secret.line.id, 2026)
    _take_in(hall, mail(CHASE, number=2))
    (letter,) = _letters(hall, "follow_up")
    assert "relance." not in str(letter.payload["body"])
    assert "/requests/1" in str(letter.payload["body"])


def test_a_danger_that_follows_a_confidential_request_is_as_confidential(hall: Installation) -> None:
    _take_in(hall, mail(POTHOLE.replace("22", "14, expulsion, au 22")))
    (secret,) = _in_review(hall)
    with hall.database.write() as session:
        requests.number(session, secret.line.id, 2026)
    _take_in(hall, mail(WIRES, number=2))
    (danger,) = _in_review(hall)
    assert danger.line.confidentiality is Confidentiality.SOCIAL
    assert all("fils" not in str(letter.payload) for letter in _letters(hall, "alert"))


def test_a_number_alone_opens_nobodys_file(hall: Installation) -> None:
    _take_in(hall, mail(POTHOLE))
    _take_in(hall, _of(OTHER, "Bonjour, suite à ma demande n° 2026/0001 auprès de la CAF, que dois-je faire ?"))
    (stranger,) = _in_review(hall)
    assert "unknown_request" in stranger.line.reasons
    assert (stranger.history[0].details["follows"], stranger.history[0].details["followed"]) == ("2026/0001", 1)
    assert [entry.action for entry in _request(hall, 1).history] == ["created", "numbered"]
    assert _letters(hall, "follow_up") == ()


def test_a_tracking_code_opens_the_file_to_whoever_has_it(hall: Installation) -> None:
    _take_in(hall, mail(POTHOLE))
    code = _request(hall, 1).line.tracking
    _take_in(hall, _of(OTHER, f"Toujours rien, code de suivi {code}."))
    assert ledger(hall)[1].outcome is Outcome.ATTACHED
    assert _in_review(hall) == ()


@pytest.mark.parametrize("domain", ["breville.example", "relais.example"])
def test_an_answer_to_our_own_letter_is_attached(hall: Installation, domain: str) -> None:
    _take_in(hall, mail(POTHOLE))
    key = hall.settings.secret_key.get_secret_value().encode()
    replied = f"<{letter_token.token(key, BREVILLE, 1)}@{domain}>"
    _take_in(hall, _of("Sylvie Lebrun <s.lebrun@travail.example>", "Il est devant le 22.", headers={"In-Reply-To": replied}))
    line = ledger(hall)[1]
    assert (line.outcome, line.reason) == (Outcome.ATTACHED, "2026/0001")


@pytest.mark.parametrize("letter", ["auville.1", "breville.999999999999999", "breville.1x", "breville.1"])
def test_an_answer_to_anything_else_goes_to_people(hall: Installation, letter: str) -> None:
    _take_in(hall, mail(POTHOLE))
    _take_in(hall, _of(OTHER, "Merci, c'est noté.", headers={"In-Reply-To": f"<citoyen.{letter}@breville.example>"}))
    assert ledger(hall)[1].outcome is Outcome.DRAFTED
    assert len(_in_review(hall)) == 1


def test_a_follow_up_more_secret_than_its_request_stays_apart(hall: Installation) -> None:
    _take_in(hall, mail(POTHOLE))
    _take_in(hall, mail(CHASE + " Je risque l'expulsion.", number=2))
    (secret,) = _in_review(hall)
    assert secret.line.confidentiality is Confidentiality.SOCIAL
    assert [entry.action for entry in _request(hall, 1).history] == ["created", "numbered"]


def test_spam_is_set_aside_unless_somebody_may_come_to_harm(hall: Installation) -> None:
    flagged = {"X-Spam-Flag": "YES"}
    _take_in(hall, mail("Gagnez vite.", headers=flagged), mail("Des fils électriques à nu.", number=2, headers=flagged))
    assert [line.outcome for line in ledger(hall)] == [Outcome.SPAM, Outcome.DRAFTED]
    (danger,) = _in_review(hall)
    assert "danger" in danger.line.reasons


def test_machine_mail_is_set_aside_whatever_it_says(hall: Installation) -> None:
    _take_in(hall, mail("Des fils électriques à nu.", headers={"Auto-Submitted": "auto-replied"}))
    assert ledger(hall)[0].outcome is Outcome.MACHINE


def test_a_rule_that_rings_rings_for_a_routed_request_too(hall: Installation) -> None:
    _take_in(hall, mail(POTHOLE.replace("Cordialement", "La sonnette aussi.\n\nCordialement")))
    assert _request(hall, 1).line.status is Status.OPEN
    rung = _letters(hall, "alert")
    assert [letter.recipient for letter in rung] == ["voirie@breville.example", "mairie@breville.example"]
    assert rung[0].payload["subject"] == "URGENT – demande 2026/0001 – Nid-de-poule"
    assert "nid de poule" in str(rung[0].payload["body"])


def test_nothing_rings_without_danger(hall: Installation) -> None:
    _take_in(hall, mail(POTHOLE))
    assert _letters(hall, "alert") == ()


def test_an_alert_says_nothing_of_a_confidential_request(hall: Installation) -> None:
    _take_in(hall, mail("Expulsion : des fils électriques à nu."))
    for letter in _letters(hall, "alert"):
        assert letter.payload["subject"] == "URGENT – demande à vérifier – confidentielle"
        assert "fils" not in str(letter.payload["body"])
    assert _letters(hall, "alert")


def test_routing_again_writes_nothing_twice(hall: Installation) -> None:
    _take_in(hall, mail(POTHOLE))
    _take_in(hall, mail(WIRES, number=2))
    before = _written(hall)
    job = Job(id=1, town=BREVILLE, queue="mail", kind=JobKind.ROUTE, subject_id=DraftId(2), attempts=1, lease="x", created_at=NOW)  # type: ignore[arg-type]  # no row
    with hall.database.write() as session:
        route(hall, job)(session, LATER)
    _take_in(hall)
    assert _written(hall) == before == (3, 1, 2, 1)


def test_a_number_of_another_town_is_unknown(hall: Installation) -> None:
    receive(hall, [arrival(mail(POTHOLE), town_id=AUVILLE, mailbox="mairie@auville.example")])
    _take_in(hall, mail(CHASE, number=2))
    (lost,) = _in_review(hall)
    assert "follows" not in lost.history[0].details


def test_a_second_mailbox_with_a_department_is_heard(hall: Installation) -> None:
    question = mail("Bonjour, qu'en est-il de cette affaire ? Merci.", subject="question")
    receive(hall, [arrival(question)])
    receive(hall, [arrival(question, mailbox="ccas@breville.example")])
    _take_in(hall)
    (request,) = _in_review(hall)
    assert (request.line.department, request.line.confidentiality) == ("CCAS", Confidentiality.SOCIAL)


def test_an_endless_subject_becomes_a_heading_of_a_line(hall: Installation) -> None:
    """S26: an objet has 150 characters at most; the message keeps what was written."""
    _take_in(hall, mail(POTHOLE, subject="trou " * 200))
    record = _request(hall, 1)
    assert record.line.heading.startswith("trou trou") and record.line.heading.endswith("trou…")
    assert len(record.line.heading) <= MOST_HEADING < len(record.draft.heading or "")
