import pytest

from ingest.addresses import postal_address


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
    ],
)
def test_signature_block_gives_one_line(block: list[str], address: str | None) -> None:
    assert postal_address(block, "") == address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("J'habite au 6 rue Thiers, appartement 4, avec mon bébé.", "6 rue Thiers"),
        ("je suis maintenant 9 rue des Jardins, 50700 Valognes), je n'ai", "9 rue des Jardins, 50700 Valognes"),
        ("les garages de toute la rue du Merderet, chez nous au 11 on a 20 cm", "11 rue du Merderet"),
        ("devant le 22 rue de Poterie il y a un trou", None),
        ("chez moi à 10 h", None),
    ],
)
def test_home_named_in_the_text_is_found(text: str, address: str | None) -> None:
    assert postal_address([], text) == address
