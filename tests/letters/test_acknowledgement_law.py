"""The acknowledgements against the law, item by item: each one fails by itself where its words are taken out of the model (S16, issue 10).

Sources: code des relations entre le public et l’administration, art. R. 112-5 (demande, on paper or not), R. 112-11-1 (électronique),
L. 114-5 (incomplete), L. 112-11 and R. 112-11-2 (record of receipt); code de justice administrative, art. R. 421-1 and R. 421-5.
"""

from dataclasses import dataclass, replace
from itertools import chain

import pytest

from letters.fields import Pieces
from letters.model import Model, faults, write
from tests.letters.test_catalogue import ASKED, KNOWN, WHOSE, shipped

SVR, SVA, REPORT, OTHER, REGISTERED = (
    "accuse_reception_svr",
    "accuse_reception_sva",
    "prise_en_compte",
    "reception_simple",
    "accuse_enregistrement",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What the law wants said: the words of it in the letter, and what to take out of the model for it to be missing."""

    law: str
    words: str
    cut: str


RECEIVED = Item(law="R112-5 1° et R112-11-1 1° : date de réception", words="le 15 janvier 2026", cut="{{ fiche.date_reception }}")
SERVICE = (
    Item(law="R112-5 2° et R112-11-1 2° : désignation du service", words=WHOSE[0], cut="{{ service.nom }}"),
    Item(law="R112-5 2° : adresse postale", words=WHOSE[1], cut="{{ service.adresse }}"),
    Item(law="R112-5 2° et R112-11-1 2° : adresse électronique", words=WHOSE[2], cut="{{ service.courriel }}"),
    Item(law="R112-5 2° et R112-11-1 2° : téléphone", words=WHOSE[3], cut="{{ service.telephone }}"),
)
OF_REJECTION = (
    Item(law="R112-5 1° : date de la décision implicite", words="avant le 15 mars 2026", cut="{{ fiche.date_decision_implicite }}"),
    Item(law="R112-5 1° : réputée rejetée", words="votre demande sera réputée rejetée", cut="votre demande sera réputée rejetée"),
    Item(law="R112-11-1 : sous réserve que la demande soit complète", words="sous réserve", cut=", sous réserve que le dossier soit"),
    Item(
        law="R112-5 et R112-11-1 : susceptible d’une décision implicite de rejet",
        words="susceptible de donner lieu à une décision implicite de rejet",
        cut="Votre demande est ainsi susceptible de donner lieu à une décision implicite de rejet.",
    ),
    Item(law="R112-5, R421-5 : délai de recours", words="un délai de deux mois", cut="d’un délai de deux mois "),
    Item(law="R112-5, R421-5 : recours contentieux", words="saisir le tribunal administratif de Caen", cut="{{ recours.tribunal }}"),
    Item(
        law="R421-5 : comment le tribunal est saisi", words="www.telerecours.fr", cut=" (sur place, par courrier ou sur www.telerecours.fr)"
    ),
    Item(law="R421-5 : recours gracieux", words="recours gracieux", cut="pour former un recours gracieux auprès de la mairie"),
)
OF_ACCEPTANCE = (
    Item(
        law="R112-5 1° : date de la décision implicite", words="réputée acceptée le 15 mars 2026", cut="{{ fiche.date_decision_implicite }}"
    ),
    Item(
        law="R112-11-1 : sous réserve que la demande soit complète", words="sous réserve", cut=", sous réserve que le dossier soit complet"
    ),
)
OF_BOTH_ACCEPTANCES = (
    Item(
        law="R112-5 et R112-11-1 : susceptible d’une décision implicite d’acceptation",
        words="susceptible de donner lieu à une décision implicite d’acceptation",
        cut="susceptible de donner lieu à une décision implicite d’acceptation",
    ),
    Item(law="R112-5, L232-3 : attestation", words="attestation pourra alors vous être délivrée", cut="attestation pourra alors"),
)
OF_PIECES = (
    Item(law="L114-5 : pièces manquantes", words="- un plan\n- une photo", cut="- {{ piece }}"),
    Item(law="L114-5 : délai de production", words="avant le 10 février 2026", cut="{{ pieces.date_limite }}"),
)
SUSPENDED = Item(law="L114-5 : délai suspendu", words="est suspendu jusqu’à leur réception", cut="est suspendu jusqu’à leur réception")
NOT_BEGUN = Item(law="L114-5 : délai non commencé", words="ne commence à courir que", cut="le délai ne commence à courir que")
OF_RECORD = (
    Item(law="L112-11, R112-11-2 : date de l’envoi", words="reçu le 15 janvier 2026", cut="{{ fiche.date_reception }}"),
    Item(law="L112-11 : c’est un accusé d’enregistrement", words="accusé d’enregistrement", cut="accusé d’enregistrement"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An acknowledgement of one regime, and all that it has to say."""

    name: str
    model: str
    regime: str
    items: tuple[Item, ...]
    pieces: Pieces = KNOWN.pieces
    canal: str = "courriel"
    is_record: bool = False

    def missing(self, model: Model) -> set[str]:
        """Return the items a letter by this model lacks, by the law they come from."""
        fiche = replace(KNOWN.fiche, regime=self.regime, canal=self.canal, est_enregistrement=self.is_record)
        written = write(model, replace(KNOWN, fiche=fiche, pieces=self.pieces))
        said = written.text.replace("\u00a0", " ")
        return {one.law for one in self.items if one.words not in said}


CASES = tuple(
    chain.from_iterable(
        (
            Case(name=f"rejet, {canal}", model=SVR, regime="SVR", items=(RECEIVED, *SERVICE, *OF_REJECTION), canal=canal),
            Case(
                name=f"rejet, incomplet, {canal}",
                model=SVR,
                regime="SVR",
                items=(RECEIVED, *SERVICE, *OF_REJECTION, *OF_PIECES, SUSPENDED),
                pieces=ASKED,
                canal=canal,
            ),
            Case(
                name=f"acceptation, {canal}",
                model=SVA,
                regime="SVA",
                items=(RECEIVED, *SERVICE, *OF_ACCEPTANCE, *OF_BOTH_ACCEPTANCES),
                canal=canal,
            ),
            Case(
                name=f"acceptation, incomplet, {canal}",
                model=SVA,
                regime="SVA",
                items=(RECEIVED, *SERVICE, *OF_BOTH_ACCEPTANCES, *OF_PIECES, NOT_BEGUN),
                pieces=ASKED,
                canal=canal,
            ),
        )
        for canal in ("courriel", "papier")
    )
) + (
    Case(name="signalement", model=REPORT, regime="aucun", items=(RECEIVED, SERVICE[0], SERVICE[2], SERVICE[3])),
    Case(name="autre envoi", model=OTHER, regime="aucun", items=(RECEIVED, SERVICE[0], SERVICE[2], SERVICE[3])),
    Case(name="accusé d’enregistrement", model=REGISTERED, regime="aucun", items=OF_RECORD),
    *(
        Case(name=f"{model} valant enregistrement", model=model, regime=regime, items=(OF_RECORD[0], OF_RECORD[1]), is_record=True)
        for model, regime in ((SVR, "SVR"), (SVA, "SVA"), (REPORT, "aucun"), (OTHER, "aucun"))
    ),
)
EACH = tuple(pytest.param(case, item, id=f"{case.name} — {item.law}") for case in CASES for item in case.items)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_an_acknowledgement_says_all_that_the_law_wants(case: Case) -> None:
    assert case.missing(shipped(case.model)) == set()


@pytest.mark.parametrize(("case", "item"), EACH)
def test_what_is_taken_out_of_a_model_is_missed_and_nothing_else(case: Case, item: Item) -> None:
    model = shipped(case.model)
    assert item.cut in model.text, f"{item.law}: the words to take out are not in the model any more"
    poorer = Model(subject=model.subject, text=model.text.replace(item.cut, ""))
    assert faults(poorer) == ()
    assert case.missing(poorer) == {item.law}
