import pytest

from ingest.text import new_text
from tests.soon import soon

SIGNED = "Bonjour,\nun trou rue Carnot.\n"


@pytest.mark.parametrize(
    "quote",
    [
        '> Message du 12/02/26 10:11\n> De : "Mairie" <m@v.example>\n> A : "x" <x@o.example>\n> Objet : Votre demande\n> \n> quoté',
        'Message du 12/02/26 10:11\nDe : "Mairie" <m@v.example>\nA : "x" <x@o.example>\nObjet : Votre demande\n\nquoté',
        '----- Mail original -----\nDe: "Mairie" <m@v.example>\nÀ: x@o.example\nEnvoyé: Mardi 10 Février 2026\nObjet: Avis\n\nquoté',
        "-----Message d'origine-----\nDe : Mairie [mailto:m@v.example]\nEnvoyé : mardi 10 février 2026 09:14\nÀ : x\nObjet : y\n\nquoté",
        "De : Mairie <m@v.example>\nEnvoyé : mardi 10 février 2026 09:14\nÀ : x\nObjet : y\n\nquoté",
        "________________________________\nDe : Mairie <m@v.example>\nEnvoyé : mardi 3 mars 2026\nÀ : x\nObjet : y\n\nquoté",
        "From: Mairie <m@v.example>\nSent: Tuesday, March 3, 2026 10:15 AM\nTo: x\nSubject: y\n\nquoté",
        "Le mar. 3 mars 2026 à 10:15, Mairie <m@v.example> a écrit :\n\n> quoté",
        "Le mar. 3 mars 2026 à 10:15, Mairie de Valognes <\nm@v.example> a écrit :\n\n> quoté",
        "Le 03/03/2026 à 10:15, Mairie a écrit :\n> quoté",
        "    Le mardi 3 mars 2026 à 10:15:31 UTC+1, Mairie <m@v.example> a écrit :  \n \n quoté",
        "On Tue, Mar 3, 2026 at 10:15 AM Mairie <m@v.example>\nwrote:\n\n> quoté",
        "-------- Message d'origine --------\nDe : Mairie <m@v.example>\nDate : 03/03/2026 10:15 (GMT+01:00)\nÀ : x\nObjet : y\n\nquoté",
        "Am 03.03.2026 um 10:15 schrieb Mairie <m@v.example>:\n> quoté",
        "> quoté",
    ],
)
def test_quotes_of_every_client_are_cut(quote: str) -> None:
    said = new_text(f"{SIGNED}\n{quote}\n")
    assert said.text == SIGNED.strip()
    assert "quoté" in said.quoted


def test_answer_below_and_between_quotes_stays() -> None:
    text = (
        "Le 12/02/2026 à 10:11, Mairie a écrit :\n> Quelle adresse ?\nAu 12 rue Carnot\n> Depuis quand ?\nDepuis lundi, tous les soirs.\n"
    )
    assert new_text(text).text == "Au 12 rue Carnot\nDepuis lundi, tous les soirs."


def test_sentence_that_begins_like_a_header_stays() -> None:
    text = "De : la rue Carnot à la rue Thiers, tout est noir.\nDate : depuis lundi."
    assert new_text(text).text == text


@pytest.mark.parametrize(
    "block",
    [
        "-- \nJean Dupont\n3 rue Thiers\n50700 Valognes",
        "Cordialement\nJean Dupont\n3 rue Thiers\n50700 Valognes",
        "Bien à vous,\n\nSophie Renard\nPrésidente\nAssociation des Amis\n3, place du Château\n06 39 98 01 02\nwww.x.example",
        "Veuillez agréer, Monsieur le Maire, mes respectueuses salutations.\n\nMme Vve LEPETIT Germaine\n11 r. du Palais de Justice",
        "Jean DUPONT - 3 rue de la Gare - 50700 VALOGNES - 0639981234",
        "martin dupont\n3 rue carnot\n50700 valognes",
        "Envoyé de mon iPhone",
        "Obtenir Outlook pour iOS<https://aka.example/x>",
        "Kind regards\nMargaret Whitfield\n+44 20 7946 0123",
        "Mit freundlichen Grüßen\nJürgen Brandt",
        "Cordialement,\nJean Dupont\n\n"
        "Ce message et toutes les pièces jointes sont confidentiels et établis à l'intention exclusive de\n"
        "ses destinataires.\nAvant d'imprimer, pensez à l'environnement.",
        "Le gestionnaire,\nR. Blin\n\nCABINET LE DOUVE – Syndic\n4 bd Division-Leclerc\n50700 Valognes\nTél. 02 61 91 00 43",
    ],
)
def test_signatures_and_notices_are_cut(block: str) -> None:
    assert new_text(f"{SIGNED}\n{block}\n").text == SIGNED.strip()


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour,\ndeux soucis :\n--\n- le banc\n- la poubelle",
        "Lampadaire cassé\n12 rue Carnot",
        "Bonjour\nMerci\nle banc est cassé au parc",
        "Voici le banc\n\nau parc",
        "Bonjour, je remercie Cordialement Services, 3 rue Thiers, de son travail. Mais le trou est toujours là.",
    ],
)
def test_text_that_only_looks_like_a_signature_stays(text: str) -> None:
    assert new_text(text).text == text


def test_postscript_below_the_signature_stays() -> None:
    said = new_text("Le feu est en panne.\n\nCordialement\nJean Dupont\n\nPS : le feu piéton aussi.")
    assert said.text == "Le feu est en panne.\n\nPS : le feu piéton aussi."


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Le banc est cassé. Cordialement. Sophie Laisney", "Le banc est cassé."),
        ("Le banc est cassé.Merci d'intervenir.Cordialement.M.Laisney 3 rue Carnot", "Le banc est cassé.Merci d'intervenir."),
        ("Le banc est cassé. Mme Laisney, Yvetot 50700", "Le banc est cassé."),
    ],
)
def test_signature_written_on_in_the_last_line_is_cut(text: str, kept: str) -> None:
    assert new_text(text, ("Sophie Laisney",)).text == kept


@pytest.mark.parametrize(
    "text",
    [" " * 60_000, "\n" * 100_000, "> \n" * 30_000, "Le 3 mars a\n" * 8_000, "a@" * 30_000, "Cordialement\n" * 8_000, "De : x\n" * 9_000],
)
def test_time_is_linear_in_hostile_text(text: str) -> None:
    with soon(2):  # seconds at a busy moment; a quadratic reader takes minutes
        new_text(text, ("Jean Dupont",))


def test_text_beyond_the_limit_is_cut_and_said() -> None:
    assert new_text("mot " * 50_000).is_cut
    assert not new_text("mot").is_cut


def test_letterhead_of_the_sender_is_cut_and_kept_as_signature() -> None:
    said = new_text("Mme Martin Sylvie\n12 rue des Lilas\n50700 Valognes\n\nMonsieur le Maire,\n\nLe lampadaire est cassé.")
    assert said.text == "Monsieur le Maire,\n\nLe lampadaire est cassé."
    assert said.signature == ("Mme Martin Sylvie", "12 rue des Lilas", "50700 Valognes")


def test_own_words_above_a_marked_quotation_are_no_part_of_its_heading() -> None:
    text = "Bonjour,\nLe trou est devant le 8 rue Thiers.\n> Le 3 mars 2026 la mairie a écrit :\n> Bonjour, c'est noté."
    assert new_text(text).text == "Bonjour,\nLe trou est devant le 8 rue Thiers."
    unmarked = "Le trou est devant le grand mur.\nLe 3 mars 2026 à 10:00, la mairie a écrit :\nBonjour, c'est noté."
    assert new_text(unmarked).text == "Le trou est devant le grand mur."


def test_a_sentence_that_begins_with_a_neighbours_name_is_no_signature() -> None:
    text = "La rue des Jardins est inondée. Mme Klein, au 9, a de l'eau dans son garage."
    assert new_text(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        "Suite à une tentative d'effraction dans mon immeuble rue Thiers, je demande une patrouille.",
        "Attention, escroquerie : un faux agent ne demande jamais de carte et vend des calendriers rue Thiers.",
        "Programme du voyage :\nDe : Valognes\nÀ : Cherbourg\nDate : 12/03/2026\nObjet : sortie scolaire\n\nPeut-on avoir le car ?",
        "Objet : trou\nLieu : rue Carnot\nDate : 3 mars 2026\n\nMadame,\n\nLe trou est profond.",
        "Le 12 mars 2026 à 10h15, M. Durand, garde champêtre, a écrit :\n« passage interdit »\nEst-ce normal ?",
        "Le lundi 8 juin 2026 à 9:30, votre agent m'a écrit :\nque la rue serait libre.\n\nCe n'était pas vrai.",
        "Voici nos idées :\n\n> un banc\n> une fontaine\n\nLaquelle est possible ?",
        "| jour | heure |\n| lundi | 8 h |\n| mardi | 9 h |\nPourquoi ces horaires ?",
        "Je demande copie de ce qui suit :\n-- \nla délibération\nle plan\n-- \nUn envoi par courriel me convient.",
        "Urgent !\n\nFuite d'eau 12 rue Carnot 50700 Valognes\n\n06 39 98 00 01",
        "Ce message est confidentiel : mon voisin frappe sa femme, 4 rue Thiers.",
        "Conformément au RGPD, je demande l'effacement de mes données.",
        "Pensez à l'environnement : les poubelles débordent rue Carnot.",
        "Envoyé de force aux urgences, mon père n'a plus de logement.",
        "Mon message était clair.\nMessage d'origine\nLe trou est là",
        "Merci de votre passage rue Carnot, mais le trou est revenu.",
        "Merci beaucoup",
    ],
)
def test_what_a_person_says_is_never_taken_for_a_quote_a_block_or_a_notice(text: str) -> None:
    assert new_text(text).text == text.replace("-- \n", "--\n")


@pytest.mark.parametrize(
    "below",
    [
        "PS : le feu piéton aussi.",
        "Je joins une photo, pouvez-vous aussi regarder le feu piéton ?",
        "Le feu piéton du coin est aussi cassé.",
    ],
)
@pytest.mark.parametrize("block", ["Cordialement,\nJean Dupont\n3 rue Thiers 50700 Valognes", "-- \nJean Dupont\n06 39 98 01 02"])
def test_words_below_the_signature_stay(block: str, below: str) -> None:
    assert new_text(f"{SIGNED}\n{block}\n\n{below}", ("Jean Dupont",)).text == f"{SIGNED}\n{below}"


@pytest.mark.parametrize(
    "block",
    [
        "Sportivement,\n\nSolvej Brindeau, secrétaire\nAS Valognes Judo\n06 39 98 01 02",
        "jean dupont 3 rue thiers valognes tel 0261910012",
        "Viele Grüße\nHans Weber\nHauptstr. 12\n70173 Musterstadt\n+49 30 23125 000",
        "Union de prière,\n\nJean Dupont",
        "Votre lecteur fidèle,\n\nJean Dupont\n02 61 91 00 12",
        "Pour le collectif,\n\n-- \nJean Dupont",
        "La présidente, Jeanne ROUSSEL\nAmicale du Val\n2 rue Thiers\n50700 Valognes",
        "Cordialement, Jean Dupont",
        "Cordialement,\nJean Dupont\n06 39 98 01 02\n\nEn raison des fraudes, aucun changement de RIB ne vous sera demandé par courriel.",
    ],
)
def test_formula_role_and_name_of_every_sort_are_cut(block: str) -> None:
    assert new_text(f"{SIGNED}\n{block}\n", ("Jean Dupont",)).text == SIGNED.strip()


def test_letter_pasted_below_a_few_words_keeps_them_and_loses_its_head() -> None:
    said = new_text(
        "Bonjour,\nje colle ici ma lettre.\n\nM. et Mme Paul LUPIN\n3 rue Thiers\n50700 Valognes\nTél : 02 61 91 00 12\n\n"
        "          Madame la Maire\n          Hôtel de Ville\n          50700 Valognes\n\nValognes, le 3 mars 2026\n"
        "Objet : banc\n\nMadame la Maire,\n\nLe 3 mars 2025, M. Blin nous a écrit : « ce sera fait ».\nRien n'est fait.\n\n"
        "Veuillez agréer, Madame la Maire, nos salutations distinguées.\n\nP. LUPIN",
        ("lupin",),
    )
    assert said.text == (
        "Bonjour,\nje colle ici ma lettre.\n\nObjet : banc\nMadame la Maire,\n\n"
        "Le 3 mars 2025, M. Blin nous a écrit : « ce sera fait ».\nRien n'est fait."
    )
    assert said.signature == ("P. LUPIN", "M. et Mme Paul LUPIN", "3 rue Thiers", "50700 Valognes", "Tél : 02 61 91 00 12")


@pytest.mark.parametrize(
    "unit", ["Madame,\nObjet : x\n", "-- \n", "Voici :\n> a\n", "\n\n", "PS : a\n\nJe demande.\n\n", "merci, ", "Message d'origine\n"]
)
def test_time_is_linear_in_hostile_blocks(unit: str) -> None:
    with soon(2):  # seconds at a busy moment; a quadratic reader takes minutes
        new_text(unit * (90_000 // len(unit)), ("Jean Dupont",))


def test_few_words_above_a_name_stay_though_they_look_like_a_formula() -> None:
    assert new_text("Trou rue Carnot,\nPaul Martin").text == "Trou rue Carnot,"


@pytest.mark.parametrize(
    "block",
    [
        "Votre bien dévouée,\n\nMe Jeanne Roussel\nAvocate à la Cour\nToque 7\nN/Réf. : 26-118 – BLIN c/ Ville\n\n"
        "Ce message est couvert par le secret professionnel.",
        "Cordialement\nJeanne Roussel\nSociété anonyme régie par le Code des assurances. Dossier à rappeler : 77120.",
        "Cordialement\nSAS Blin au capital de 10 000 € – RCS Reims 999 999 999 – Siège social : 3 rue Thiers, 51100 Reims",
        "Merci\nJeanne Roussel, bât. C, esc. 2, 4 rue Thiers, Reims",
        "Pour les riverains : Jeanne et Paul ROUSSEL (n° 4), 06 39 98 00 12\nFamille Blin (n° 6)",
        "Je vous en remercie par avance.\n\nJeanne Roussel",
        "J.R.",
        "mme roussel jeanne  le hameau fosse",
    ],
)
def test_blocks_of_lawyers_insurers_and_neighbours_are_cut(block: str) -> None:
    said = new_text(f"{SIGNED}\n{block}", ("Jeanne Roussel",))
    assert said.text == SIGNED.strip()
    assert said.signature or block.startswith("Je ")


@pytest.mark.parametrize(
    "text",
    [
        "La société est au capital de 1 000 € et nous cherchons un local.",
        "Notre association régie par la loi de 1901 demande une salle.",
        "Votre réf. 2026/0147 : toujours rien.",
        "Le banc P.M.",
    ],
)
def test_what_speaks_of_capital_and_law_stays(text: str) -> None:
    assert new_text(f"Bonjour,\n{text}", ("Jeanne Roussel",)).text.endswith(text)


def test_banner_of_a_gateway_above_what_is_forwarded_is_left_out() -> None:
    said = new_text(
        "Pour suite.\n\n-----Message d'origine-----\nDe : Solène Groult <solene@mel.example>\nEnvoyé : lundi 2 mars 2026 09:14\n"
        "À : Odile Letellier\nObjet : trottoir\n\n[EXTERNE] Ce message provient d'un expéditeur externe. Ne cliquez pas sur les liens.\n\n"
        "Le trottoir du 8 est défoncé."
    )
    assert said.forwarded is not None
    assert new_text(said.forwarded.text).text == "Le trottoir du 8 est défoncé."
