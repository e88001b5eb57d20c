"""French typography of letters on paper (S16)."""

import pytest

from letters.typography import tied


@pytest.mark.parametrize(
    ("written", "set_"),
    [
        ("Mairie, 1 place de la Mairie, 50700 Valognes", "Mairie, 1_place de la Mairie, 50700_Valognes"),
        ("12, rue A ; 3 bis rue B", "12,_rue A~; 3_bis_rue B"),
        ("(article L. 114-5) et articles L. 112-11 et R. 112-11-1", "(article_L._114-5) et articles_L._112-11 et R._112-11-1"),
        ("« Banc » : cassé ! Quand ?", "«_Banc_»_: cassé~! Quand~?"),
        ("le numéro 2026/0147, n° 3", "le numéro_2026/0147, n°_3"),
        ("https://a.example/?x=1 reste, 9 h :00 aussi", "https://a.example/?x=1 reste, 9 h :00 aussi"),
        ("En 2026 placer 3 rues", "En 2026 placer 3 rues"),
    ],
)
def test_what_belongs_together_stays_on_a_line(written: str, set_: str) -> None:
    assert tied(written) == set_.replace("_", "\u00a0").replace("~", "\u202f")
    assert tied(tied(written)) == tied(written)
