"""Templates of Word and LibreOffice, and letters somebody asks for: kept, filled, among the letters of a request (S15, S16)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.errors import ConflictError, InvalidError, NotFoundError
from domain.ids import DepartmentCode, SubjectCode
from flows.confirm import Correction, confirm
from flows.correspondence import office, on_demand
from flows.correspondence.standing import Stage, letters_of
from flows.wiring import Installation
from letters.kinds import ModelKey
from letters.office import words_of
from letters.office_package import opened
from store import journal, office_templates, outbox, requests
from store.outbox import Held
from tests.flows import waiting_hall as small
from tests.flows.waiting_hall import ANNE, FIRST, at, come, mail
from tests.installations import BREVILLE
from tests.letters.test_office import docx, odt, p

NOW = at("2026-03-16T09:00")
BODY = (
    p("{{ collectivite.nom }}, réf. {{ references.nos }}") + p("{{ demandeur.civilite }}, « {{ fiche.objet }} »") + p("{{ fiche.canal }}")
)


@pytest.fixture
def hall(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    made = small.open_hall(tmp_path / "data", database_url)
    come(made, mail("Bonjour, je demande un certificat de numérotage pour ma rue.", 1), "2026-03-12T09:01")
    confirm(made, FIRST, Correction(subject=SubjectCode("VOI-01"), department=DepartmentCode("VOI")), ANNE, at("2026-03-13T10:00"))
    yield made
    made.close()


def test_a_template_is_kept_in_versions_filled_and_its_file_is_the_same_for_good(hall: Installation) -> None:
    first = office.keep(hall, BREVILLE, "arrete", "Arrêté.docx", docx(BODY), ANNE, NOW)
    assert first.number == 1 and office.keep(hall, BREVILLE, "arrete", "Arrêté.docx", docx(BODY), ANNE, NOW).number == 1
    letter = office.prepare(hall, FIRST, "arrete", ANNE, NOW)
    assert office.prepare(hall, FIRST, "arrete", ANNE, NOW) == letter  # two clicks are one letter
    with hall.database.read() as session:
        kept = outbox.get(session, letter)
        before = office.file_of(session, kept)
        (stands,) = [one for one in letters_of(session, FIRST) if one.id == letter]
        assert "document_filled" in [line.action for line in requests.get(session, FIRST).history]
    assert (stands.stage, stands.held, stands.model, stands.by_post) == (Stage.PREPARED, Held.PRINT, "arrete", True)
    assert before.filename == "arrete-2026-0001.docx"
    said = words_of(opened(before.content))
    assert "Mairie de Breville, réf. fiche n°\u00a02026/0001" in said and "papier" in said
    assert kept.letter.payload["body"] == said
    office.keep(hall, BREVILLE, "arrete", "a.odt", odt("<text:p>Autre {{ fiche.reference }}</text:p>"), ANNE, NOW)
    made = office.made_of(hall, FIRST, "arrete", NOW)
    assert words_of(opened(made.content)) == "Autre 2026/0001" and made.filename.endswith(".odt")
    office.withdraw(hall, BREVILLE, "arrete", ANNE, NOW)
    with pytest.raises(NotFoundError):
        office.made_of(hall, FIRST, "arrete", NOW)
    with hall.database.read() as session:
        assert office.file_of(session, outbox.get(session, letter)) == before
        assert office_templates.current(session, BREVILLE) == ()
        assert [one.number for one in office_templates.versions(session, BREVILLE, "arrete")] == [3, 2, 1]
        told = [one for one in journal.page(session, BREVILLE, after=None, limit=50) if one.action == "office_template.set"]
    assert len(told) == 3


def test_what_cannot_be_filled_is_refused_and_named(hall: Installation) -> None:
    with pytest.raises(InvalidError, match=r"fiche\.numero") as told:
        office.keep(hall, BREVILLE, "arrete", "a.docx", docx(p("x") + p("{{ fiche.numreo }}")), ANNE, NOW)
    assert told.value.mistakes[0].line == 2
    with pytest.raises(InvalidError, match="macros"):
        office.keep(hall, BREVILLE, "arrete", "a.docx", docx(p("x"), **{"word__vbaProject.bin": b"x"}), ANNE, NOW)
    with pytest.raises(InvalidError, match="no name"):
        office.keep(hall, BREVILLE, "../a", "a.docx", docx(p("x")), ANNE, NOW)
    office.keep(hall, BREVILLE, "arrete", "a.docx", docx(p("{{ reponse.texte }}")), ANNE, NOW)
    with pytest.raises(InvalidError, match=r"reponse\.texte"):  # nothing was answered: no word in brackets takes its place
        office.prepare(hall, FIRST, "arrete", ANNE, NOW)


def test_a_letter_that_is_asked_for_is_written_once_a_day(hall: Installation) -> None:
    assert on_demand.write(hall, FIRST, ModelKey.DEPOSIT, "", ANNE, NOW) == 1
    assert on_demand.write(hall, FIRST, ModelKey.DEPOSIT, "", ANNE, NOW) == 0
    with hall.database.read() as session:
        (made,) = [one for one in outbox.of_request(session, FIRST) if one.letter.payload.get("model") == ModelKey.DEPOSIT]
    assert "certifie que la demande ci-dessous lui a été remise le 12\u00a0mars\u00a02026" in str(made.letter.payload["body"])
    with pytest.raises(InvalidError, match="answer is missing"):
        on_demand.write(hall, FIRST, ModelKey.DATA_RIGHTS, " ", ANNE, NOW)
    assert on_demand.write(hall, FIRST, ModelKey.DATA_RIGHTS, "Voici vos données.", ANNE, NOW) == 1
    with pytest.raises(InvalidError, match="has not accepted"):
        on_demand.write(hall, FIRST, ModelKey.CERTIFICATE, "", ANNE, NOW)
    with pytest.raises(ConflictError):
        on_demand.write(hall, FIRST, ModelKey.REFUSED, "", ANNE, NOW)
