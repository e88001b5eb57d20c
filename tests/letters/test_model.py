"""Models of letters: checked when they are kept, never written with a hole (S16), and safe whatever people wrote."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import letters.model
from domain.deadline import Silence
from domain.request import Closure
from domain.ruleset import Nature
from letters.fields import (
    KNOWN,
    Agent,
    Autorite,
    Collectivite,
    Demandeur,
    Fiche,
    Fields,
    Intervention,
    Pieces,
    Recours,
    References,
    Reponse,
    Service,
    Signataire,
)
from letters.kinds import APART, ModelKey, acknowledgement, closing
from letters.model import Fault, Model, UnresolvedError, UnwritableError, faults, names, write
from letters.page import html

MODELS = Path(__file__).resolve().parents[2] / "letters" / "models"
APPEAL = (
    "Si vous contestez cette décision, vous pouvez, dans un délai de deux mois à compter de sa notification, former un recours gracieux "
    "auprès de la mairie ou saisir le tribunal administratif de Caen (sur place, par courrier ou sur www.telerecours.fr)."
)
BARE = Fields(
    collectivite=Collectivite(
        nom="Mairie de Bréville",
        adresse="1 place de la Mairie 50000 Bréville",
        telephone=None,
        courriel="mairie@breville.example",
        site=None,
    ),
    fiche=Fiche(
        reference="2026/0147",
        numero=None,
        suivi="K7P4-2QXM",
        objet="banc cassé",
        type="Banc",
        nature="demande",
        regime="SVR",
        origine="Courriel",
        date_reception="15 janvier 2026",
        heure_reception="09:14",
        localisation=None,
        details="Le banc est cassé.",
        date_limite=None,
        date_decision_implicite=None,
        lien_suivi=None,
        lien="https://citoyen.example/requests/1",
        principale=None,
        est_danger=False,
    ),
    demandeur=Demandeur(civilite="Madame, Monsieur", nom=None, adresse_bloc=None),
    service=Service(nom="Voirie", telephone=None, courriel=None, adresse="1 place de la Mairie 50000 Bréville"),
    agent=Agent(nom=None, qualite=None),
    signataire=Signataire(nom=None, qualite=None),
    pieces=Pieces(liste=(), date_limite=None, suspend=False),
    autorite=Autorite(nom=None, courriel=None, telephone=None),
    recours=Recours(tribunal=None, texte=APPEAL),
    reponse=Reponse(texte=None, motif=None),
    intervention=Intervention(date=None),
    date_courrier="20 janvier 2026",
    references=References(nos="fiche n°\u00a02026/0147", vos=None),
)
WHOLE = replace(
    BARE,
    collectivite=replace(BARE.collectivite, telephone="01 99 00 48 05", site="https://breville.example"),
    fiche=replace(
        BARE.fiche,
        numero="2026/0147",
        localisation="place du Marché",
        date_limite="30 janvier 2026",
        date_decision_implicite="15 mars 2026",
        lien_suivi="https://citoyen.example/suivi",
        principale="2026/0099",
        est_danger=True,
    ),
    demandeur=replace(BARE.demandeur, nom="LEBRUN Sylvie", adresse_bloc="14 rue du Chemin-Vert\n50000 Bréville"),
    service=replace(BARE.service, telephone="01 99 00 48 10", courriel="voirie@breville.example"),
    signataire=Signataire(nom="Anne Roy", qualite="Maire"),
    pieces=Pieces(liste=("un plan", "une photo"), date_limite="10 février 2026", suspend=True),
    autorite=Autorite(nom="Département", courriel="dep@departement.example", telephone="01 99 00 48 20"),
    recours=Recours(tribunal="tribunal administratif de Caen", texte=APPEAL),
    reponse=Reponse(texte="Le banc est réparé.", motif="Nous attendons une pièce."),
    intervention=Intervention(date="3 février 2026"),
)

NEEDY = {
    *(ModelKey.REFUSED, ModelKey.CLOSED, ModelKey.PLANNED, ModelKey.TRANSFERRED, ModelKey.PIECES, ModelKey.PIECES_AGAIN),
    *(ModelKey.RECEIVED_SVR, ModelKey.RECEIVED_SVA, ModelKey.MESSAGE, ModelKey.CERTIFICATE, ModelKey.DATA_RIGHTS),
}


def model(key: ModelKey) -> Model:
    """Return a model as it is shipped."""
    first, _, text = (MODELS / f"{key}.txt").read_text(encoding="utf-8").partition("\n")
    return Model(subject=first.removeprefix("Objet :").strip(), text=text)


def of(text: str) -> tuple[Fault, ...]:
    return faults(Model(subject="x", text=text))


@pytest.mark.parametrize("key", sorted(set(ModelKey) - APART))
def test_every_model_that_is_shipped_is_without_fault_and_writes_a_whole_letter(key: ModelKey) -> None:
    assert faults(model(key)) == ()
    written = write(model(key), WHOLE)
    assert "{" not in written.subject + written.text
    assert "2026/0147" in written.subject + written.text or "K7P4-2QXM" in written.subject
    assert "\n\n\n" not in written.text
    assert not any(line != line.rstrip() for line in written.text.splitlines())


@pytest.mark.parametrize(
    "key",
    sorted(set(ModelKey) - APART - NEEDY),
)
def test_models_that_need_no_more_write_what_is_known(key: ModelKey) -> None:
    assert write(model(key), BARE).text


@pytest.mark.parametrize(
    ("key", "field"),
    [
        (ModelKey.REFUSED, "reponse.texte"),
        (ModelKey.CLOSED, "reponse.texte"),
        (ModelKey.MESSAGE, "reponse.texte"),
        (ModelKey.PLANNED, "intervention.date"),
        (ModelKey.TRANSFERRED, "autorite.nom"),
        (ModelKey.PIECES, "pieces.date_limite"),
        (ModelKey.RECEIVED_SVR, "fiche.date_decision_implicite"),
    ],
)
def test_a_letter_with_a_hole_is_not_written_and_the_field_is_named(key: ModelKey, field: str) -> None:
    with pytest.raises(UnresolvedError) as unresolved:
        write(model(key), BARE)
    assert unresolved.value.field == field


@pytest.mark.parametrize("key", [ModelKey.RECEIVED_SVR, ModelKey.RECEIVED_SVA])
def test_the_acknowledgement_says_all_that_r112_5_asks_for(key: ModelKey) -> None:
    whole = write(model(key), replace(WHOLE, pieces=BARE.pieces)).text
    for part in ("15 janvier 2026", "Voirie", "01 99 00 48 10", "voirie@breville.example", "1 place de la Mairie", "15 mars 2026"):
        assert part in whole
    if key is ModelKey.RECEIVED_SVR:
        assert "réputée rejetée" in whole
        assert "tribunal administratif de Caen" in whole
        assert "deux mois" in whole
    else:
        assert "réputée acceptée" in whole
        assert "L. 232-3" in whole


def test_pieces_are_listed() -> None:
    assert "\n- un plan\n- une photo\n" in write(model(ModelKey.PIECES), WHOLE).text


@pytest.mark.parametrize(
    ("text", "code", "word", "suggestion"),
    [
        ("{{ fiche.numreo }}", "unknown", "fiche.numreo", "fiche.numero"),
        ("{{ signet }}", "unknown", "signet", None),
        ("{{ fiche }}", "group", "fiche", None),
        ("{{ pieces.liste }}", "list", "pieces.liste", None),
        ("Bonjour {{ fiche.numero", "syntax", None, None),
        ("{% if fiche.numero %}", "syntax", None, None),
        ("{% include 'x' %}", "not_allowed", "include", None),
        ("{% set a = 1 %}", "not_allowed", "assign", None),
        ("{{ fiche.numero.__class__ }}", "unknown", None, None),
        ("{{ range(10) }}", "not_allowed", "call", None),
        ("{{ fiche['numero'] }}", "not_allowed", "getitem", None),
        ("{{ fiche.numero|upper }}", "not_allowed", "filter", None),
        ("{{ 9 ** 9 ** 9 }}", "not_allowed", "pow", None),
        ("{% for a in fiche.details %}x{% endfor %}", "not_allowed", "for", None),
        ("{% for a in pieces.liste %}{% for b in pieces.liste %}x{% endfor %}{% endfor %}", "not_allowed", "for", None),
        ("{% macro m() %}{% endmacro %}", "not_allowed", "macro", None),
        ("{{ 'a' ~ 'b' }}", "not_allowed", "concat", None),
        ("", "empty", "", None),
        ("x" * 20_001, "too_long", "20000", None),
    ],
)
def test_what_a_model_may_not_hold_is_named(text: str, code: str, word: str | None, suggestion: str | None) -> None:
    found = of(text)
    assert found
    assert found[0].code == code
    if word is not None:
        assert found[0].word == word
    if suggestion is not None:
        assert found[0].suggestion == suggestion
    with pytest.raises(UnwritableError, match="faults"):
        write(Model(subject="x", text=text), WHOLE)


@pytest.mark.parametrize(
    ("text", "code", "word"),
    [
        ("{% if fiche.reference in 3 %}x{% endif %}", "not_allowed", "in"),
        ("{% if fiche.reference not in 'a' %}x{% endif %}", "not_allowed", "not in"),
        ("{% if fiche.reference < 3 %}x{% endif %}", "not_allowed", "<"),
        ("{% if 1 >= 'a' %}x{% endif %}", "not_allowed", ">="),
        ("{% if fiche.reference %}" * 51 + "x" + "{% endif %}" * 51, "too_deep", "50"),
        ("{% if fiche.reference %}" * 110 + "x" + "{% endif %}" * 110, "too_deep", "50"),
        ("{% if " + "not " * 300 + "fiche.reference %}x{% endif %}", "too_deep", "50"),
        ("{% if " + "not " * 900 + "fiche.reference %}x{% endif %}", "too_deep", "50"),
        ("{% if " + "(" * 3000 + "fiche.reference" + ")" * 3000 + " %}x{% endif %}", "syntax", ""),
        ("{{ 1" + "0" * 5000 + " }}", "syntax", ""),
        ("{{ fiche" + ".numero" * 2500 + " }}", "syntax", ""),
        ("{{ " + "fiche.reference if fiche.reference else " * 300 + "fiche.reference }}", "too_deep", "50"),
    ],
)
def test_what_would_fail_only_when_a_letter_is_written_is_a_fault_with_its_line(text: str, code: str, word: str) -> None:
    found = of(f"Bonjour,\n\n{text}\nMerci")
    # How deep Python goes depends on who calls: it may be the first to give up.
    assert (found[0].code, found[0].word) in {(code, word), ("syntax", "")} and found[0].line == 3
    with pytest.raises(UnwritableError):
        write(Model(subject="x", text=text), WHOLE)
    with pytest.raises(UnwritableError):
        names(Model(subject="x", text=text))


@pytest.mark.parametrize(
    "text",
    [
        "{% if fiche.reference %}" * 50 + "x" + "{% endif %}" * 50,
        "{% if fiche.reference == 3 or fiche.reference != 'x' %}x{% endif %}",
        "{% if not fiche.reference %}y" + "{% elif fiche.reference %}x" * 200 + "{% endif %}",
    ],
)
def test_what_a_model_may_ask_can_be_written(text: str) -> None:
    assert of(text) == () and write(Model(subject="x", text=text), WHOLE).text == "x"


def test_a_model_that_fails_as_it_is_filled_is_told_from_one_that_lacks_something(monkeypatch: pytest.MonkeyPatch) -> None:
    # Whatever the check does not foresee: it must not stop what the letter tells of.
    monkeypatch.setattr(letters.model, "faults", lambda _: ())
    with pytest.raises(UnwritableError):
        write(Model(subject="x", text="{% if fiche.reference in 3 %}x{% endif %}"), WHOLE)


def test_a_fault_says_its_line_and_all_are_told_at_once() -> None:
    found = of("Bonjour\n\n{{ fiche.objt }}\n{{ demandeur.nomm }}\n")
    assert [(one.line, one.suggestion) for one in found] == [(3, "fiche.objet"), (4, "demandeur.nom")]


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_every_field_can_be_written(name: str) -> None:
    field = KNOWN[name]
    text = f"{{% for one in {name} %}}{{{{ one }}}}{{% endfor %}}." if field.is_list else f"{{% if {name} %}}{{{{ {name} }}}}{{% endif %}}."
    assert of(text) == ()
    assert write(Model(subject="x", text=text), WHOLE).text


def test_what_people_wrote_is_never_taken_for_a_model() -> None:
    nasty = "{{ fiche.lien }} {% for x in y %} <script>alert(1)</script>"
    letter = write(
        Model(subject="{{ fiche.objet }}", text="{{ fiche.details }}"),
        replace(BARE, fiche=replace(BARE.fiche, objet="a\nBcc: b@c.example", details=nasty)),
    )
    assert letter.text == nasty
    assert letter.subject == "a Bcc: b@c.example"
    assert "<script>" not in html(letter.text)


def test_what_no_mail_can_carry_is_left_out() -> None:
    odd = replace(BARE, fiche=replace(BARE.fiche, objet="a\x00b\ud800c\u202ed\r\ne", details="x\ry\x07z"))
    letter = write(Model(subject="{{ fiche.objet }}", text="{{ fiche.objet }}|{{ fiche.details }}"), odd)
    assert (letter.subject, letter.text) == ("abcd e", "abcd\ne|x\nyz")


def test_a_letter_is_the_same_in_html() -> None:
    page = html("Bonjour,\n\nIl manque :\n- un plan\n- une photo\n\n> cité\n> <b>\n\nVoir https://citoyen.example/suivi?a=1&b=2.\n")
    assert "<ul><li>un plan</li><li>une photo</li></ul>" in page
    assert "<blockquote>cité<br>\n&lt;b&gt;</blockquote>" in page
    assert '<a href="https://citoyen.example/suivi?a=1&amp;b=2">' in page
    assert "</a>." in page


@given(st.text(max_size=300))
def test_any_text_is_checked_and_shown_without_exception(text: str) -> None:
    found = of(text)
    if not found:
        assert isinstance(write(Model(subject="x", text=text), WHOLE).text, str)
    page = html(text)
    body = page.partition("<body>")[2]
    assert "<script" not in body.lower()


def test_which_letter_is_due() -> None:
    assert acknowledgement(Nature.REQUEST, Silence.REJECTION) is ModelKey.RECEIVED_SVR
    assert acknowledgement(Nature.COMPLAINT, Silence.REJECTION) is ModelKey.RECEIVED_SVR
    assert acknowledgement(Nature.REQUEST, Silence.ACCEPTANCE) is ModelKey.RECEIVED_SVA
    assert acknowledgement(Nature.REPORT, Silence.NONE) is ModelKey.REPORT_NOTED
    assert acknowledgement(Nature.QUESTION, Silence.NONE) is ModelKey.RECEIVED
    assert closing(Closure.REFUSED) is ModelKey.REFUSED
    assert closing(Closure.CARRIED_OUT) is ModelKey.CLOSED
