import pytest

from domain.draft import Kind
from domain.inbound import Reception
from ingest.email.parse import read_email

TOWN = Reception(addresses=frozenset({"mairie@valognes.example"}), domains=frozenset({"valognes.example"}))
ORIGINAL = (
    "De : Henri Duval <h.duval@courriel.example>\nDate: mer. 11 mars 2026 à 20:00\nSubject: lampadaire\nTo: X <x@mel.example>\n\n"
    "Bonsoir,\n\nLe lampadaire du 3 rue Carnot clignote.\n\nHenri Duval\n06 39 98 00 11\n"
)
FORWARDED = f"---------- Forwarded message ---------\n{ORIGINAL}"


def mail(sender: str, subject: str, body: str, fields: str = "") -> bytes:
    head = f"From: {sender}\nTo: mairie@valognes.example\nSubject: {subject}\nMIME-Version: 1.0\n{fields}"
    return f"{head}Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{body}".encode()


@pytest.mark.parametrize(
    ("sender", "above"),
    [
        (
            "Luc Perrin <luc.perrin@valognes.example>",
            "Bonjour la voirie,\nvoyez avec lui, c'est la deuxième fois qu'il nous écrit à ce sujet.",
        ),
        (
            "Sylvie Aubert <s.aubert@mel.example>",
            "Vu avec lui sur place, il a raison, voyez avec l'agglo.\n\nS. Aubert, conseillère déléguée",
        ),
        ("Sylvie Aubert (élue) <s.aubert@mel.example>", "Il m'en a parlé au marché samedi, pouvez-vous regarder rapidement ?"),
        ("Sylvie Aubert <s.aubert@mel.example>", "A traiter svp. Merci."),
        ("Sylvie Aubert <sylvie.aubert.elue@mel.example>", "Il m'en a parlé au marché samedi, pouvez-vous regarder rapidement ?"),
    ],
)
def test_who_hands_on_is_the_origin_and_the_citizen_the_requester(sender: str, above: str) -> None:
    draft = read_email(mail(sender, "Fwd: lampadaire", f"{above}\n\n{FORWARDED}"), TOWN)

    assert (draft.requester.name, draft.requester.email) == ("DUVAL Henri", "h.duval@courriel.example")
    assert draft.requester.phone == "+33639980011"
    assert draft.sender == sender.partition("<")[2].rstrip(">")
    assert draft.text == "Bonsoir,\n\nLe lampadaire du 3 rue Carnot clignote."


@pytest.mark.parametrize(
    "above",
    [
        "Voyez ce que m'écrit M. Duval : est-ce à vous de réparer ? Je demande un rendez-vous avec le maire.\n\nJeanne Morin",
        "Je suis conseillère conjugale et je reçois ceci d'un patient, que dois-je en faire ?\n\nJeanne Morin\nConseillère conjugale",
    ],
)
def test_who_forwards_and_asks_for_himself_is_the_requester(above: str) -> None:
    draft = read_email(mail("Jeanne Morin <j.morin@mel.example>", "TR: lampadaire", f"{above}\n\n{FORWARDED}"), TOWN)

    assert (draft.requester.name, draft.requester.email) == ("MORIN Jeanne", "j.morin@mel.example")
    assert draft.text == above.split("\n\n", maxsplit=1)[0]


def test_first_writer_of_a_mail_handed_on_twice_is_the_requester() -> None:
    between = (
        "---------- Message transféré ----------\nDe : Association Toit <contact@toit.example>\nDate : mer. 11 mars 2026 à 21:00\n"
        "Sujet : TR : lampadaire\nÀ : <accueil@ccas.example>\n\nPouvez-vous aider ce monsieur ? Nous ne faisons que l'accompagnement.\n\n"
    )
    raw = mail("Accueil CCAS <accueil@ccas.example>", "Fwd: TR : lampadaire", f"Bonjour, ceci vous concerne.\n\n{between}{FORWARDED}")

    draft = read_email(raw, TOWN)

    assert (draft.requester.name, draft.requester.email) == ("DUVAL Henri", "h.duval@courriel.example")
    assert "clignote" in draft.text


def test_request_of_one_who_forwards_what_he_was_forwarded_is_his() -> None:
    own = (
        "---------- Message transféré ----------\nDe : Paul Aubry <paul.aubry@mel.example>\nDate : mer. 11 mars 2026 à 21:00\n"
        "Sujet : TR : lampadaire\nÀ : <accueil@ccas.example>\n\nMon voisin a raison, mais chez moi au numéro 12 c'est pire : le câble pend "
        "sur le trottoir depuis lundi, les enfants passent dessous, et personne ne vient le relever malgré mes appels.\n\n"
    )
    draft = read_email(mail("Accueil CCAS <accueil@ccas.example>", "Fwd: TR : lampadaire", f"{own}{FORWARDED}"), TOWN)
    assert draft.requester.name == "AUBRY Paul"
    assert "le câble pend" in draft.text


def test_who_writes_for_somebody_is_not_confused_with_him() -> None:
    body = (
        "Madame la Maire,\n\nConseil de M. Jean Leblond, demeurant 5 rue Thiers à Valognes (06 39 98 00 22), je vous mets en demeure.\n\n"
        "Maître Claire Vasseur\nAvocate\nCabinet Vasseur\n2 place du Marché – 50100 Cherbourg\nTél. 02 61 91 44 44 – Fax 02 61 91 44 45\n"
    )
    who = read_email(mail("Cabinet Vasseur <contact@vasseur.example>", "Mise en demeure", body), TOWN).requester
    assert (who.name, who.organisation, who.phone) == ("VASSEUR Claire", "Cabinet Vasseur", "+33261914444")
    assert who.address == "2 place du Marché, 50100 Cherbourg"


def test_person_is_answered_where_he_wants() -> None:
    fields = "Reply-To: Karim Blin <karim@perso.example>\n"
    draft = read_email(mail("Karim Blin <kblin@travail.example>", "fibre", "Bonjour, un trou rue Thiers.\n", fields), TOWN)
    assert (draft.requester.email, draft.sender) == ("karim@perso.example", "kblin@travail.example")
    assert draft.kind is Kind.REQUEST


@pytest.mark.parametrize(
    "fields",
    [
        "Reply-To: mairie@valognes.example\n",
        "Reply-To: noreply@x.example\n",
        "Reply-To: a@x.example, b@x.example\n",
        "Reply-To: liste@x.example\nList-Id: <liste.x.example>\n",
    ],
)
def test_answers_never_go_to_ourselves_a_robot_or_a_list(fields: str) -> None:
    draft = read_email(mail("Karim Blin <kblin@travail.example>", "fibre", "Bonjour, un trou rue Thiers devant le 4.\n", fields), TOWN)
    assert draft.requester.email in {"kblin@travail.example", None}
