"""What is said on an answering machine."""

import pytest

from ingest.form.spoken import spoken_name
from ingest.form.spoken_numbers import spoken_phones


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("rappelez au zéro six trente-neuf quatre-vingt-dix-huit soixante-six cinquante merci", ["+33639986650"]),
        ("le zéro deux soixante et un quatre-vingt-onze zéro zéro douze", ["+33261910012"]),
        ("zéro six trente neuf quatre vingt dix huit soixante dix sept soixante et onze", ["+33639987771"]),
        ("le 06 trente-neuf 98 10 vingt et un, pas zéro", ["+33639981021"]),
        ("plus trente-trois six trente-neuf quatre-vingt-dix-huit dix vingt et un", ["+33639981021"]),
        ("il reste zéro place pour six enfants", []),
        ("zéro six trente-neuf", []),
    ],
)
def test_numbers_said_in_words_are_read(text: str, numbers: list[str]) -> None:
    assert [one.value for one in spoken_phones(text, "FR")] == numbers


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("oui bonjour euh c'est geneviève anquetil a n q u e t i l euh je vous appelle", "ANQUETIL Geneviève"),
        ("bonjour je m'appelle fatou diallo d i a l l o merci", "DIALLO Fatou"),
        ("mon nom c'est le guen l e g u e n", "LE GUEN"),
        ("c'est madame Mallet deux l e t, m a deux l e t", "MALLET"),
        ("ici madame Osmont il y a un arbre", "OSMONT"),
        ("bonjour marc vasseur à l'appareil", "VASSEUR Marc"),
        ("bonjour le lampadaire est en panne c'est urgent", None),
        ("bonjour c'est pour un rendez-vous", None),
        ("je suis locataire de la résidence a b c", None),
    ],
)
def test_names_said_and_spelt_are_read(text: str, name: str | None) -> None:
    found = spoken_name(text)
    assert (None if found is None else found[0].written()) == name
