import pytest

from ingest.placeholders import without_placeholders
from ingest.text import new_text


@pytest.mark.parametrize(
    "line",
    [
        "[image: IMG_2207.HEIC]",
        "[cid:image002.jpg@01DB0000.00000000]",
        "<IMG_0042.jpeg>",
        "[Image en ligne]",
        "[Inline image 2]",
        "[Une image contenant plein air, sol  Description générée automatiquement]",
        "[A picture containing text Description automatically generated]",
    ],
)
def test_what_stands_for_a_picture_is_not_said(line: str) -> None:
    assert new_text(f"Bonjour,\n{line}\nLe banc est cassé.").text == "Bonjour,\n\nLe banc est cassé."


@pytest.mark.parametrize("line", ["[photo prise mardi]", "<jean@poste.example>", "largeur < 3 m et > 1 m", "[urgent] le banc"])
def test_what_somebody_wrote_stays(line: str) -> None:
    assert without_placeholders([line]) == [line]
