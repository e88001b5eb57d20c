"""Templates of Word and LibreOffice on screen: given, refused with their reason, filled for a request, whose they are (S16, S36)."""

import re

from flows.wiring import Installation
from letters.office import words_of
from letters.office_package import opened
from store import office_templates
from tests.installations import BREVILLE
from tests.letters.test_office import docx, p
from tests.web.rule_town import ADA, OTTO, ROSE
from tests.web.test_rules_editing import Open, desk, hall, template

__all__ = ["desk", "hall", "template"]
TO = f"/documents/{BREVILLE}"
GOOD = docx(p("Réf. {{ fiche.reference }}"))


def test_a_template_is_given_filled_on_a_request_and_its_file_handed_out(hall: Installation, desk: Open) -> None:
    otto, ada = desk(OTTO), desk(ADA)
    csrf = otto.token("/documents")
    wrong = docx(p("a") + p("{{ fiche.numreo }}"))
    status, shown = otto.send(TO, {"csrf": csrf, "name": "arrete"}, {"file": ("Arrêté.docx", wrong)})
    assert status == 422 and "Paragraphe 2" in shown and "fiche.numero" in shown
    status, shown = otto.send(TO, {"csrf": csrf, "name": "arrete"}, {"file": ("a.docx", docx(p("x"), **{"word__vbaProject.bin": b"x"}))})
    assert status == 422 and "macros" in shown
    status, shown = otto.send(TO, {"csrf": csrf, "name": "Été !"}, {"file": ("a.docx", GOOD)})
    assert status == 422 and "pas un nom de modèle" in shown
    with hall.database.read() as session:
        assert office_templates.current(session, BREVILLE) == ()
    status, shown = otto.send(TO, {"csrf": csrf, "name": "arrete"}, {"file": ("Arrêté.docx", GOOD)})
    assert status == 200 and "Arrêté.docx" in shown
    assert otto.client.get(f"{TO}/arrete/1").content == GOOD
    status, shown = otto.send("/requests/1/documents", {"csrf": otto.token("/requests/1"), "document": "file:arrete"})
    assert status == 200
    found = re.search(r'href="(/letters/\d+/document)"', shown)
    assert found is not None
    answer = otto.client.get(found[1])
    assert answer.headers["content-disposition"].startswith("attachment")
    assert words_of(opened(answer.content)).startswith("Réf. 20")
    # An administrator reads no requests, nor what is made of them.
    assert ada.status(found[1]) in {403, 404}
    assert ada.send("/requests/1/documents", {"csrf": ada.token("/documents"), "document": "file:arrete"})[0] in {403, 404}
    assert otto.send("/requests/1/documents", {"csrf": csrf, "document": "file:none"})[0] == 404
    assert otto.send("/requests/1/documents", {"csrf": csrf, "document": "model:refus"})[0] == 404
    status, shown = otto.send("/requests/1/documents", {"csrf": csrf, "document": "model:attestation_sva"})
    assert status == 422 and "pas valu acceptation" in shown
    status, shown = otto.send(TO, {"csrf": csrf, "name": "arrete", "remove": "1"}, {"file": ("", b"")})
    assert status == 200 and "Aucun pour l’instant" in shown


def test_templates_are_whose_they_are(hall: Installation, desk: Open) -> None:
    otto, rose = desk(OTTO), desk(ROSE)
    assert otto.send(TO, {"csrf": otto.token("/documents"), "name": "arrete"}, {"file": ("a.docx", GOOD)})[0] == 200
    for path in ("/documents", f"{TO}/arrete/1"):
        assert rose.status(path) == 403
    token = rose.token("/requests")
    assert rose.send(TO, {"csrf": token, "name": "arrete", "remove": "1"}, {"file": ("", b"")})[0] == 403
    assert otto.send("/documents/ailleurs", {"csrf": otto.token("/documents"), "name": "a"}, {"file": ("a.docx", GOOD)})[0] == 404
    assert otto.send(TO, {"csrf": "wrong", "name": "b"}, {"file": ("a.docx", GOOD)})[0] == 403
    with hall.database.read() as session:
        assert [one.name for one in office_templates.current(session, BREVILLE)] == ["arrete"]
