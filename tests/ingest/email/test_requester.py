"""Each value known of a requester stands, or can be derived from, the words it is said to have been read from."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.draft import Draft, Provenance, ReadIn, Requester, Trait
from domain.evidence import Part
from domain.inbound import Reception
from ingest.email.headers import mailbox
from ingest.email.mime import read_tree
from ingest.email.parse import first_look, html_body, plain_body, read_email
from ingest.plain import fold
from tests.ingest.email import human_mails, machine_mails, second_mails
from tests.ingest.email.test_for_others import LETTERS
from tests.ingest.email.test_parse import mail

CORPUS = Path(__file__).resolve().parents[3].parent / "shared" / "corpus"
STRANGERS = Path(__file__).parent / "strangers"
TOWN = Reception(
    addresses=frozenset({"mairie@valognes.example", "contact@reims.example"}), domains=frozenset({"valognes.example", "reims.example"})
)
NATIONAL_DIGITS = 6
"""So many of the last digits of a number are dialled whatever stands before them."""
PARTS = {ReadIn.SIGNATURE: Part.SIGNATURE, ReadIn.TEXT: Part.BODY}
HEADERS = {ReadIn.FROM: "from", ReadIn.REPLY_TO: "reply-to", ReadIn.SENDER: "sender"}


def values(who: Requester) -> Iterator[tuple[Trait, str]]:
    phones = (who.phone, *who.other_phones)
    found = [(Trait.PHONE, number) for number in phones] + [(trait, getattr(who, trait)) for trait in Trait if trait is not Trait.PHONE]
    return ((trait, value) for trait, value in found if value)


def bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", fold(text))


def holds(one: Provenance) -> bool:
    """Whether the words hold the value, or what it is made of."""
    match one.trait:
        case Trait.PHONE | Trait.FAX | Trait.SIREN | Trait.SIRET | Trait.RNA | Trait.VAT:
            tail = one.value[-NATIONAL_DIGITS:] if one.trait in {Trait.PHONE, Trait.FAX} else one.value.lower()
            return tail in bare(one.quote)
        case Trait.EMAIL:
            return one.value in one.quote.lower()
        case Trait.NAME | Trait.ORGANISATION | Trait.ADDRESS:
            return all(word in bare(one.quote) for word in re.findall(r"\w+", fold(one.value)))


def check(draft: Draft, raw: bytes) -> None:
    assert sorted({(one.trait, one.value) for one in draft.provenance}) == sorted(values(draft.requester))
    headers = read_tree(raw)[0].headers
    for one in draft.provenance:
        assert holds(one), one
        if one.read_in in PARTS:
            assert one.where is not None and one.where.part is PARTS[one.read_in], one
            source = draft.text if one.where.part is Part.BODY else draft.signature
            assert source[one.where.start : one.where.end] == one.quote, one
        else:
            assert one.where is None, one
        if one.read_in in HEADERS:
            assert one.quote in mailbox(headers.get(HEADERS[one.read_in])), one
        if one.read_in is ReadIn.FORM:
            said = bare(f"{plain_body(raw) or ''} {html_body(raw) or ''}")
            assert all(bare(word) in said for word in one.quote.split()), one


@pytest.mark.parametrize("writer", sorted(path.name for path in STRANGERS.iterdir() if path.is_dir()))
def test_strangers_mail_says_where_its_writer_is_named(writer: str) -> None:
    paths = sorted((STRANGERS / writer).glob("*.eml"))
    assert paths
    count = 0
    for path in paths:
        draft = read_email(path.read_bytes(), TOWN)
        check(draft, path.read_bytes())
        count += len(draft.provenance)
    assert count > len(paths)


@pytest.mark.parametrize(
    "raw",
    [raw for _, raw in (*human_mails.MAILS, *second_mails.PEOPLE)] + [raw for *_, raw in (*machine_mails.MAILS, *second_mails.MACHINES)],
)
def test_invented_mail_says_where_its_writer_is_named(raw: bytes) -> None:
    check(read_email(raw, TOWN), raw)


@pytest.mark.parametrize("name", sorted(LETTERS))
def test_mail_for_others_says_where_its_writer_is_named(name: str) -> None:
    raw = mail(LETTERS[name].body, sender=LETTERS[name].sender)
    check(read_email(raw, TOWN), raw)


@pytest.mark.skipif(not CORPUS.exists(), reason="the shared corpus is not here")
@pytest.mark.parametrize("folder", ["mail-parsed", "citoyens-fr"])
def test_mail_of_the_corpora_says_where_its_writer_is_named(folder: str) -> None:
    paths = [path for path in (CORPUS / folder).rglob("*") if path.suffix in {".eml", ".msg"}]
    assert paths
    for path in paths:
        check(read_email(path.read_bytes(), TOWN), path.read_bytes())


def where(draft: Draft) -> dict[Trait, ReadIn]:
    return {one.trait: one.read_in for one in draft.provenance}


def test_the_address_to_answer_to_is_read_in_its_own_header() -> None:
    raw = mail("Un trou rue Carnot.", headers="Reply-To: Jean Dupont <jean@ailleurs.example>\r\n")
    draft = read_email(raw, TOWN)
    assert draft.requester.email == "jean@ailleurs.example"
    assert where(draft) == {Trait.NAME: ReadIn.FROM, Trait.EMAIL: ReadIn.REPLY_TO}


def test_without_from_the_sender_header_names_the_requester() -> None:
    raw = mail("Un trou rue Carnot.").replace(b"From:", b"Sender:")
    assert where(read_email(raw, TOWN)) == {Trait.NAME: ReadIn.SENDER, Trait.EMAIL: ReadIn.SENDER}


def test_the_author_of_a_forwarded_message_is_read_in_its_header() -> None:
    body = "Pour suite à donner.\n\n---------- Forwarded message ---------\nDe : Odile Varin <o.varin@courriel.example>\n"
    body += "Date: mar. 10 févr. 2026 à 09:14\nSubject: Trou\nTo: <elu@valognes.example>\n\nUn trou rue Carnot, il est profond."
    draft = read_email(mail(body, sender="Luc Élu <elu@valognes.example>", subject="Fwd: Trou"), TOWN)
    assert draft.requester.name == "VARIN Odile"
    assert where(draft) == {Trait.NAME: ReadIn.FORWARDED, Trait.EMAIL: ReadIn.FORWARDED}


def test_the_author_of_an_attached_message_is_read_in_its_header() -> None:
    inner = "From: Odile Varin <o.varin@courriel.example>\r\nSubject: Trou\r\n\r\nUn trou rue Carnot.\r\n\r\nOdile Varin\r\n06 39 98 00 43"
    raw = f"From: elu@valognes.example\r\nSubject: Fwd\r\nContent-Type: message/rfc822\r\n\r\n{inner}".encode()
    draft = read_email(raw, TOWN)
    assert draft.signature == "Odile Varin\n06 39 98 00 43"
    assert where(draft) == {Trait.NAME: ReadIn.SIGNATURE, Trait.EMAIL: ReadIn.FORWARDED, Trait.PHONE: ReadIn.SIGNATURE}


def test_answers_of_a_form_are_read_in_the_form() -> None:
    body = "Nom : Blin\nPrénom : Rémy\nE-mail : r.blin@courriel.example\nTéléphone : 06 39 98 00 43\nAssociation : Les Marcheurs\n"
    body += "SIRET : 732 829 320 00074\nMessage : Un trou rue Carnot."
    draft = read_email(mail(body, sender="Site <noreply@valognes.example>"), TOWN)
    assert (draft.requester.siret, draft.requester.siren) == ("73282932000074", "732829320")
    assert set(where(draft).values()) == {ReadIn.FORM}


@pytest.mark.parametrize(
    ("body", "address"),
    [
        ("Un trou rue Carnot.\n\nJeanne Roussel\njeanne.roussel@courriel.example\n06 39 98 00 43", "jeanne.roussel@courriel.example"),
        ("Un trou rue Carnot. Vous pouvez me répondre à jeanne@courriel.example merci.", "jeanne@courriel.example"),
        ("Un trou rue Carnot. Mon voisin (voisin@courriel.example) l'a vu.", None),
        ("Un trou rue Carnot.\n\nMairie\nmairie@valognes.example", None),
    ],
)
def test_where_no_header_has_an_address_the_writers_own_is_read_in_his_words(body: str, address: str | None) -> None:
    assert read_email(mail(body, sender="noreply@portail.example"), TOWN).requester.email == address


def test_an_original_that_cannot_be_read_has_its_header_to_say_who_wrote() -> None:
    draft = first_look(mail("x"), read_email(b"", TOWN).remarks[0])
    assert where(draft) == {Trait.NAME: ReadIn.FROM, Trait.EMAIL: ReadIn.FROM}
