"""What a letter tells line by line behind labels, below its head: it is what is asked, not who asks."""

from datetime import date

import pytest

from domain.draft import Draft
from domain.inbound import Channel, Reception
from ingest.paper.letter.draft import letter_draft
from tests.ingest.paper.written import pages, read

RECEPTION = Reception(addresses=frozenset({"mairie@valognes.example"}), domains=frozenset({"valognes.example"}), town_name="Valognes")
HEAD = (
    "@12 8\nÉLAGAGE DU VAL\nT. Paumier, artisan\n22 rue de la Mer\n50100 CHERBOURG-EN-COTENTIN\n06 39 98 26 58\n"
    "@60 19\nÀ la mairie de Valognes\nLe 12 octobre 2026\n"
)
FOOT = (
    "@12 {below}\nNous demandons l'autorisation d'occuper la chaussée le temps du chantier décrit ci-dessus, une "
    "matinée.\n@60 70\nThibaut Paumier\n"
)


def told(block: str, title: str = "@12 23\nDemande d'arrêté de circulation\n") -> Draft:
    below = 27 + 2 * block.count("\n") + 4
    source = f"x: y\n---\n{HEAD}{title}@12 27\n{block}{FOOT.format(below=below)}"
    return letter_draft(pages(read("labels", source)), Channel.SCAN, RECEPTION, date(2026, 11, 26))


LABELLED = [
    ("Lieu : 5 rue Siquet, 50700 Valognes\nMotif : taille d'un tilleul\n", "5 rue Siquet"),
    ("Lieu des travaux : 5 rue Siquet\nDate des travaux : jeudi 29 octobre 2026\nEmprise : 6 m sur 2,5 m\n", "5 rue Siquet"),
    ("Adresse du chantier : 5 rue Siquet\nDurée : trois jours\nEngin : nacelle de 18 m\n", "5 rue Siquet"),
    ("Emplacement : devant le 5 rue Siquet\nNature : échafaudage de 6 m\n", "5 rue Siquet"),
    ("Nature des travaux : ravalement\nLieu : 5 rue Siquet\n", "ravalement"),
    ("Horaires : 8 h - 17 h\nLieu : 5 rue Siquet\nEngin : grue\n", "8 h - 17 h"),
    ("Type d'occupation : benne de 8 m3\nLieu : 5 rue Siquet\n", "benne de 8 m3"),
    ("Manifestation : vide-greniers\nLieu : place Vicq-d'Azir\nPublic attendu : 300 personnes\n", "vide-greniers"),
    ("Voie : rue Siquet\nNuméro du candélabre : 114\nPanne : éteint depuis lundi\n", "114"),
    ("Constat : trou dans le trottoir\nLieu : 5 rue Siquet\n", "trou dans le trottoir"),
    ("Animal : chien beige sans collier\nVu : 5 rue Siquet, lundi soir\n", "chien beige"),
    ("Salle souhaitée : salle des fêtes\nJour : samedi 14 novembre\nMatériel : 20 tables\n", "salle des fêtes"),
]


@pytest.mark.parametrize(("block", "said"), LABELLED)
def test_what_is_told_by_labels_is_in_the_text(block: str, said: str) -> None:
    draft = told(block)
    assert said in draft.text
    assert all(line in draft.text.replace("\n", " ") for line in block.splitlines())
    assert draft.requester.address is not None
    assert "22 rue de la Mer" in draft.requester.address
    assert draft.heading == "Demande d'arrêté de circulation"


HEADS = [
    "Tél. : 06 39 98 26 58\nCourriel : t.paumier@val.example\n",
    "Contact : Thibaut Paumier\nMobile : 06 39 98 26 58\n",
    "Affaire suivie par : Thibaut Paumier\nTéléphone : 06 39 98 26 58\n",
    "SIRET : 123 456 789 00011\nSite : www.val.example\n",
    "Nos réf. : 26-114\nVos réf. : AB/12\n",
    "Gérant : Thibaut Paumier\nPortable : 06 39 98 26 58\n",
    "Siège : 22 rue de la Mer, 50100 Cherbourg\nFax : 01 99 00 11 22\n",
    "Dossier : 26-114\nClient : 4417\n",
    "Mail : t.paumier@val.example\nTél : 06 39 98 26 58\n",
    "N° d'abonné : 4417\nRéférence : 26-114\n",
]


@pytest.mark.parametrize("block", HEADS)
def test_labels_of_who_writes_stay_in_the_head(block: str) -> None:
    draft = told(block, title="")
    assert draft.text.startswith("Nous demandons")
