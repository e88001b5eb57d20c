"""Who asks by a letter: the firm by words that can be a name, the address with its town, the e-mail of a cover sheet."""

from datetime import date

import pytest

from domain.inbound import Channel, Reception
from ingest.paper.letter.draft import letter_draft
from ingest.paper.letter.writers import Block, who_asks
from tests.ingest.paper.written import pages, read

RECEPTION = Reception(addresses=frozenset({"mairie@valmont.example"}), domains=frozenset({"valmont.example"}), town_name="Valmont")
TEXT = "Nous vous demandons de faire réparer le trottoir devant nos locaux."


def firm(*signed: str, head: tuple[str, ...] = ()) -> str | None:
    return who_asks(Block(signed=signed, head=head), TEXT, RECEPTION).requester.organisation


PARENTS = ("Association des parents d'élèves des Saulettes", "siège : 13 rue Sainte-Anne, 50999 Valmont - 06 39 98 80 73")
JOINERY = ("MENUISERIE ALU NORD", "12 rue Gustave-Eiffel - 50999 VALMONT")
NOISE = ["NAYVANAS", "AURA", "ANA", "VS", "GXCGGNES", "MAJ GXCGGNES", "LLVV", "WMWN NNM", "I VS", "TTRRK", "OÙÙ", "SCRLFF"]


@pytest.mark.parametrize("noise", NOISE)
def test_what_is_read_out_of_a_signature_is_no_firm(noise: str) -> None:
    assert firm("Aurore MAUGER, trésorière", noise, head=PARENTS) == PARENTS[0]
    assert firm("Stéphane LECOUVEY", "directeur", noise, head=JOINERY) == JOINERY[0]
    assert firm("Aurore MAUGER", noise) is None


STAMPED = [
    (("Paul REY", "gérant", "SARL REY FRÈRES"), (), "SARL REY FRÈRES"),
    (("Paul REY", "directeur", "MENUISERIE DU VAL"), (), "MENUISERIE DU VAL"),
    (("Paul REY", "gérant", "GARAGE REY"), (), "GARAGE REY"),
    (("Paul REY", "gérant", "REY & FILS"), (), "REY & FILS"),
    (("Paul REY", "gérant", "HABITALIS"), ("contact@habitalis.example",), "HABITALIS"),
    (("Paul REY", "président", "LES AMIS DU LAVOIR"), (), "LES AMIS DU LAVOIR"),
    (("Paul REY", "gérant", "TRANSPORTS OUEST COTENTIN"), (), "TRANSPORTS OUEST COTENTIN"),
]


@pytest.mark.parametrize(("signed", "head", "name"), STAMPED)
def test_a_firm_stamped_below_a_signature_is_one(signed: tuple[str, ...], head: tuple[str, ...], name: str) -> None:
    assert firm(*signed, head=head) == name


@pytest.mark.parametrize(
    "line",
    ["Menuiserie Alu Nord, S. Lecouvey", "Menuiserie Alu Nord — Stéphane Lecouvey", "Menuiserie Alu Nord, Stéphane LECOUVEY, directeur"],
)
def test_who_signs_is_cut_off_the_firms_name(line: str) -> None:
    assert firm("Stéphane LECOUVEY", "directeur", head=(line, "Tél. : 06 39 98 70 16")) == "Menuiserie Alu Nord"


TOWN_BELOW = [
    (("Anne ROY", "12 bis, rue Rosa-Parks", "Valmont"), "12 bis rue Rosa-Parks, Valmont"),
    (("Mme Anne ROY", "3, rue des Ruines", "VALMONT"), "3 rue des Ruines, VALMONT"),
    (("Anne ROY", "7 place du Calvaire", "à Valmont"), "7 place du Calvaire, Valmont"),
    (("Anne ROY", "7 place du Calvaire", "Valmont."), "7 place du Calvaire, Valmont"),
    (("Anne ROY", "7 place du Calvaire", "50999 Valmont"), "7 place du Calvaire, 50999 Valmont"),
    (("Anne ROY", "7 place du Calvaire", "06 39 98 20 51"), "7 place du Calvaire"),
    (("Anne ROY", "7 place du Calvaire", "Mairie de Valmont"), "7 place du Calvaire"),
    (("Anne ROY", "7 place du Calvaire", "Valmontaise et fière"), "7 place du Calvaire"),
    (("Anne ROY", "7 place du Calvaire, Valmont"), "7 place du Calvaire, Valmont"),
    (("Anne ROY", "7 place du Calvaire", "Valmont, le 3 mars 2026"), "7 place du Calvaire"),
]


@pytest.mark.parametrize(("lines", "address"), TOWN_BELOW)
def test_the_town_below_a_street_belongs_to_the_address(lines: tuple[str, ...], address: str) -> None:
    assert who_asks(Block(head=lines), TEXT, RECEPTION).requester.address == address


COVER = (
    "x: y\n---\n@30 9\nTÉLÉCOPIE\n@12 14\nDe : Radio Clocher, Ugo Salmon\nTél. : 06 39 98 95 12\nÀ : Mairie de Valmont\n"
    "Date : 10 septembre 2026\nPages : 2\nObjet : entretien\n@12 34\n{line}\n===\n@12 12\nBonjour,\n"
    "@12 18\nJe souhaiterais recueillir la parole de M. le Maire, une vingtaine de minutes, au micro, le 21 ou le 22.\n@60 40\nUgo Salmon\n"
)


@pytest.mark.parametrize(
    ("line", "mail"),
    [
        ("redaction@radio.example", "redaction@radio.example"),
        ("courriel redaction@radio.example", "redaction@radio.example"),
        ("mairie@valmont.example", None),
        ("www.radio.example", None),
    ],
)
def test_the_mail_on_a_cover_sheet_is_the_senders(line: str, mail: str | None) -> None:
    draft = letter_draft(pages(read("cover", COVER.format(line=line))), Channel.FAX, RECEPTION, date(2026, 11, 26))
    assert draft.requester.email == mail
    assert "@" not in draft.text
