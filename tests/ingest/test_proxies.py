"""Who writes for somebody else, and for whom."""

import pytest

from domain.draft import Trait
from ingest.proxies import client_of

LAWYER = ("CABINET POUPINEL", "Avocats au barreau de Cherbourg", "Me Agathe POUPINEL")
GUARDIAN = ("ATMP du Val", "Mandataire judiciaire à la protection des majeurs")

FOR_A_CLIENT = [
    "J'interviens au soutien des intérêts de Monsieur Bastien GRÉARD, demeurant 8 rue des Prunus à Valmont.",
    "J'interviens dans l'intérêt de Monsieur Bastien GRÉARD, demeurant 8 rue des Prunus à Valmont.",
    "J'assure la défense des intérêts de M. Bastien GRÉARD, domicilié 8 rue des Prunus à Valmont.",
    "Je suis chargée de la défense des intérêts de M. Bastien GRÉARD, qui demeure 8 rue des Prunus, 50999 Valmont.",
    "M. Bastien GRÉARD, demeurant 8 rue des Prunus à Valmont, m'a confié la défense de ses intérêts.",
    "Monsieur Bastien GRÉARD, demeurant 8 rue des Prunus à Valmont, m'a chargée de vous écrire.",
    "M. Bastien GRÉARD, 8 rue des Prunus à Valmont, m'a mandatée pour agir en son nom.",
    "Je vous écris en qualité de conseil de Monsieur Bastien GRÉARD, demeurant 8 rue des Prunus à Valmont.",
    "Je suis consultée par Monsieur Bastien GRÉARD, demeurant 8 rue des Prunus à Valmont.",
    "J'ai été saisie par Monsieur Bastien GRÉARD, demeurant 8 rue des Prunus à Valmont.",
    "Je suis saisie des intérêts de M. Bastien GRÉARD, demeurant 8 rue des Prunus à Valmont.",
    "J'ai l'honneur de vous saisir pour le compte de mon client, Monsieur Bastien GRÉARD, demeurant 8 rue des Prunus à Valmont.",
    "J'interviens ici pour Monsieur Bastien GRÉARD, demeurant 8 rue des Prunus à Valmont.",
    "Nous intervenons pour Monsieur Bastien GRÉARD, demeurant 8 rue des Prunus à Valmont.",
    "Nous sommes les conseils de Monsieur Bastien GRÉARD, demeurant 8 rue des Prunus à Valmont.",
    "Je représente Monsieur Bastien GRÉARD, demeurant 8 rue des Prunus à Valmont.",
    "Agissant au nom et pour le compte de M. Bastien GRÉARD, résidant 8 rue des Prunus à Valmont, je vous demande copie.",
    "Mon client, M. Bastien GRÉARD, demeurant 8 rue des Prunus à Valmont, a été verbalisé.",
    "Monsieur Bastien GRÉARD, demeurant 8 rue des Prunus à Valmont, est mon client.",
]


@pytest.mark.parametrize("text", FOR_A_CLIENT)
def test_the_client_of_a_lawyer_asks(text: str) -> None:
    told = client_of(f"Monsieur le Maire,\n\n{text}\n\nJe vous prie de recevoir mes salutations.", LAWYER)
    assert told is not None
    values = {trait: found.value for trait, found in told}
    assert values[Trait.NAME] == "GRÉARD Bastien"
    assert values[Trait.ADDRESS].startswith("8 rue des Prunus")
    assert "Valmont" in values[Trait.ADDRESS]


def test_a_guardian_writes_for_the_ward() -> None:
    told = client_of("Nous exerçons la curatelle de Madame Odile PERRET, demeurant 3 rue Carnot à Valmont.", GUARDIAN)
    assert told is not None
    assert told[0][1].value == "PERRET Odile"


OWN_MATTER = [
    ("J'interviens auprès de Monsieur Bastien GRÉARD, votre adjoint, pour le stationnement.", LAWYER),
    ("J'ai été reçue par Monsieur Bastien GRÉARD, demeurant 8 rue des Prunus, votre adjoint.", LAWYER),
    ("Mon confrère Maître Bastien GRÉARD a plaidé en mars.", LAWYER),
    ("Notre cabinet s'installe au 8 rue des Prunus à Valmont. M. Bastien GRÉARD y vivait.", LAWYER),
    ("Je vous écris contre M. Bastien GRÉARD, demeurant 8 rue des Prunus à Valmont, mon voisin.", LAWYER),
    ("M. Bastien GRÉARD, demeurant 8 rue des Prunus à Valmont, m'a insulté et m'a confié qu'il recommencerait.", ("Jean ROY",)),
    ("Mon client, M. Bastien GRÉARD, attend son bac.", ("Boulangerie Roy", "12 rue Carnot")),
    ("Je représente M. Bastien GRÉARD à la cérémonie.", ("Jean ROY", "12 rue Carnot")),
    ("J'ai été saisie par le froid devant M. Bastien GRÉARD, demeurant 8 rue des Prunus.", LAWYER),
    ("Dans l'intérêt de la rue, M. Bastien GRÉARD, demeurant 8 rue des Prunus à Valmont, devrait se taire.", LAWYER),
    ("Votre adjoint M. Bastien GRÉARD m'a chargé de vous rappeler le dossier de la rue Carnot.", ("Jean ROY",)),
    ("J'ai consulté M. Bastien GRÉARD, demeurant 8 rue des Prunus à Valmont, expert.", LAWYER),
]


@pytest.mark.parametrize(("text", "lines"), OWN_MATTER)
def test_who_is_only_named_is_no_client(text: str, lines: tuple[str, ...]) -> None:
    assert client_of(text, lines) is None
