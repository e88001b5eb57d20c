"""The letters that are shipped, item by item: what the law wants in each, by regime, by channel, whoever is written to (S16)."""

from dataclasses import replace
from pathlib import Path

import pytest

from domain.request import Closure
from letters.fields import (
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
from letters.kinds import APART, FRENCH_ONLY, NAMED, VARIANTS, Language, ModelKey, variant
from letters.model import Model, UnresolvedError, Written, faults, unmeant, write

FOLDER = Path(__file__).resolve().parents[2] / "letters" / "models"
SHIPPED = (
    *(key for key in ModelKey if key not in APART),
    "refus-domaine-prive",
    "cloture-information",
    "cloture-sans-suite",
    "cloture-remerciement",
)
APPEAL = "dans un délai de deux mois à compter de sa notification, recours gracieux ou tribunal administratif de Caen, www.telerecours.fr."
KNOWN = Fields(
    collectivite=Collectivite(
        nom="Mairie de Bréville",
        adresse="1 place de la Mairie, 50000 Bréville",
        telephone="02 61 91 48 05",
        courriel="mairie@breville.example",
        site=None,
        logo=True,
    ),
    fiche=Fiche(
        reference="2026/0147",
        numero="2026/0147",
        suivi="K7P4-2QXM",
        objet="banc cassé",
        type="Banc",
        nature="demande",
        regime="SVR",
        origine="courriel",
        date_reception="15 janvier 2026",
        heure_reception="9 h 14",
        localisation="place du Marché",
        details="Le banc est cassé.",
        date_limite="30 janvier 2026",
        date_decision_implicite="15 mars 2026",
        lien_suivi=None,
        lien="https://citoyen.example/requests/1",
        principale="2026/0099",
        est_danger=False,
        deposees=("plan de masse",),
    ),
    demandeur=Demandeur(civilite="Madame, Monsieur", nom="LEBRUN Sylvie", adresse_bloc="14 rue du Chemin-Vert, 50000 Bréville"),
    service=Service(
        nom="Voirie", telephone="02 61 91 48 10", courriel="voirie@breville.example", adresse="3 rue de l’Atelier, 50000 Bréville"
    ),
    agent=Agent(nom="Lucie Morel", qualite=None),
    signataire=Signataire(nom="Anne Roy", qualite="Maire", delegation="par délégation du maire"),
    pieces=Pieces(liste=(), date_limite=None, suspend=False),
    autorite=Autorite(nom="Département", courriel="dep@departement.example", telephone=None, adresse="2 place du Conseil"),
    recours=Recours(tribunal="tribunal administratif de Caen", texte=APPEAL),
    reponse=Reponse(texte="Le banc est réparé depuis le 3 février.", motif="Nous attendons une pièce."),
    intervention=Intervention(date="3 février 2026"),
    date_courrier="20 janvier 2026",
    references=References(nos="fiche n° 2026/0147", vos=None),
)
ASKED = Pieces(liste=("un plan", "une photo"), date_limite="10 février 2026", suspend=True)
WHOSE = ("Voirie", "3 rue de l’Atelier", "voirie@breville.example", "02 61 91 48 10")
"""Name, postal and electronic address and telephone of the department in charge (R112-5, 2°)."""
SIGNED = ("Anne Roy", "Maire", "par délégation du maire")


def shipped(name: str, language: Language = Language.FRENCH) -> Model:
    folder = FOLDER if language is Language.FRENCH else FOLDER / language
    first, _, text = (folder / f"{name}.txt").read_text(encoding="utf-8").partition("\n")
    return Model(subject=first.partition(":")[2].strip(), text=text)


def letter(name: str, regime: str = "SVR", canal: str = "courriel", pieces: Pieces = KNOWN.pieces) -> Written:
    known = replace(KNOWN, fiche=replace(KNOWN.fiche, regime=regime, canal=canal), pieces=pieces)
    return write(shipped(name), known)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", SHIPPED)
def test_every_document_of_the_catalogue_is_shipped_and_right(name: str, language: Language) -> None:
    if name in FRENCH_ONLY and language is Language.ENGLISH:
        assert not (FOLDER / language / f"{name}.txt").exists()
        return
    model = shipped(name, language)
    assert faults(model) == () and unmeant(model) == ()
    for regime, canal in (("SVR", "courriel"), ("SVA", "papier"), ("aucun", "papier")):
        made = write(model, replace(KNOWN, fiche=replace(KNOWN.fiche, regime=regime, canal=canal), pieces=ASKED))
        assert "\n\n\n" not in made.text and "{" not in made.text and "\\" not in made.text and "->" not in made.text
        assert "Mairie de Bréville" in made.text


@pytest.mark.parametrize("canal", ["courriel", "papier"])
def test_the_acknowledgement_of_what_silence_rejects(canal: str) -> None:
    said = letter("accuse_reception_svr", canal=canal).text
    for item in (
        "reçue le 15 janvier 2026",  # R112-5, 1°
        "avant le 15 mars 2026, votre demande sera réputée rejetée",
        *WHOSE,  # 2°
        "décision implicite de rejet",
        "deux mois",  # R421-5
        "tribunal administratif de Caen",
        "www.telerecours.fr",
        "recours gracieux",
    ):
        assert item in said
    assert "réputée acceptée" not in said and "L. 232-3" not in said and "incomplet" not in said
    short = letter("accuse_reception_svr", canal=canal, pieces=ASKED).text  # 3°, L114-5
    for item in ("- un plan\n- une photo", "avant le 10 février 2026", "réputée rejetée, sous réserve que le dossier soit complété"):
        assert item in short


@pytest.mark.parametrize("canal", ["courriel", "papier"])
def test_the_acknowledgement_of_what_silence_accepts(canal: str) -> None:
    said = letter("accuse_reception_sva", "SVA", canal).text
    for item in (
        *("reçue le 15 janvier 2026", "réputée acceptée le 15 mars 2026", "sous réserve que le dossier soit complet", *WHOSE),
        *("décision implicite d’acceptation", "attestation", "L. 232-3"),
    ):
        assert item in said
    assert "rejet" not in said and "tribunal" not in said
    short = letter("accuse_reception_sva", "SVA", canal, ASKED).text
    for item in (
        "- un plan\n- une photo",
        "10 février 2026",
        "ne commence à courir que lorsque le dossier est complet",
        "L. 232-3",
        "acceptation",
    ):
        assert item in short
    assert "15 mars 2026" not in short  # the period has not begun


@pytest.mark.parametrize("name", ["prise_en_compte", "reception_simple", "accuse_enregistrement"])
def test_what_is_no_demand_is_told_of_no_implicit_decision(name: str) -> None:
    said = letter(name, "aucun").text
    assert "15 janvier 2026" in said
    for word in ("réputée", "tribunal", "L. 232-3", "implicite"):
        assert word not in said
    if name == "prise_en_compte":
        for item in ("Merci de votre signalement", "Nous visons", "30 janvier 2026", "Voirie", "voirie@breville.example", "02 61 91 48 10"):
            assert item in said


@pytest.mark.parametrize("name", ["demande_pieces", "relance_pieces"])
def test_pieces_are_asked_for_with_what_it_does_to_the_period(name: str) -> None:
    rejects, accepts, none = (letter(name, regime, pieces=ASKED).text for regime in ("SVR", "SVA", "aucun"))
    for said in (rejects, accepts, none):
        assert "- un plan\n- une photo" in said and "10 février 2026" in said and "Affaire suivie par Lucie Morel" in said
    assert "réputée rejetée est suspendu" in rejects and "L. 114-5" in rejects
    assert "ne court qu’à compter de la réception de ces pièces" in accepts and "L. 114-5" in accepts
    assert "L. 114-5" not in none
    assert "répondant à ce courriel" in rejects
    assert "courriel ou" not in letter(name, canal="papier", pieces=ASKED).text


def test_a_transfer_is_told_to_both() -> None:
    told = letter("avis_transmission").text
    for item in (
        "L. 114-2",
        "20 janvier 2026",
        "Département",
        "2 place du Conseil",
        "dep@departement.example",
        "C’est elle qui vous répondra",
    ):
        assert item in told
    passed_on = letter("transmission_autorite").text
    for item in ("L. 114-2", "banc cassé", "place du Marché", "15 janvier 2026", "LEBRUN Sylvie", "Le banc est cassé."):
        assert item in passed_on


@pytest.mark.parametrize(
    ("email", "address", "is_told"), [("a@mail.example", None, True), (None, "1 rue du Marché", True), (None, None, False)]
)
def test_an_authority_is_told_that_the_requester_knows_only_where_he_can_be_written_to(
    email: str | None, address: str | None, is_told: bool
) -> None:
    known = replace(KNOWN, demandeur=replace(KNOWN.demandeur, courriel=email, adresse_bloc=address))
    text = write(shipped("transmission_autorite"), known).text
    assert ("Le demandeur est informé de cette transmission." in text, "n’est pas informé par écrit" in text) == (is_told, not is_told)


@pytest.mark.parametrize("name", ["refus", "refus-domaine-prive"])
@pytest.mark.parametrize("canal", ["courriel", "papier"])
def test_a_refusal_says_its_grounds_who_signs_and_how_to_appeal(name: str, canal: str) -> None:
    said = letter(name, canal=canal).text
    for item in ("motifs", KNOWN.reponse.texte or "", APPEAL, *SIGNED):  # L211-5, R421-5, L212-1
        assert item in said
    if name == "refus-domaine-prive":
        assert "propriétaire" in said and "conciliateur" in said
    with pytest.raises(UnresolvedError, match=r"signataire\.nom"):
        write(shipped(name), replace(KNOWN, signataire=Signataire(nom=None, qualite=None)))


@pytest.mark.parametrize(
    ("name", "items"),
    [
        ("cloture", ("Le banc est réparé", "close à la date du 20 janvier 2026", "répondez à ce courriel", "2026/0147", "Voirie")),
        ("cloture-information", ("Voici notre réponse", "Le banc est réparé", "titre d’information")),
        ("cloture-sans-suite", ("sans suite", "pour la raison suivante", "Le banc est réparé", APPEAL)),
        ("cloture-remerciement", ("remercions", "n’appelle pas d’autre suite")),
        ("doublon", ("rattachée", "2026/0099")),
        ("reponse_attente", ("en cours", "Nous attendons une pièce.", "30 janvier 2026", "Affaire suivie par Lucie Morel, Voirie")),
        ("intervention_programmee", ("3 février 2026", "place du Marché")),
        ("recepisse_depot", ("certifie", "15 janvier 2026 à 9 h 14", "- plan de masse", "ne vaut ni décision", "L. 112-3")),
        ("attestation_sva", ("L. 232-3", "Reçue le : 15 janvier 2026", "Réputée acceptée le : 15 mars 2026", *SIGNED)),
        ("reponse_rgpd", ("articles 15 à 22", "Le banc est réparé", "CNIL", "juridiction")),
    ],
)
def test_every_other_letter_says_what_it_is_for(name: str, items: tuple[str, ...]) -> None:
    said = letter(name).text
    for item in items:
        assert item in said


@pytest.mark.parametrize("name", ["cloture", "cloture-information", "cloture-sans-suite"])
def test_who_is_written_to_on_paper_is_not_told_to_answer_a_mail(name: str) -> None:
    said = letter(name, canal="papier").text
    assert "ce courriel" not in said and "écrivez-nous à l’adresse ci-dessous" in said


def test_no_action_on_what_is_no_demand_is_no_decision() -> None:
    assert APPEAL not in letter("cloture-sans-suite", "aucun").text


@pytest.mark.parametrize("name", sorted(set(SHIPPED) - {"accuse_enregistrement", "transmission_autorite"}))
def test_everybody_is_addressed_and_nobody_wrongly(name: str) -> None:
    assert letter(name, pieces=ASKED).text.startswith("Madame, Monsieur,\n")
    her = replace(KNOWN, demandeur=replace(KNOWN.demandeur, civilite="Madame"), pieces=ASKED)
    assert write(shipped(name), her).text.startswith("Madame,\n")


def test_how_a_request_ended_says_which_closing_letter_it_has() -> None:
    assert {variant(one) for one in Closure} - {None} == VARIANTS
    assert set(NAMED) >= VARIANTS


FORMAL = (
    *("cloture", "cloture-information", "cloture-sans-suite", "cloture-remerciement", "refus", "refus-domaine-prive"),
    *("demande_pieces", "relance_pieces", "reponse_attente", "reponse_rgpd", "avis_transmission"),
)
CLOSING = "Veuillez agréer, {who}, l’expression de nos salutations distinguées."


@pytest.mark.parametrize("canal", ["courriel", "papier"])
@pytest.mark.parametrize("name", FORMAL)
def test_a_formal_letter_ends_with_a_closing_formula_that_calls_its_reader_as_it_began(name: str, canal: str) -> None:
    known = replace(KNOWN, fiche=replace(KNOWN.fiche, canal=canal), demandeur=replace(KNOWN.demandeur, civilite="Madame"), pieces=ASKED)
    said = write(shipped(name), known).text.replace("\u00a0", " ")
    assert "\nMadame,\n" in f"\n{said}"
    before, closing, after = said.partition(CLOSING.format(who="Madame"))
    assert closing and before.endswith("\n\n") and after.startswith("\n\n")
    body = [one for one in after.split("\n\n") if one.strip()]
    assert len(body) <= 2, "nothing but who signs and the town hall stands below it"


NOTICES = ("prise_en_compte", "reception_simple", "intervention_programmee", "doublon", "reouverture", "message", "suivi_confidentiel")


@pytest.mark.parametrize("name", ["accuse_reception_svr", "accuse_reception_sva", *NOTICES])
def test_a_short_notice_has_a_closing_formula_on_paper_alone(name: str) -> None:
    closing = CLOSING.format(who="Madame, Monsieur")
    assert closing in letter(name, canal="papier").text.replace("\u00a0", " ")
    assert closing not in letter(name, canal="courriel").text.replace("\u00a0", " ")


def test_an_authority_is_greeted_and_a_record_of_receipt_is_not() -> None:
    assert CLOSING.format(who="Madame, Monsieur") in letter("transmission_autorite").text.replace("\u00a0", " ")
    assert "Veuillez agréer" not in letter("accuse_enregistrement", canal="papier").text


def test_what_comes_by_post_calls_itself_no_mail() -> None:
    assert "cette lettre n’en dit pas davantage" in letter("suivi_confidentiel", canal="papier").text.replace("\u00a0", " ")
    assert "ce courriel n’en dit pas davantage" in letter("suivi_confidentiel", canal="courriel").text.replace("\u00a0", " ")
