"""What a message is, by what it says: each kind beside the request that looks like it."""

from email.message import EmailMessage

import pytest

from domain.draft import Kind
from domain.inbound import Reception
from ingest.email.parse import read_email
from tests.ingest.email.test_parse import mail
from tests.soon import soon

TOWN = Reception(addresses=frozenset({"mairie@valognes.example"}), domains=frozenset({"valognes.example"}))


def kind(text: str, subject: str = "Bonjour", sender: str = "Jean Dupont <jean.dupont@poste.example>", **fields: str) -> Kind:
    message = EmailMessage()
    message["From"], message["Subject"], message["Message-ID"] = sender, subject, "<m1@poste.example>"
    message["To"] = fields.pop("to", "mairie@valognes.example")
    for name, value in fields.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return read_email(message.as_bytes(), TOWN).kind


ACCOUNT = (
    "Cher utilisateur,\nvotre boîte mail a dépassé son quota et sera fermée sous 24 h. Connectez-vous et confirmez votre mot de passe : "
    "http://messagerie.example/acces"
)
PARCEL = "Votre colis est retenu : des frais de 1,95 € restent à payer. Cliquez ici pour le recevoir, sous 48 heures."
LEGACY = (
    "Bien aimé, veuve et atteinte d'un cancer, je souhaite faire un don de 850 000 euros à une personne honnête. Écrivez à mon notaire "
    "par mail : etude@poste.example"
)
LAMPS = (
    "Monsieur le Maire, notre société équipe déjà 300 communes. Profitez de -30 % sur nos lanternes jusqu'au 30 juin : cliquez ici pour "
    "être rappelé par un conseiller."
)
RANKING = "Votre site n'est pas en première page de Google. Nous vous proposons un audit gratuit : répondez OUI à ce message."
COINS = "Gagnez 2 000 € par semaine avec notre robot de trading en bitcoin. Inscrivez-vous : http://or.example"


@pytest.mark.parametrize("text", [ACCOUNT, PARCEL, LEGACY, LAMPS, RANKING, COINS])
def test_fraud_and_advertising_are_spam_without_any_header(text: str) -> None:
    assert kind(text) is Kind.SPAM


@pytest.mark.parametrize(
    "text",
    [
        f"J'ai reçu ce message, est-ce vous ?\n\n{ACCOUNT}",
        "On me demande par mail de confirmer mon mot de passe sous 24 h, sinon mon compte sera suspendu. Je clique ici ou pas ?",
        "Mon colis est bloqué, le livreur dit que ma maison n'a pas de numéro : pouvez-vous m'en attribuer un ?",
        "Veuf, atteint d'un cancer, je souhaite léguer 120 000 euros à la commune. Puis-je venir avec mon notaire ?",
        "Artisan installé à Valognes, je propose mes services, devis gratuit. À qui m'adresser pour être sur vos listes ?",
        "Vos travaux me coûtent -60 % de clients ! Voyez http://journal.example/1 et http://journal.example/2. J'exige une aide sous 48 h.",
        "Nous réalisons du 18 au 29 mai des travaux de fibre dans votre commune, rue Carnot. Contactez-nous sur www.reseau.example",
        "Un homme propose des placements en crypto aux personnes âgées du quartier, il gagne leur confiance : c'est une arnaque.",
    ],
)
def test_who_tells_of_a_fraud_or_asks_for_something_is_heard(text: str) -> None:
    assert kind(text) is Kind.REQUEST


def test_fraud_that_is_handed_on_is_its_victims_request() -> None:
    handed_on = f"-------- Message transféré --------\nDe : X <x@y.example>\nObjet : Boîte\n\n{ACCOUNT}"

    assert kind(f"Bonjour, est-ce vous ?\n\n{handed_on}") is Kind.REQUEST


DATES = "samedi 16 mai, 20 h 30 : concert à la halle\ndimanche 24 mai, 17 h : bal au kiosque\n"


@pytest.mark.parametrize(
    "text",
    [
        f"Chers amis,\n\nvoici nos dates :\n{DATES}\nEntrée libre, venez nombreux !",
        "Toutes nos promotions de mai sont en magasin.\n\nPour ne plus recevoir nos annonces, répondez STOP.",
        "Si vous ne visualisez pas ce message, cliquez ici.\n\nRetrouvez la saison sur notre site et suivez-nous sur Instagram.",
        "Chers adhérents,\n\nles nouveautés de la semaine sont en ligne.\n\nVous recevez ce message car vous êtes adhérent.",
    ],
)
def test_what_went_to_many_is_a_newsletter_without_any_header(text: str) -> None:
    assert kind(text) is Kind.NEWSLETTER


@pytest.mark.parametrize(
    "text",
    [
        f"Bonjour à tous,\n\nvoici nos dates :\n{DATES}\nPourriez-vous nous prêter 80 chaises ?",
        "Je ne souhaite plus recevoir votre lettre d'information, merci de me désabonner.",
        "Chers élus, le bar nous empêche de dormir samedi 16 mai et dimanche 17 mai jusqu'à 2 h. C'est insupportable.",
    ],
)
def test_who_asks_something_sends_no_newsletter(text: str) -> None:
    assert kind(text) is Kind.REQUEST


def test_answer_to_a_newsletter_of_the_town_is_a_request_and_to_a_message_a_follow_up() -> None:
    quoted = "\n\nLe 10 mai 2026 à 08:00, Ville <lettre@valognes.example> a écrit :\n> Si vous ne visualisez pas ce message, cliquez ici\n"
    ours = {"In_Reply_To": "<lettre@valognes.example>"}

    assert kind(f"Il reste un trou devant le 8 rue Carnot.{quoted}", "RE: La vie de Valognes", **ours) is Kind.REQUEST
    assert kind("Il reste un trou devant le 8 rue Carnot.", "RE: Travaux", **ours) is Kind.FOLLOW_UP


def test_answer_to_the_town_is_a_follow_up_where_only_the_quotation_says_so() -> None:
    quoted = "De : Services techniques <st@valognes.example>\nEnvoyé : 11 mai 2026\nObjet : Passage\n\nNous passerons mercredi."

    assert kind(f"Très bien, le portail sera ouvert.\n\n{quoted}", "RE: Passage") is Kind.FOLLOW_UP


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Re: Votre demande", "Je suis absent jusqu'au 25 mai et prendrai connaissance de votre message à mon retour."),
        ("Accusé de réception", "Nous avons bien reçu votre message. Ceci est un message automatique, merci de ne pas y répondre."),
        ("Absence", "En congé jusqu'au 1er juin. Vos messages ne seront pas lus. Merci d'écrire à accueil@bureau.example."),
        ("Lu : fiche", "Votre message\n\nÀ : Anne\nObjet : fiche\nEnvoyé : 11 mai\n\na été lu le 12 mai."),
        ("Message en attente", "Votre message est en attente de remise : authentifiez-vous en cliquant sur ce lien. Protection antispam."),
    ],
)
def test_responder_is_known_by_what_it_says(subject: str, text: str) -> None:
    assert kind(text, subject) is Kind.AUTO_REPLY


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Encombrants", "Je suis absente jusqu'au 12, merci de passer après au 4 rue Carnot."),
        ("En congés", "Je suis en congés jusqu'à lundi : quand puis-je venir chercher les clés de la salle ?"),
        ("Accusé de réception", "Votre réponse automatique disait « votre demande a été enregistrée » et depuis plus rien."),
        ("RE: Réponse automatique", "Merci, mais la haie du 12 dépasse toujours."),
        ("Passage", "Je serai absent le 20, de retour le 28. En mon absence, ma sœur a les clés."),
    ],
)
def test_person_who_is_away_is_no_responder(subject: str, text: str) -> None:
    assert kind(text, subject) is Kind.REQUEST


@pytest.mark.parametrize(
    ("sender", "subject", "text"),
    [
        ("postmaster@poste.example", "Adresse introuvable", "Votre message n'a pas été distribué à x@poste.example : adresse inconnue."),
        ("Mail Delivery Subsystem <m@poste.example>", "Delay", "Delivery incomplete. We will retry for 46 hours."),
        ("relais@poste.example", "Échec d'acheminement", "Le message n'a pas pu être remis à x@poste.example : 550 5.1.1 user unknown"),
    ],
)
def test_failure_to_deliver_is_known_by_what_it_says(sender: str, subject: str, text: str) -> None:
    assert kind(text, subject, sender) is Kind.BOUNCE


def test_who_tells_that_his_mail_came_back_is_heard() -> None:
    assert kind("Mon mail à l'état civil revient : 550 5.1.1 user unknown. Quelle est la bonne adresse ?", "mail non remis") is Kind.REQUEST


def test_report_that_a_message_was_delivered_is_no_bounce() -> None:
    text = "Votre message a été remis aux destinataires suivants :\n\na@poste.example"

    assert kind(text, "Remis : Votre demande", "postmaster@poste.example") is Kind.AUTO_REPLY


def test_request_that_begins_like_a_notice_is_not_blank() -> None:
    assert kind("Conformément au RGPD, je vous demande d'effacer toutes mes données personnelles.", "") is Kind.REQUEST


def test_form_that_names_a_request_follows_it_up() -> None:
    text = "Nom : Roux\nPrénom : Jeanne\nE-mail : jroux@mel.example\nMessage : ma fiche 2026/0912 n'avance pas"

    assert kind(text, "Contact", "wordpress@valognes.example") is Kind.FOLLOW_UP


VIA = "List-ID: <voisins.groupes.example>\r\nList-Unsubscribe: <mailto:non@groupes.example>\r\n"


def test_person_who_writes_through_a_discussion_list_is_heard_and_answered_himself() -> None:
    said = "La pompe hurle depuis mardi, un voyant clignote."
    text = f"{said}\n\nOdile Varin\n-- \nPour vous désabonner de ce groupe, écrivez à non@groupes.example."
    for sender, more in (
        ("'Odile Varin' via voisins <voisins@groupes.example>", "Reply-To: Odile Varin <o.varin@fai.example>\r\n"),
        ("Odile Varin <o.varin@fai.example>", "X-Original-Sender: o.varin@fai.example\r\n"),
    ):
        draft = read_email(mail(text, sender=sender, headers=f"{VIA}Precedence: list\r\n{more}"), TOWN)
        assert (draft.kind, draft.requester.name, draft.requester.email) == (Kind.REQUEST, "VARIN Odile", "o.varin@fai.example")
        assert draft.text == said


def test_list_that_names_nobody_beside_itself_sends_newsletters() -> None:
    text = "Chers adhérents, la lettre de mars est en ligne.\n-- \nPour vous désabonner de cette liste, écrivez à non@groupes.example."
    draft = read_email(mail(text, sender="Les Amis <lettre@groupes.example>", headers=f"{VIA}Reply-To: lettre@groupes.example\r\n"), TOWN)
    assert draft.kind is Kind.NEWSLETTER


GATHERED = "1. Re: tondeuse (Ana)\n2. salle du mardi (Luc)\n\nLa salle est-elle libre mardi ? Le lampadaire du parking est en panne."


@pytest.mark.parametrize(
    ("sender", "subject"),
    [
        ("voisins-request@groupes.example", "Lot voisins, Vol 3, Parution 9"),
        ("voisins@groupes.example", "[voisins] Digest, Vol 8, Issue 2"),
        ("voisins@groupes.example", "Récapitulatif pour voisins@groupes.example : 3 mises à jour"),
        ("Sympa <sympa@groupes.example>", "Abonnement à la liste voisins"),
    ],
)
def test_what_a_list_gathered_is_nobodys_request(sender: str, subject: str) -> None:
    text = mail(GATHERED, subject=subject, sender=sender, headers="List-ID: <voisins.groupes.example>\r\nPrecedence: list\r\n")
    assert read_email(text, TOWN).kind is Kind.NEWSLETTER


def test_member_of_a_list_who_speaks_of_a_digest_is_heard() -> None:
    said = "Le lampadaire du 4 rue Carnot est en panne, je l'ai lu dans le récapitulatif."
    raw = mail(said, subject="Re: récapitulatif", sender="Ana Roy <a.roy@fai.example>", headers="List-ID: <voisins.groupes.example>\r\n")
    assert read_email(raw, TOWN).kind is Kind.REQUEST


@pytest.mark.parametrize("unit", ["MdV> x\nvous écriviez :\n", "a@b.example\n03/03/2026\n", "De : a@b.example\n"])
def test_no_quotation_however_long_takes_long(unit: str) -> None:
    raw = mail(unit * (5_000_000 // len(unit)))
    with soon(3):  # takes two tenths of a second
        read_email(raw, TOWN)
