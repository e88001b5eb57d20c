"""Addresses as envelopes have them, and letters as sheets (DOMAIN §8, S23)."""

import pytest

from letters.address import MOST_CHARACTERS, MOST_LINES, envelope
from letters.sheet import Letterhead, Sheet, Signed, html


@pytest.mark.parametrize(
    ("address", "lines", "country", "postcode"),
    [
        ("12 rue des Saulettes, 50700 Valognes", ("12 RUE DES SAULETTES", "50700 VALOGNES"), None, "50700"),
        ("12 RUE DES SAULETTES 97700 VALOIGNES", ("12 RUE DES SAULETTES", "97700 VALOIGNES"), None, "97700"),
        ("3 rue de l’Église\n50700 Valognes\nFrance", ("3 RUE DE L'EGLISE", "50700 VALOGNES"), None, "50700"),
        ("BP 12, 50700 Valognes cedex", ("BP 12", "50700 VALOGNES CEDEX"), None, "50700"),
        ("Oudegracht 412, 3511 Utrecht, Pays-Bas", ("OUDEGRACHT 412", "3511 UTRECHT", "PAYS-BAS"), "PAYS-BAS", None),
        ("Hauptstraße 5, 10115 Berlin, Allemagne", ("HAUPTSTRASSE 5", "10115 BERLIN", "ALLEMAGNE"), "ALLEMAGNE", None),
        ("12 High Street; London SW1A 1AA; Royaume-Uni", ("12 HIGH STREET", "LONDON SW1A 1AA", "ROYAUME-UNI"), "ROYAUME-UNI", None),
    ],
)
def test_an_address_is_written_as_the_post_wants_it(
    address: str, lines: tuple[str, ...], country: str | None, postcode: str | None
) -> None:
    made = envelope(("QUESNEL Anne",), address)
    assert (made.lines, made.country, made.postcode, made.is_whole) == (("QUESNEL Anne", *lines), country, postcode, True)


@pytest.mark.parametrize(
    "address", [None, "", "quelque part", "3 rue des Lices", ", ".join(["un lieu-dit fort long"] * 9) + ", 50700 Valognes"]
)
def test_what_names_no_town_or_has_too_many_lines_is_not_whole(address: str | None) -> None:
    made = envelope(("QUESNEL Anne",), address)
    assert not made.is_whole and len(made.lines) <= MOST_LINES
    assert all(len(line) <= MOST_CHARACTERS for line in made.lines)


def test_of_too_many_lines_the_town_stays() -> None:
    assert envelope(("A",), ", ".join("abcdefg") + ", 50700 Valognes").lines[-1] == "50700 VALOGNES"


def sheet(**other: object) -> Sheet:
    known: dict[str, object] = {
        "letterhead": Letterhead(name="Mairie <de> Valognes", lines=("1 & 2 place",)),
        "recipient": ("<b>QUESNEL</b> & Cie",),
        "ours": 'fiche n° 2026/0147 "x"} </style>',
        "theirs": None,
        "place_and_day": "Valognes, le 12 mars 2026",
        "created": "2026-03-12",
        "subject": "</title><script>",
        "text": "Madame,\n\n<img src=x>\n\nAnne Roy\nMaire\n\nMairie",
    }
    return Sheet(**{**known, **other})  # type: ignore[arg-type]


def test_what_people_wrote_is_no_markup() -> None:
    made = html(sheet(enclosed=("<a>.pdf",), english="<i>Dear</i>"))
    assert not any(one in made for one in ("<b>QUESNEL", "<script>", "<img src=x>", "<a>.pdf", "<i>", "<de>"))
    assert made.count("</style>") == 1 and "&lt;b&gt;QUESNEL&lt;/b&gt; &amp; Cie" in made
    assert '<section class="english" lang="en">' in made and "Pièce jointe<" in made


def test_a_signature_stands_with_the_last_block_that_names_who_signs() -> None:
    made = html(
        sheet(text="Anne Roy vous répond.\n\nVotre demande.\n\nAnne Roy\nMaire\n\nMairie", signed=Signed(name="Anne Roy", picture="s.png"))
    )
    before, _, behind = made.partition('<div class="signature"><img class="hand" src="s.png" alt="Signature de Anne Roy">')
    assert "vous répond" in before and behind.startswith("<p>Anne Roy<br>\nMaire</p></div>")
    assert '<div class="signature' not in html(sheet(text="Sans nom.", signed=Signed(name="Anne Roy", picture="s.png")))
