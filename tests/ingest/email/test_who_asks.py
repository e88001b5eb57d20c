"""S2: who asks and where he wants his answer, told by block, domain and words of the mail."""

import pytest

from domain.draft import Draft, Kind
from domain.inbound import Reception
from ingest.email.parse import read_email
from tests.ingest.email.test_carried import read

TOWN = Reception(addresses=frozenset({"mairie@valognes.example"}), domains=frozenset({"valognes.example"}))


def written(body: str, sender: str = "Paul Roy <paul.roy@usine.example>", subject: str = "école") -> Draft:
    return read(sender, subject, body)


def test_private_address_wanted_leaves_the_firm_out() -> None:
    who = written(
        "Bonjour,\n\nJe voudrais inscrire mon fils. Merci de me répondre à mon adresse personnelle : roy.paul50@libre.example\n\n"
        "Paul Roy\nChef d'atelier\nUsine du Val SAS\n3 rue des Forges, 50700 Valognes\nTél. 02 61 91 22 33"
    ).requester
    assert (who.email, who.organisation, who.address, who.phone) == ("roy.paul50@libre.example", None, None, "+33261912233")


def test_other_address_wanted_keeps_the_firm() -> None:
    who = written(
        "Bonjour,\n\nMerci de répondre à l'adresse suivante : compta@usine.example\n\n"
        "Paul Roy\nUsine du Val SAS\n3 rue des Forges, 50700 Valognes"
    ).requester
    assert (who.email, who.organisation, who.address) == ("compta@usine.example", "Usine du Val SAS", "3 rue des Forges, 50700 Valognes")


@pytest.mark.parametrize(
    "words",
    [
        "Merci de ne plus me répondre à l'adresse ancien@usine.example.",
        "Vous pouvez lui répondre à son adresse mail anne.le@libre.example.",
        "Merci de me répondre à l'adresse mairie@valognes.example.",
    ],
)
def test_address_that_is_not_his_changes_nothing(words: str) -> None:
    assert written(f"Bonjour,\n\n{words} La grille est cassée.\n\nPaul Roy").requester.email == "paul.roy@usine.example"


@pytest.mark.parametrize(
    "block", ["Mme Odette QUESNEL\n4 impasse Carnot\n50700 VALOGNES", "Mme Odette QUESNEL, 4 impasse Carnot, 50700 VALOGNES"]
)
def test_neighbour_to_be_answered_by_post_is_who_asks(block: str) -> None:
    draft = written(
        f"Bonjour,\n\nMa voisine voudrait une carte d'électeur. Merci de lui répondre par courrier :\n\n{block}\n\nBonne journée\nPaul Roy"
    )
    assert (draft.requester.name, draft.requester.address, draft.requester.email) == (
        "QUESNEL Odette",
        "4 impasse Carnot, 50700 Valognes",
        None,
    )
    assert draft.proxy is not None
    assert (draft.proxy.name, draft.proxy.email, draft.proxy.address) == ("ROY Paul", "paul.roy@usine.example", None)
    assert draft.text.endswith(block)


@pytest.mark.parametrize(
    ("sender", "block", "organisation"),
    [
        ("Anne Vasse <anne@pixel-bocage.example>", "Anne Vasse / Pixel Bocage\n06 39 98 40 04", "Pixel Bocage"),
        ("bonjour@lecomptoirduval.example", "Le Comptoir du Val\nAnne & Luc\n12 rue Thiers / 02 61 91 33 44", "Le Comptoir du Val"),
        ("Luc Rémy <luc.remy@libre.example>", "Luc Rémy\nBadminton Loisir Valognais", "Badminton Loisir Valognais"),
        ("etude@libre.example", "Office notarial de la place Thiers\n3 place Thiers\n50700 Valognes", "Office notarial de la place Thiers"),
        ("Jean Dupont <jean.dupont@jeandupont.example>", "Jean Dupont\n3 place Thiers", None),
        ("Solvej Brindeau <solvej@solvej-brindeau.example>", "Solvej Brindeau\n3 place Thiers", None),
        ("Le Fournil du Lac <bonjour@fournil-lac.example>", "Anne & Luc Hébert\n02 61 91 54 54 – fermé le lundi", "Le Fournil du Lac"),
    ],
)
def test_organisation_is_told_by_domain_place_or_kind(sender: str, block: str, organisation: str | None) -> None:
    draft = written(f"Bonjour,\n\nLe marché déborde sur la piste.\n\nCordialement\n\n{block}", sender)
    assert draft.requester.organisation == organisation
    assert draft.text == "Bonjour,\n\nLe marché déborde sur la piste."


def test_shop_is_nobodys_name() -> None:
    who = written("Bonjour,\n\nLe bac déborde.\n\nMerci", "Le Fournil du Lac <bonjour@fournil.example>").requester
    assert who.name is None


def test_contact_of_a_petition_lives_where_its_list_says() -> None:
    who = written(
        "Nous demandons un passage piéton.\n\nLes signataires :\n1. Éric Marie, 2 allée des Tilleuls\n"
        "2. Rose Lefèvre, 7 bis allée des Tilleuls, 50700 Valognes\n\nContact : Rose Lefèvre, 06 39 98 05 05",
        "Collectif Tilleuls <c.tilleuls@libre.example>",
    ).requester
    assert (who.name, who.address) == ("LEFÈVRE Rose", "7 bis allée des Tilleuls, 50700 Valognes")


def test_list_of_those_who_signed_is_text_and_the_last_one_writes() -> None:
    draft = written(
        "Nous demandons un passage piéton.\n\nOnt signé :\nJean Roy, 3 rue Thiers\nAnne Roy, 3 rue Thiers\n\n"
        "Pour le collectif, Anne Roy\n06 39 98 12 12",
        "APE <ape@libre.example>",
    )
    assert draft.text.endswith("Jean Roy, 3 rue Thiers\nAnne Roy, 3 rue Thiers")
    assert (draft.requester.name, draft.requester.organisation) == ("ROY Anne", None)


@pytest.mark.parametrize("words", ["Pouvez-vous lui téléphoner au", "Vous pouvez la joindre au", "Le mieux est de l'appeler au"])
def test_number_of_whom_he_speaks_of_is_not_his(words: str) -> None:
    assert written(f"Bonjour,\n\nOdette n'a plus d'eau. {words} 02 61 91 00 12.\n\nPaul Roy").requester.phone is None


@pytest.mark.parametrize(
    ("last", "is_signature"),
    [
        ("Une riveraine excédée de la rue Thiers", True),
        ("Un habitant du quartier", True),
        ("Un parent d'élève", True),
        ("Un voisin brûle ses déchets verts", False),
        ("Un habitant du quartier s'est plaint", False),
    ],
)
def test_who_will_not_give_his_name_signs_all_the_same(last: str, *, is_signature: bool) -> None:
    draft = written(f"Il y a du bruit tous les soirs au 3 rue Thiers.\n\n{last}", "x@jetable.example")
    assert (draft.signature == last, last in draft.text) == (is_signature, not is_signature)


@pytest.mark.parametrize(
    ("subject", "block", "cited"),
    [
        ("VENTE ROY / SCI DU LAC - Dossier 2026/0412", "Me Paul VALMONT\nNotaire", ()),
        ("Votre dossier 2026/0412", "Me Paul VALMONT\nNotaire", ("2026/0412",)),
        ("Re: Dossier 2026/0412", "Me Paul VALMONT\nNotaire", ("2026/0412",)),
        ("Dossier 2026/0412", "Paul Valmont\nMaître d'œuvre", ("2026/0412",)),
    ],
)
def test_number_a_notary_gives_his_own_file_is_none_of_ours(subject: str, block: str, cited: tuple[str, ...]) -> None:
    draft = written(f"Monsieur le Maire,\n\nJe vous prie de m'adresser un certificat.\n\n{block}", "etude@notaires.example", subject)
    assert draft.cited == cited
    assert (draft.heading == subject) is not bool(cited)


def test_numbers_in_a_bulletin_answered_are_no_requests() -> None:
    body = (
        "Il n'y a plus d'eau rue Thiers, est-ce une coupure ?\n\n"
        "Le ven. 4 sept. 2026 à 18:00, Ville <contact@valognes.example> a écrit :\n\n"
        "> Retrouvez le numéro 48 (2026/0048) sur le site."
    )
    draft = read("Odette Pierre <odette@libre.example>", "Re: Bulletin municipal n° 48", body, "In-Reply-To: <b48@valognes.example>")
    assert (draft.kind, draft.cited) == (Kind.REQUEST, ())


@pytest.mark.parametrize("field", ["", "Content-Type: text/plain; charset=utf-8\r\n"])
def test_boundary_in_another_case_parts_all_the_same(field: str) -> None:
    raw = (
        'From: anne@libre.example\r\nContent-Type: multipart/mixed; boundary="----=_NextPart_1"\r\n\r\n'
        f"------=_nextpart_1\r\n{field}\r\nLe banc est cassé.\r\n------=_nextpart_1--\r\n"
    )
    assert read_email(raw.encode(), TOWN).text == "Le banc est cassé."
