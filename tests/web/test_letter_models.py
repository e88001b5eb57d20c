"""Texts of letters on screen: tried on a real request, checked for fields nobody knows, kept as versions (S16, S34)."""

from datetime import UTC, datetime, timedelta

from domain.ids import RequestId
from flows.correspondence import models, staff
from flows.wiring import Installation
from letters.kinds import Language, ModelKey
from store import journal, requests
from tests.installations import BREVILLE
from tests.web.conftest import ORIGIN
from tests.web.rule_town import ADA, OTTO, ROSE
from tests.web.test_rules_editing import Open, desk, fields_of, hall, template

__all__ = ["desk", "hall", "template"]
ONE = "/templates/one?key=prise_en_compte"
SAVE = f"/templates/{BREVILLE}"


def counts(hall: Installation, key: str = "prise_en_compte", language: Language = Language.FRENCH) -> models.Current:
    with hall.database.read() as session:
        return models.current(session, BREVILLE, key, language)


def test_a_text_is_written_and_taken_back_and_each_version_is_kept(hall: Installation, desk: Open) -> None:
    ada = desk(ADA)
    before = counts(hall)
    untouched = fields_of(ada.get(ONE))
    assert ada.send(SAVE, {**untouched, "do": "save"})[0] == 200 and counts(hall) == before
    status, shown = ada.send(SAVE, {**untouched, "text": "Bonjour,\r\n\r\nvu : {{ fiche.reference }} <b>", "do": "save"})
    assert status == 200 and "Les courriers s’écrivent désormais" in shown and "Aucun courrier ne part encore" in shown
    assert (counts(hall).number, counts(hall).model.text) == (1, "Bonjour,\n\nvu : {{ fiche.reference }} <b>")
    assert "texte de la commune" in ada.get("/templates")
    assert ada.send(SAVE, {**fields_of(ada.get(ONE)), "do": "reset"})[0] == 200
    assert counts(hall).model == before.model
    with hall.database.read() as session:
        lines = [one for one in journal.page(session, BREVILLE, after=None, limit=20) if one.action == "letter_model.set"]
    assert len(lines) == 2 and {line.actor for line in lines} == {ADA}
    english = fields_of(ada.get(f"{ONE}&language=en"))
    assert ada.send(SAVE, {**english, "text": "Seen.", "do": "save"})[0] == 200
    assert counts(hall, language=Language.ENGLISH).model.text == "Seen." and counts(hall).model == before.model


def test_a_field_nobody_knows_is_told_by_line_and_nothing_is_kept(hall: Installation, desk: Open) -> None:
    ada = desk(ADA)
    before, typed = counts(hall), fields_of(ada.get(ONE))
    status, shown = ada.send(SAVE, {**typed, "text": "Bonjour,\n{{ fiche.numro }}\n{{ 7 * 7 }}", "do": "save"})
    assert status == 422 and "Ligne 2" in shown and "fiche.numero" in shown and "Ligne 3" in shown
    assert str(fields_of(shown)["text"]).lstrip("\n") == "Bonjour,\n{{ fiche.numro }}\n{{ 7 * 7 }}"
    status, shown = ada.send(SAVE, {**typed, "subject": "{{ rien }}", "do": "save"})
    assert status == 422 and "Ligne d’objet" in shown
    assert ada.send(SAVE, {**typed, "text": " ", "do": "save"})[0] == 422
    pasted = "Bonjour, voici.\n" * 25_000
    status, shown = ada.send(SAVE, {**typed, "text": pasted, "do": "save"})
    assert status == 422 and "Raccourcissez le texte." in shown and str(fields_of(shown)["text"]).strip() == pasted.strip()
    # What the law wants in a refusal is not left out.
    refusal = fields_of(ada.get("/templates/one?key=refus"))
    status, shown = ada.send(SAVE, {**refusal, "text": "Non.", "do": "save"})
    assert status == 422 and "L212-1" in shown
    assert counts(hall) == before


def test_a_text_is_tried_on_a_request_the_visitor_may_read_and_nothing_is_kept(hall: Installation, desk: Open) -> None:
    otto, ada = desk(OTTO), desk(ADA)
    with hall.database.read() as session:
        reference = str(requests.get(session, RequestId(1)).line.number)
    before, typed = counts(hall), fields_of(otto.get(ONE))
    tried = {**typed, "text": "Vu : {{ fiche.reference }} à {{ collectivite.nom }}.", "reference": reference, "do": "try"}
    status, shown = otto.send(SAVE, tried)
    letter = shown.partition('id="letter"')[2].partition("</section>")[0]
    assert status == 200 and f"Vu : {reference} à Mairie de Breville." in letter and "Rien n’a été envoyé" in letter, letter
    # What the request does not have is said, in the place of a letter with a hole.
    status, shown = otto.send(SAVE, {**tried, "text": "{{ fiche.date_decision_implicite }}"})
    assert status == 422 and "fiche.date_decision_implicite" in shown
    # An administrator reads no requests by that.
    for browser, other in ((ada, reference), (otto, "2026/9999"), (otto, "")):
        status, shown = browser.send(SAVE, {**tried, "reference": other})
        assert status == 200 and "que vous puissiez lire" in shown and "à Mairie de Breville." not in shown
    assert counts(hall) == before


def test_who_saves_second_overwrites_nothing(hall: Installation, desk: Open) -> None:
    ada, otto = desk(ADA), desk(OTTO)
    seen = fields_of(otto.get(ONE))
    assert ada.send(SAVE, {**fields_of(ada.get(ONE)), "text": "Vu.", "do": "save"})[0] == 200
    status, shown = otto.send(SAVE, {**seen, "text": "Lu.", "do": "save"})
    assert status == 409 and "Quelqu’un d’autre" in shown and counts(hall).model.text == "Vu."
    # Nor does who goes back to the text that is shipped.
    status, shown = otto.send(SAVE, {**seen, "do": "reset"})
    assert status == 409 and "Quelqu’un d’autre" in shown and counts(hall).model.text == "Vu."
    assert otto.send(SAVE, {**fields_of(otto.get(ONE)), "do": "reset"})[0] == 200 and counts(hall).number == 0


def test_a_text_that_could_not_be_written_is_refused_by_line(hall: Installation, desk: Open) -> None:
    ada, otto = desk(ADA), desk(OTTO)
    before, typed, tried = counts(hall), fields_of(ada.get(ONE)), fields_of(otto.get(ONE))
    with hall.database.read() as session:
        reference = str(requests.get(session, RequestId(1)).line.number)
    for wrong in (
        "{% if fiche.reference in 3 %}x{% endif %}",
        "{{ 1" + "0" * 5000 + " }}",
        "{% if " + "not " * 900 + "fiche.reference %}x{% endif %}",
    ):
        for browser, fields in ((ada, {**typed, "do": "save"}), (otto, {**tried, "do": "try", "reference": reference})):
            status, shown = browser.send(SAVE, {**fields, "text": f"Bonjour,\n{wrong}"})
            assert status == 422 and "Ligne 2" in shown, wrong[:20]
    assert counts(hall) == before


def test_texts_are_whose_templates_they_are(hall: Installation, desk: Open) -> None:
    ada, rose = desk(ADA), desk(ROSE)
    typed = fields_of(ada.get(ONE))
    for page in ("/templates", ONE):
        assert rose.status(page) == 403
    rose_sent = {**typed, "csrf": rose.token("/requests"), "text": "Vu.", "do": "save"}
    assert rose.client.post(SAVE, data=rose_sent, headers={"Origin": ORIGIN}).status_code == 403
    assert ada.client.post(SAVE, data=typed, headers={"Origin": ORIGIN}).status_code == 403
    assert ada.send("/templates/auville", {**typed, "do": "save"})[0] == 404
    for odd in ("/templates/one?key=rien", "/templates/one?key=transmission_autorite&language=en"):
        assert ada.status(odd) == 404, odd
    assert ada.send(SAVE, {**typed, "do": "burn"})[0] == 404


def test_what_departments_are_written_is_edited_and_tried_like_letters(hall: Installation, desk: Open) -> None:
    ada, otto = desk(ADA), desk(OTTO)
    one = "/templates/one?key=transmission_service"
    with hall.database.read() as session:
        reference = str(requests.get(session, RequestId(1)).line.number)
    listed, shown = otto.get("/templates"), otto.get(one)
    assert (
        "Aux services de la commune" in listed and "Relance au service (2), au responsable" in listed and "Aux téléphones mobiles" in listed
    )
    assert "transmission.priorite" in shown and "demandeur.nom" not in shown and "preview.pdf" not in shown
    typed = fields_of(shown)
    own = {**typed, "subject": "Pour vous", "text": "Priorité {{ transmission.priorite }}.", "reference": reference}
    status, tried = otto.send(SAVE, {**own, "do": "try"})
    letter = tried.partition('id="letter"')[2].partition("</section>")[0]
    assert status == 200 and f"Pour vous – demande {reference}" in letter and "/requests/1" in letter, letter
    status, refused = ada.send(SAVE, {**own, "text": "{{ demandeur.nom }}", "do": "save"})
    assert status == 422 and "n’a pas sa place" in refused and counts(hall, "transmission_service").number == 0
    assert ada.send(SAVE, {**own, "do": "save"})[0] == 200 and counts(hall, "transmission_service").number == 1


def test_a_text_message_is_counted_as_telephones_count(hall: Installation, desk: Open) -> None:
    ada, otto = desk(ADA), desk(OTTO)
    one = "/templates/one?key=sms_recu"
    with hall.database.read() as session:
        reference = str(requests.get(session, RequestId(1)).line.number)
    assert "Avec des valeurs courantes" in ada.get(one) and "160 par SMS" in ada.get(one)
    own = {**fields_of(otto.get(one)), "text": "Reçu : {{ fiche.reference }}, être à l’heure.", "reference": reference, "do": "try"}
    status, tried = otto.send(SAVE, own)
    said = f"Recu : {reference}, etre à l&#39;heure."
    assert status == 200 and "Tel qu’il part" in tried and f"Caractères\u00a0: {len(said) - 4}" in tried, tried
    status, refused = ada.send(SAVE, {**own, "text": "x" * 161, "do": "save"})
    assert status == 422 and "prend 2 SMS" in refused and counts(hall, "sms_recu").number == 0


def test_a_text_on_paper_is_shown_or_it_is_said_why_not(hall: Installation, desk: Open) -> None:
    """Bad input of issue 10: no request, one that is not his to read, a text of 400 kB: each named, and never a page that is not there."""
    otto, ada = desk(OTTO), desk(ADA)
    with hall.database.read() as session:
        reference = str(requests.get(session, RequestId(1)).line.number)
    typed = {**fields_of(otto.get(ONE)), "text": "Vu : {{ fiche.reference }}."}
    paper = f"{SAVE}/preview.pdf"
    pasted = "Bonjour, voici.\n" * 25_000
    wrong = (({"reference": " "}, "numéro ou le code de suivi"), ({"reference": "2026/9999"}, "que vous puissiez lire"))
    for given, told in (*wrong, ({"reference": reference, "text": pasted}, "Raccourcissez le texte.")):
        status, shown = otto.send(paper, {**typed, **given})
        assert status == 422 and told in shown, told
    assert "que vous puissiez lire" in ada.send(paper, {**typed, "reference": reference})[1]
    status, shown = otto.send(paper, {**typed, "reference": reference})
    assert status == 200 and shown.startswith("%PDF")


def test_mails_about_accounts_are_texts_like_the_others_and_never_without_their_link(hall: Installation, desk: Open) -> None:
    """DOMAIN §8; S16, S42."""
    ada = desk(ADA)
    assert "Aux titulaires d’un compte personnel du portail" in ada.get("/templates")
    one = "/templates/one?key=compte_confirmation"
    shown = ada.get(one)
    assert "Compte personnel\u00a0: confirmation par un lien" in shown and "Breville – Terminez votre connexion" in shown
    assert 'id="reference"' not in shown and "fiche.canal" not in shown and "demandeur.nom" not in shown and "compte.a_confirmer" in shown
    typed = fields_of(shown)
    status, refused = ada.send(SAVE, {**typed, "text": "Bonjour {{ compte.validite }}.", "do": "save"})
    assert status == 422 and "compte.lien ne figure pas seul dans le texte" in refused
    status, refused = ada.send(SAVE, {**typed, "subject": "{{ compte.lien }}", "do": "save"})
    assert status == 422 and "figure dans l’objet" in refused and counts(hall, "compte_confirmation").number == 0
    own = "Ouvrez {{ compte.lien }}\n\nLa DSI"
    for where in (SAVE, f"{SAVE}/preview"):
        status, tried = ada.send(where, {**typed, "text": own, "do": "try"})
        assert status == 200 and tried.partition('id="letter"')[2].count("La DSI") == 4 and "Rien n’a été envoyé" in tried
    assert ada.send(f"{SAVE}/preview", {**typed, "text": "rien"})[1].count("ne figure pas seul") == 1
    with hall.database.read() as session:
        reference = str(requests.get(session, RequestId(1)).line.number)
    assert ada.send(f"{SAVE}/preview.pdf", {**typed, "text": own, "reference": reference})[0] == 422
    assert counts(hall, "compte_confirmation").number == 0
    assert ada.send(SAVE, {**typed, "text": own, "do": "save"})[0] == 200
    assert counts(hall, "compte_confirmation").model.text == own and "porte de son compte" not in ada.get(one)
    failed = staff.Replaced(key=ModelKey.ACCOUNT_CONFIRMED, number=1, lacking="compte.lien")
    with hall.database.write() as session:
        staff.tell_replaced(session, BREVILLE, failed, datetime.now(UTC) + timedelta(minutes=1))
    assert "pour que personne ne reste à la porte de son compte" in ada.get(one)
    assert "N’a pu être écrit" in ada.get("/templates")
