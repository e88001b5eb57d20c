"""One mail for receipt and acknowledgement, letters in English, letters rules ask for, and how each stands (R112-11-1; S2, S15, S16)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.errors import InvalidError
from domain.ids import DepartmentCode, RuleId
from domain.lifecycle import Act
from domain.machine import Fate, Fault
from domain.place import Places
from domain.request import Closure
from domain.ruleset import Effect, Level, Precision, Rule, SubjectIs
from domain.town import Signatory
from flows.correspondence import models
from flows.correspondence.standing import Stage, letters_of
from flows.linting import check, folder_context
from flows.ruleset_text import read_ruleset, write_ruleset
from flows.wiring import Installation
from flows.wording import say
from letters.kinds import Language, ModelKey, may_stand_for
from rules.lint import Severity
from store import deliveries, outbox
from store.deliveries import Delivery
from store.outbox import LetterRecord
from tests import installations
from tests.flows import waiting_hall as small
from tests.flows.waiting_hall import ANNE, DEMAND, FIRST, HOLE, SYLVIE, at, come, decide, do, letters, mail
from tests.installations import BREVILLE, NOW

LATER = "2026-03-13T10:00"
VAGUE = "Bonjour, il y a un problème dans ma rue, pouvez-vous passer ? Sylvie Lebrun"
ENGLISH = (
    "Hello, there is a big pothole in front of 22 rue de Poterie and I would like to know when the town hall will repair it. "
    "Thank you very much."
)
MAYOR = Signatory(name="Anne Roy", quality="Maire")


@pytest.fixture
def hall(sqlite_url: str, tmp_path: Path) -> Iterator[Installation]:
    opened = small.open_hall(tmp_path / "data", sqlite_url, signatories=(MAYOR,))
    yield opened
    opened.close()


def text(record: LetterRecord) -> str:
    return f"{record.letter.payload['subject']}\n{record.letter.payload['body']}"


def asks_for(letter: str) -> Rule:
    return Rule(
        id=RuleId("R-LETTRE"),
        name="Le courrier des inondations",
        level=Level.SUBJECT,
        precision=Precision.TOWN,
        priority=1,
        condition=SubjectIs(subjects=("VOI-01",)),
        effect=Effect(department=DepartmentCode("VOI"), letter=letter, goes_on=True),
    )


# ---- one mail for both


def test_what_goes_out_at_once_has_one_mail_that_says_what_both_have_to(hall: Installation) -> None:
    come(hall, mail(DEMAND, 1))
    (letter,) = letters(hall)
    assert (letter.letter.kind, letter.letter.payload["model"]) == ("receipt", ModelKey.RECEIVED_SVR)
    for part in (
        *("reçu le 12\u00a0mars\u00a02026 à 9\u00a0h\u00a014", "référence de suivi", "> Bonjour, je demande un certificat", "L. 112-11"),
        *("2026/0001", "12\u00a0mai\u00a02026", "réputée rejetée", "voirie@breville.example"),
    ):
        assert part in text(letter)
    decide(hall)
    assert len(letters(hall)) == 1


def test_where_people_decide_the_receipt_has_left_before(hall: Installation) -> None:
    come(hall, mail(VAGUE, 1))
    decide(hall)
    assert small.models(hall) == [ModelKey.REGISTERED, ModelKey.RECEIVED_SVR]
    assert "accusé d’enregistrement" not in text(letters(hall)[1])


@pytest.mark.parametrize(
    "body", ["Reçu.", "Reçu. {{ fiche.lien_suivi }}{% if fiche.est_enregistrement %}Aussi.{% endif %}"], ids=["less", "hole"]
)
def test_a_model_of_the_towns_own_that_says_less_or_cannot_leave_keeps_no_receipt_back(hall: Installation, body: str) -> None:
    models.keep(hall, BREVILLE, ModelKey.RECEIVED_SVR, f"Objet : n° {{{{ fiche.numero }}}}\n\n{body}", ANNE, NOW)
    come(hall, mail(DEMAND, 1))
    assert small.models(hall) == [ModelKey.REGISTERED, ModelKey.RECEIVED_SVR]


# ---- in English


def test_who_wrote_in_english_is_answered_in_both_and_french_counts(hall: Installation) -> None:
    come(hall, mail(ENGLISH, 1))
    (receipt,) = letters(hall)
    french, english = str(receipt.letter.payload["body"]).split("* * *")
    assert "Votre message a été reçu le 12\u00a0mars\u00a02026 à 9\u00a0h\u00a014" in french
    assert "Your message was received on 12\u00a0March\u00a02026 at 9:14" in english
    assert "The French text above alone is legally binding." in english
    assert "mars" not in english
    assert str(receipt.letter.payload["subject"]).count(" / ") == 1
    assert '<div lang="en">' in str(receipt.letter.payload["html"])
    decide(hall, "VOI-01")
    do(hall, Act.TAKE, LATER)
    do(hall, Act.CLOSE, LATER, closure=Closure.REFUSED, answer="La voie est privée.")
    refused = text(letters(hall)[-1])
    assert refused.count("La voie est privée.") == 1
    assert "bring the matter before the administrative court" in refused


def test_who_wrote_in_french_is_not(hall: Installation) -> None:
    come(hall, mail(HOLE, 1))
    assert "English" not in text(letters(hall)[0])


def test_a_town_may_answer_in_french_alone(sqlite_url: str, tmp_path: Path) -> None:
    hall = small.open_hall(tmp_path / "data", sqlite_url, writes_english=False)
    come(hall, mail(ENGLISH, 1))
    assert "English" not in text(letters(hall)[0])
    hall.close()


def test_a_town_has_its_own_models_in_each_language(hall: Installation) -> None:
    own = "Subject: Received {{ fiche.suivi }}\n\nWe have it.\n"
    kept = models.keep(hall, BREVILLE, ModelKey.REGISTERED, own, ANNE, NOW, Language.ENGLISH)
    assert (kept.number, models.source(kept.model, Language.ENGLISH)) == (1, own)
    come(hall, mail(ENGLISH, 1))
    french, english = str(letters(hall)[0].letter.payload["body"]).split("* * *")
    assert "We have it." in english
    assert "Votre message a été reçu" in french
    with pytest.raises(InvalidError, match="in French alone"):
        models.keep(hall, BREVILLE, ModelKey.TO_AUTHORITY, own, ANNE, NOW, Language.ENGLISH)
    models.reset(hall, BREVILLE, ModelKey.REGISTERED, ANNE, NOW, Language.ENGLISH)
    with hall.database.read() as session:
        assert models.current(session, BREVILLE, ModelKey.REGISTERED, Language.ENGLISH).number == 0


def test_every_letter_to_a_requester_has_an_english_model_without_faults() -> None:
    for key in (*ModelKey, "refus-domaine-prive"):
        for language in models.languages(key):
            assert models.check(key, models.source(models.shipped(key, language), language)) == ()


# ---- what rules ask for


def test_a_rule_has_what_it_routes_acknowledged_and_closed_by_its_own_model(sqlite_url: str, tmp_path: Path) -> None:
    hall = small.open_hall(tmp_path / "data", sqlite_url, small.ruleset(asks_for("prise_en_compte-inondation"), asks_for_closing()))
    models.keep(hall, BREVILLE, "prise_en_compte-inondation", "Objet : Crue\n\nRestez à l’étage. {{ fiche.numero }}", ANNE, NOW)
    models.keep(hall, BREVILLE, "cloture-inondation", "Objet : Décrue\n\n{{ reponse.texte }}", ANNE, NOW)
    come(hall, mail(HOLE, 1))
    noted = letters(hall)[-1]
    assert "Restez à l’étage. 2026/0001" in text(noted)
    assert (noted.letter.payload["model"], noted.letter.payload["name"]) == (ModelKey.REPORT_NOTED, "prise_en_compte-inondation")
    do(hall, Act.CLOSE, LATER, closure=Closure.CARRIED_OUT, answer="L’eau est partie.")
    assert text(letters(hall)[-1]) == "Décrue\nL’eau est partie."
    hall.close()


def asks_for_closing() -> Rule:
    rule = asks_for("cloture-inondation")
    return Rule(
        id=RuleId("R-CLOTURE"),
        name="Et leur fin",
        level=rule.level,
        precision=rule.precision,
        priority=2,
        condition=rule.condition,
        effect=rule.effect.__class__(letter="cloture-inondation"),
    )


@pytest.mark.parametrize(
    ("name", "wanted", "expected"),
    [
        ("reception_simple", ModelKey.REPORT_NOTED, True),
        ("accuse_reception_svr-long", ModelKey.RECEIVED_SVR, True),
        ("reception_simple", ModelKey.RECEIVED_SVR, False),
        ("cloture", ModelKey.RECEIVED, False),
        ("refus-domaine-prive", ModelKey.REFUSED, True),
        ("signet", ModelKey.CLOSED, False),
    ],
)
def test_no_rule_has_a_letter_written_that_says_less_than_the_law_wants(name: str, wanted: ModelKey, expected: bool) -> None:
    assert may_stand_for(name, wanted) is expected


def test_a_letter_nobody_has_written_is_an_error_that_names_those_there_are(hall: Installation) -> None:
    models.keep(hall, BREVILLE, "cloture-inondation", "Objet : Décrue\n\n{{ reponse.texte }}", ANNE, NOW)
    with hall.database.read() as session:
        known = models.names(session, BREVILLE)
    context = folder_context((), NOW.date(), known)
    found = check(small.ruleset(asks_for("cloture-inondatoin")), Places(town_name="Bréville", postcode="50999"), context)
    (line,) = [one for one in found if one.field == "alors.modele"]
    assert line.severity is Severity.ERROR
    assert "cloture-inondatoin" in str(line.what)
    assert "cloture-inondation" in str(line.cure)
    right = check(small.ruleset(asks_for("cloture-inondation")), Places(town_name="Bréville", postcode="50999"), context)
    assert [one for one in right if one.field == "alors.modele"] == []
    models.reset(hall, BREVILLE, "cloture-inondation", ANNE, NOW)
    with hall.database.read() as session:
        assert "cloture-inondation" not in models.names(session, BREVILLE)


def test_a_rules_letter_and_a_types_reminders_come_back_from_the_text_form_as_they_were() -> None:
    rules = small.ruleset(asks_for("cloture-inondation"), nudges="J+10 J-3")
    assert read_ruleset(write_ruleset(rules), say("text"), installations.places(), ()) == rules


@pytest.mark.parametrize("name", ["signet", "cloture-", "cloture-Été", "cloture-" + "x" * 30, "cloture inondation"])
def test_a_name_that_is_none_is_refused_with_the_kinds_there_are(name: str) -> None:
    (mistake,) = models.check(name, "Objet : x\n\nx")
    assert "cloture-inondation" in str(mistake.remedy)


# ---- how each stands


def test_the_letters_of_a_request_are_numbered_with_how_each_stands(hall: Installation) -> None:
    come(hall, mail(VAGUE, 1))
    decide(hall)
    do(hall, Act.TAKE, LATER)
    do(hall, Act.CLOSE, LATER, closure=Closure.CARRIED_OUT, answer="Fait.")
    with hall.database.write() as session:
        first, second, _ = letters(hall)
        for one in (first, second):
            outbox.mark_sent(session, one.id, at(LATER))
        deliveries.keep(
            session,
            Delivery(
                letter=second.id,
                town=BREVILLE,
                request=FIRST,
                recipient=SYLVIE,
                fate=Fate.FAILED,
                fault=Fault.UNKNOWN_ADDRESS,
                status="5.1.1",
                is_proven=True,
                at=at(LATER),
                inbound=None,
            ),
        )
    with hall.database.read() as session:
        found = letters_of(session, FIRST)
    assert [(one.number, one.model, one.stage) for one in found] == [
        (1, ModelKey.REGISTERED, Stage.SENT),
        (2, ModelKey.RECEIVED_SVR, Stage.RETURNED),
        (3, ModelKey.CLOSED, Stage.PREPARED),
    ]
    assert {one.recipient for one in found} == {SYLVIE}
