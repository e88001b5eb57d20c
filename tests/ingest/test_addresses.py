import pytest

from ingest import addresses
from tests.soon import soon


def postal_address(block: list[str], text: str) -> str | None:
    found = addresses.postal_address(block, text)
    return None if found is None else found.value


@pytest.mark.parametrize(
    ("block", "address"),
    [
        (["Jean Dupont", "8, rue des Glycines", "50700 VALOGNES"], "8 rue des Glycines, 50700 Valognes"),
        (["10, rue des Poiriers - 50700 Valognes"], "10 rue des Poiriers, 50700 Valognes"),
        (["12 rue des Artisans - ZA d'Armanville - 50700 VALOGNES"], "12 rue des Artisans, ZA d'Armanville, 50700 Valognes"),
        (["12 bis, rue du Puits", "50700 Valognes", "06.39.98.12.34"], "12 bis rue du Puits, 50700 Valognes"),
        (["Mme LEPETIT", "11 r. du Palais de Justice"], "11 r. du Palais de Justice"),
        (["Marie Lefort", "Le Bourg", "50700 Yvetot-Bocage"], "Le Bourg, 50700 Yvetot-Bocage"),
        (["R. Blin", "4 bd Division-Leclerc", "50260 BRICQUEBEC-EN-COTENTIN"], "4 bd Division-Leclerc, 50260 Bricquebec-en-Cotentin"),
        (["Jean Dupont", "06 39 98 12 34"], None),
        (["Jean Dupont", "22 rue de Canterbury apt 14 Reims"], "22 rue de Canterbury apt 14 Reims"),
        (["Jean Dupont", "31 esplanade Fléchambault Appt 412"], "31 esplanade Fléchambault Appt 412"),
        (["Jean Dupont", "c/o Famille Blin, 4 rue Thiers, 51100 Reims"], "c/o Famille Blin, 4 rue Thiers, 51100 Reims"),
        (["Jean Dupont", "La Victoire, 50700 Valognes"], "La Victoire, 50700 Valognes"),
        (["Jean Dupont", "« La Bretonnerie »", "50700 VALOGNES"], "« La Bretonnerie », 50700 Valognes"),
        (["Jean Dupont", "ZA du Pont – BP 40 – 50700 VALOGNES – 02 61 91 00 12"], "ZA du Pont, BP 40, 50700 Valognes"),
        (["Jean Dupont", "22 allée B, 51100 Reims"], "22 allée B, 51100 Reims"),
        (["Jean Dupont", "4 rue du Port 50700 Valognes"], "4 rue du Port, 50700 Valognes"),
        (["Jean Dupont", "le hameau Pinel"], "le hameau Pinel"),
        (["Jean Dupont, rue de Canterbury"], "rue de Canterbury"),
        (["Jean Dupont, 3 rue Thiers", "Marc Leclerc, 9 rue Thiers"], "3 rue Thiers"),
        (["Tom Ward", "22 Mill Lane", "Oxford OX99 1AA"], "22 Mill Lane, Oxford OX99 1AA"),
        (["Ann Lee", "12 Oak Street, Portland, OR 97201, USA"], "12 Oak Street, Portland, OR 97201, USA"),
        (["Jo Roy", "40 Maple Road", "Ottawa, ON K1A 0B1", "Canada"], "40 Maple Road, Ottawa, ON K1A 0B1, Canada"),
        (["Jean Dupont", "BP 12", "98800 Nouméa", "Nouvelle-Calédonie"], "BP 12, 98800 Nouméa, Nouvelle-Calédonie"),
        (["Jean Dupont, bât. C, 4 rue Thiers, Reims"], "bât. C, 4 rue Thiers, Reims"),
        (["Résidence du Pré – chambre 12", "4 rue Thiers 51100 Reims"], "Résidence du Pré, chambre 12, 4 rue Thiers, 51100 Reims"),
        (["Ute Brandt", "Lindenweg 3", "21000 Musterhausen, Allemagne"], "Lindenweg 3, 21000 Musterhausen, Allemagne"),
    ],
)
def test_signature_block_gives_one_line(block: list[str], address: str | None) -> None:
    assert postal_address(block, "") == address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("J'habite au 6 rue Thiers, appartement 4, avec mon bébé.", "6 rue Thiers, appartement 4"),
        ("je suis maintenant 9 rue des Jardins, 50700 Valognes), je n'ai", "9 rue des Jardins, 50700 Valognes"),
        ("les garages de toute la rue du Merderet, chez nous au 11 on a 20 cm", "11 rue du Merderet"),
        ("devant le 22 rue de Poterie il y a un trou", None),
        ("chez moi à 10 h", None),
        ("jhabite 7 rue Hincmar 3eme droite a Reims mon num", "7 rue Hincmar, 3eme droite, Reims"),
        ("J habite au 6 place Drouet d Erlon, 2eme etage, 51100 Reims. J ai", "6 place Drouet d Erlon, 2eme etage, 51100 Reims"),
        ("We bought a small house at 5 impasse du Lavoir, 50700 Valognes last\nspring", "5 impasse du Lavoir, 50700 Valognes"),
        ("ma mère habite 3 rue Thiers", None),
        ("J'habite au 6 rue Thiers à Valognes (50700), et voilà", "6 rue Thiers, 50700 Valognes"),
    ],
)
def test_home_named_in_the_text_is_found(text: str, address: str | None) -> None:
    assert postal_address([], text) == address


@pytest.mark.parametrize("unit", ["j'habite 12 rue ", "12 rue a ", "3 Mill Lane, ", "50700 Valognes ", "A, ", "le 3 \n"])
def test_time_is_linear_in_hostile_addresses(unit: str) -> None:
    text = unit * (90_000 // len(unit))
    with soon(4):  # seconds at a busy moment; a quadratic reader takes minutes
        postal_address(text.split("\n")[:200], text)
