"""A form that was filled in becomes a request: its subject, its place, its department, its files, its tracking code."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.department import Confidentiality
from domain.form import FieldKind, FormCode, FormDefinition, FormField, FormFile, Target, Words
from domain.ids import DepartmentCode, RequestId, RuleId
from domain.inbound import Channel
from domain.machine import Fault
from domain.ruleset import Effect, HasWords, Level, Precision, Rule
from domain.town import Town
from flows import forms as flow
from flows import receipt
from flows.forms import FormBook
from flows.rulesets import Author
from flows.submit import FormIntake, Way
from flows.wiring import Installation
from ingest.form.validate import Submission
from store import deliveries, outbox, requests, towns, tracking
from store.outbox import Letter
from tests.flows.test_follow_up import work_all
from tests.installations import BREVILLE, mailboxes, places, ruleset
from tests.installations import town as quiet_town

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
K = FieldKind
FORM = FormDefinition(
    code=FormCode("voirie"),
    title=Words(fr="Voirie"),
    fields=(
        FormField(name="nom", kind=K.SHORT, label=Words(fr="Nom"), target=Target.NAME),
        FormField(name="texte", kind=K.LONG, label=Words(fr="Message"), target=Target.TEXT),
        FormField(name="lieu", kind=K.PLACE, label=Words(fr="Où ?"), target=Target.PLACE),
        FormField(name="pieces", kind=K.FILES, label=Words(fr="Pièces")),
        FormField(name="courriel", kind=K.EMAIL, label=Words(fr="Courriel"), target=Target.EMAIL),
    ),
)


def test_a_submission_becomes_a_request_under_the_code_of_its_receipt(town_hall: Installation) -> None:
    department = next(one.code for one in town_hall.towns.get(BREVILLE).ruleset.departments)
    form = replace(FORM, department=DepartmentCode(department))
    flow.publish(town_hall, flow.begin(town_hall, BREVILLE, form, Author(name="a", now=NOW)), Author(name="a", now=NOW))
    book = FormBook(town_hall.database)
    intake, published = FormIntake(town_hall, book), book.find(BREVILLE, "voirie")
    assert published is not None
    sent = Submission(
        given={"nom": "Quesnel", "texte": "Bonjour, je voudrais un renseignement.", "lieu": "rue de l’Église"},
        files={"pieces": [FormFile(filename="plan.txt", content=b"un plan")]},
    )
    answer = intake.submit(published, sent, Way(now=NOW)).result(20).answer
    work_all(town_hall)
    with town_hall.database.read() as session:
        code = tracking.read_code(str(answer["tracking"]))
        assert code is not None
        inbound_id = tracking.find_arrival(session, BREVILLE, code)
        assert inbound_id is not None
        found = requests.find_by_reference(session, BREVILLE, code)
        assert found is not None
        record = requests.get(session, RequestId(found))
    assert record.line.channel is Channel.FORM
    assert record.line.tracking == code
    assert record.requester.name == "QUESNEL"
    assert [one.filename for one in record.draft.attachments] == ["plan.txt"]
    assert record.line.department == department
    content, name, _ = town_hall.reader.attachment(town_hall.blobs.path(record.inbound.sha256), record.draft.attachments[0].part)
    assert (content, name) == (b"un plan", "plan.txt")


TEXT = "Un nid-de-poule au 22 rue de Poterie."


def town() -> Town:
    """Return a town that writes to requesters, relay or not."""
    return replace(quiet_town(), writes_to_requesters=True)


def _letters(hall: Installation) -> tuple[Letter, ...]:
    with hall.database.read() as session:
        return tuple(one.letter for one in outbox.held(session, after=None, limit=200) if one.letter.kind == "receipt")


def _send(hall: Installation, text: str = TEXT, email: str = "anne.quesnel@courriel.example", trap: str = "", at: datetime = NOW) -> str:
    book = FormBook(hall.database)
    if not hall.towns.get(BREVILLE).town.writes_to_requesters:
        with hall.database.write() as session:
            towns.save_town(session, town(), ruleset(BREVILLE), places(), mailboxes(BREVILLE), NOW)
        hall.towns.refresh()
    if book.find(BREVILLE, "voirie") is None:
        flow.publish(hall, flow.begin(hall, BREVILLE, FORM, Author(name="a", now=NOW)), Author(name="a", now=NOW))
        book.refresh()
    published = book.find(BREVILLE, "voirie")
    assert published is not None
    sent = Submission(given={"texte": text, "courriel": email}, files={}, confirmed=frozenset({"courriel"}))
    answer = FormIntake(hall, book).submit(published, sent, Way(now=at, trap=trap)).result(20).answer
    work_all(hall)
    return str(answer["tracking"])


def test_who_gave_an_address_gets_the_record_of_receipt_once(town_hall: Installation) -> None:
    code = _send(town_hall)
    assert _send(town_hall) == code  # the same once more within minutes is the same submission
    (letter,) = _letters(town_hall)
    body = str(letter.payload["body"])
    # It went to its department at once: one mail says both.
    assert (letter.recipient, letter.payload["subject"]) == ("anne.quesnel@courriel.example", "Votre signalement 2026/0001 est enregistré")
    assert f"reçu le 2\xa0mars\xa02026 à 10\xa0h\xa000 et enregistré sous la référence de suivi {code}." in body
    assert f"> {TEXT}" in body
    assert "L. 112-11" in body


@pytest.mark.parametrize("email", ["no-reply@courriel.example", "mailer-daemon@courriel.example", "voirie@breville.example", ""])
def test_nobody_is_written_to_at_an_address_that_no_requester_reads(town_hall: Installation, email: str) -> None:
    with town_hall.database.write() as session:
        boxes = (*mailboxes(BREVILLE), replace(mailboxes(BREVILLE)[0], address="voirie@breville.example"))
        towns.save_town(session, town(), ruleset(BREVILLE), places(), boxes, NOW)
    _send(town_hall, email=email)
    assert _letters(town_hall) == ()


def test_robots_and_addresses_that_take_no_letters_are_not_written_to(town_hall: Installation) -> None:
    with town_hall.database.write() as session:
        assert deliveries.strike(session, BREVILLE, "anne.quesnel@courriel.example", Fault.UNKNOWN_ADDRESS, "5.1.1", NOW)
    _send(town_hall)
    _send(town_hall, text="Achetez nos pilules.", email="robot@courriel.example", trap="http://spam.example")
    assert _letters(town_hall) == ()


def test_a_record_of_receipt_repeats_nothing_confidential_and_advertises_nothing(town_hall: Installation) -> None:
    secret = Rule(
        id=RuleId("R13"),
        name="expulsion",
        level=Level.SAFETY,
        precision=Precision.NONE,
        priority=1,
        condition=HasWords(words=("expulsion",)),
        effect=Effect(confidentiality=Confidentiality.SOCIAL, goes_on=True),
    )
    own = ruleset(BREVILLE)
    with town_hall.database.write() as session:
        towns.save_town(session, town(), replace(own, rules=(*own.rules, secret)), places(), mailboxes(BREVILLE), NOW)
    code = _send(town_hall, text="Menace d’expulsion au 22 rue de Poterie, aidez-moi.")
    _send(town_hall, text="Gagnez un million sur casino-royal.example.com !", email="victime@courriel.example")
    first, second = _letters(town_hall)
    assert code in str(first.payload["body"])
    assert "expulsion" not in str(first.payload)
    assert "casino" not in str(second.payload)


def test_an_address_gets_few_of_them(town_hall: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receipt, "AN_HOUR", 2)
    for number in range(4):
        _send(town_hall, text=f"Le lampadaire numéro {number} de la rue de Poterie est éteint.", at=NOW + timedelta(minutes=number))
    assert len(_letters(town_hall)) == 2
