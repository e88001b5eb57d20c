"""What the town's own people are written is edited like letters, and no notice waits for its text (DOMAIN §8; S12, S16, S17)."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from domain.errors import InvalidError
from domain.ids import RequestId
from domain.rights import Role
from flows import accounts, letter_trial, reminder_words
from flows.correspondence import models
from flows.remind import remind
from flows.wiring import Installation
from letters.kinds import APART, STAFF, ModelKey
from letters.model import Model
from store import history, journal, letter_models, outbox
from store.agents import NewAgent
from store.journal import Sought
from store.letter_models import ModelVersion
from store.outbox import LetterRecord
from tests.flows import waiting_hall as small
from tests.flows.waiting_hall import ANNE, DEMAND, FIRST, HOLE, at, come, decide, mail, notices
from tests.installations import BREVILLE, NOW, ROADS

LATE = "2026-04-20T10:00"
NOTICE = "Objet : À faire : {{ fiche.reference }}\n\nReçue le {{ fiche.date_reception }}, à faire avant le {{ fiche.date_limite }}."
"""Guarded nowhere: what a request may lack is refused as it is saved."""
GUARDED = (
    "Objet : Nouvelle tâche\n\n{% if fiche.date_limite %}Avant le {{ fiche.date_limite }}.{% endif %} Le {{ fiche.date_reception }}.\n"
)


@pytest.fixture
def hall(sqlite_url: str, tmp_path: Path) -> Iterator[Installation]:
    opened = small.open_hall(tmp_path / "data", sqlite_url)
    yield opened
    opened.close()


def keep(hall: Installation, key: ModelKey, source: str) -> None:
    models.keep(hall, BREVILLE, key, source, ANNE, NOW)


def keep_unchecked(hall: Installation, key: ModelKey, model: Model) -> None:
    """Keep a text as it may have been kept when less was checked."""
    version = ModelVersion(key=key, number=1, subject=model.subject, text=model.text, author=ANNE, at=NOW)
    with hall.database.write() as session:
        letter_models.add(session, BREVILLE, version)


def digests(hall: Installation, kind: str = reminder_words.DIGEST) -> list[LetterRecord]:
    with hall.database.read() as session:
        found = session.execute(text("SELECT id FROM outbox WHERE kind = :kind ORDER BY id"), {"kind": kind}).scalars().all()
        return [outbox.get(session, one) for one in found]


def replaced(hall: Installation) -> list[str | None]:
    with hall.database.read() as session:
        found = journal.page(session, BREVILLE, after=None, limit=20, sought=Sought(action="letter_model.replaced"))
    return [str(one.details.get("field")) for one in found]


def test_the_shipped_notice_says_what_it_always_said(hall: Installation) -> None:
    come(hall, mail(HOLE, 1))
    ((subject, body),) = notices(hall)
    assert subject.startswith("Demande 2026/") and subject.endswith(" – Nid-de-poule")
    number = subject.split()[1]
    assert body == (
        f"La demande {number} est confiée au service Voirie.\n\nType : Nid-de-poule\nLieu : 22 Rue de Poterie\nPriorité : 3\n"
        "Délai visé : 5\u00a0jours ouvrés\n\nBonjour, un nid de poule devant le 22 rue de Poterie.\n\n"
        "Ouvrir la demande : http://127.0.0.1:8000/requests/1\n\nBreville – Citoyen"
    )


def test_a_town_writes_its_own_notice_and_number_and_page_stand_in_it_all_the_same(hall: Installation) -> None:
    with pytest.raises(InvalidError, match=r"fiche\.date_limite"):
        keep(hall, ModelKey.TRANSMITTED, NOTICE)
    keep(hall, ModelKey.TRANSMITTED, GUARDED)
    come(hall, mail(HOLE, 1))
    ((subject, body),) = notices(hall)
    number = small.record(hall).line.number
    assert subject == f"Nouvelle tâche – demande {number}"
    assert body == ("Avant le 19\u00a0mars\u00a02026. Le 12\u00a0mars\u00a02026.\n\nOuvrir la demande : http://127.0.0.1:8000/requests/1")
    assert replaced(hall) == []


def test_a_notice_whose_text_fails_leaves_in_the_shipped_words_and_that_is_said(hall: Installation) -> None:
    keep_unchecked(hall, ModelKey.TRANSMITTED, Model(subject="x", text="{{ demandeur.nom }}"))
    come(hall, mail(HOLE, 1))
    ((_, body),) = notices(hall)
    assert body.startswith("La demande 2026/") and "est confiée au service Voirie" in body
    assert replaced(hall) == ["demandeur.nom"]
    with hall.database.read() as session:
        (line,) = [one for one in history.lines(session, FIRST) if one.action == "notice_replaced"]
    assert line.details["field"] == "demandeur.nom"
    come(hall, mail(HOLE.replace("22", "24"), 2, sender="autre@courriel.example"))
    assert len(replaced(hall)) == 1  # once a day


def test_nothing_of_a_confidential_request_is_told_whatever_a_town_writes(hall: Installation) -> None:
    for field in ("fiche.type", "fiche.objet", "transmission.resume", "service.nom"):
        with pytest.raises(InvalidError, match=field):
            keep(hall, ModelKey.TRANSMITTED, f"Objet : {{{{ fiche.reference }}}}\n\n{{{{ {field} }}}}")
    for field in ("demandeur.nom", "fiche.details", "fiche.suivi", "relance.quoi"):
        with pytest.raises(InvalidError, match="does not belong"):
            keep(hall, ModelKey.TRANSMITTED, f"Objet : x\n\n{{% if {field} %}}{{{{ {field} }}}}{{% endif %}}")


def test_reminders_stand_in_the_mail_of_the_day_in_the_towns_own_words(hall: Installation) -> None:
    keep(hall, ModelKey.IMPLICIT_DECISION, "Objet : ATTENTION {{ fiche.reference }}\n\nRejet le {{ relance.date }}.")
    keep(
        hall, ModelKey.REMINDER_3, "Objet : TROISIÈME RELANCE {{ fiche.reference }}\n\n{% if relance.jours %}{{ relance.jours }}{% endif %}"
    )
    come(hall, mail(DEMAND, 1))
    decide(hall)
    remind(hall, at(LATE))
    remind(hall, at("2026-05-05T10:00"))
    number = small.record(hall).line.number
    bodies = [str(one.letter.payload["body"]) for one in digests(hall)]
    link = f"\n  http://127.0.0.1:8000/requests/{FIRST}"
    assert any(f"- TROISIÈME RELANCE {number}\n" in body and link in body for body in bodies)
    assert any(f"- ATTENTION {number}\n  Rejet le " in body and link in body for body in bodies)


def test_the_mail_of_a_day_that_leaves_reminders_out_is_refused_and_never_leaves(hall: Installation) -> None:
    shipped = models.source(models.shipped(ModelKey.DUE_TODAY))
    with pytest.raises(InvalidError, match=r"echeances\.retards"):
        keep(hall, ModelKey.DUE_TODAY, shipped.replace("echeances.retards", "echeances.usagers"))
    hidden = shipped.replace("{% if echeances.retards %}", '{% if echeances.jour == "jamais" %}')
    keep(hall, ModelKey.DUE_TODAY, hidden)
    come(hall, mail(HOLE, 1))
    remind(hall, at(LATE))
    (first, *_) = digests(hall)
    assert "En retard (3)" in str(first.letter.payload["body"])
    assert replaced(hall) == ["echeances.retards"]


def test_who_writes_a_text_sees_it_on_a_real_request(hall: Installation) -> None:
    come(hall, mail(DEMAND, 1))
    decide(hall)
    number = str(small.record(hall).line.number)
    for key in STAFF:
        shown = letter_trial.preview(hall, key, FIRST, at(LATE))
        assert number in f"{shown['subject']} {shown['body']}"
    with pytest.raises(InvalidError):
        letter_trial.preview(hall, ModelKey.TRANSMITTED, FIRST, at(LATE), "Objet : x\n\n{{ demandeur.nom }}")


def test_no_rule_asks_for_them_and_no_town_has_more_of_them(hall: Installation) -> None:
    with hall.database.read() as session:
        asked, all_of_them = models.names(session, BREVILLE), models.catalogue(session, BREVILLE)
    assert not APART & set(asked) and set(all_of_them) >= APART
    with pytest.raises(InvalidError):
        keep(hall, ModelKey.TRANSMITTED, "Objet : \n\n")
    for key in APART:
        assert models.misnamed(f"{key}-voirie") and not models.misnamed(key)
        assert models.check(key, models.source(models.shipped(key))) == ()


def test_an_agent_who_reads_english_is_written_in_english_and_a_department_in_french(hall: Installation) -> None:
    new = NewAgent(town=BREVILLE, login="john", name="John", roles=frozenset({Role.AGENT}), password_hash="x", email=ROADS, language="en")
    accounts.add_agent(hall, new, NOW)
    come(hall, mail(HOLE, 1))
    ((subject, body),) = notices(hall)
    assert subject.startswith("Request 2026/") and "is given to the department Voirie" in body and "Open the request: " in body
    remind(hall, at(LATE))
    bodies = [str(one.letter.payload["body"]) for one in digests(hall) if one.letter.recipient == ROADS]
    assert bodies and all(body.startswith("Deadlines to follow on Monday 20\u00a0April 2026: ") for body in bodies), bodies
    assert "past its target date, " in bodies[0] and "working days late)" in bodies[0]
    accounts.add_agent(hall, replace(new, login="jeanne", language="fr"), NOW)
    come(hall, mail(HOLE.replace("22", "24"), 2, sender="autre@courriel.example"))
    with hall.database.read() as session:
        (other,) = [one for one in outbox.of_request(session, RequestId(2)) if one.letter.recipient == ROADS]
    assert str(other.letter.payload["subject"]).startswith("Demande 2026/")
