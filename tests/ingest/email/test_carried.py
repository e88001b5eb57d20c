"""S1: words of a person that a machine brings are read as his, without the machine's frame; what a person tells of such mail stays his."""

from dataclasses import dataclass

import pytest

from domain.draft import Cover, Draft, Kind, ReadIn, Trait
from domain.inbound import Reception
from ingest.email.parse import read_email

TOWN = Reception(addresses=frozenset({"mairie@valognes.example"}), domains=frozenset({"valognes.example"}))


def read(sender: str, subject: str, body: str, *fields: str) -> Draft:
    head = (f"From: {sender}", "To: mairie@valognes.example", f"Subject: {subject}", "Content-Type: text/plain; charset=utf-8", *fields)
    return read_email("\r\n".join([*head, "", *body.split("\n")]).encode(), TOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A mail of a machine, and what is read of it."""

    sender: str
    subject: str
    body: str
    fields: tuple[str, ...] = ()
    text: str
    name: str | None = None
    email: str | None = None
    phone: str | None = None


BROUGHT = {
    "voice with greeting": Brought(
        sender="3CX <noreply@pbx.example>",
        subject="Nouveau message vocal",
        body="""Bonjour Accueil,

Vous avez un nouveau message vocal.

Appelant : +33 2 61 91 40 12 (LEROUX)
Date : 25/11/2026 09:12
Durée : 00:34

Transcription :
Oui bonjour ici monsieur Leroux 14 rue des Halles. Mon bac n'a pas été vidé.
Pouvez-vous me rappeler ? Merci.

Pour écouter le message, ouvrez le fichier joint.""",
        text="Oui bonjour ici monsieur Leroux 14 rue des Halles. Mon bac n'a pas été vidé.\nPouvez-vous me rappeler ? Merci.",
        name="LEROUX",
        phone="+33261914012",
    ),
    "voice that gives another number": Brought(
        sender="Messagerie vocale <voicemail@ipbx.example>",
        subject="Message vocal de 0261914012",
        body="""De : 0261914012
Pour : 1001
Durée : 0:21
Transcription (fiabilité 80 %) : « Allô, c'est Mme Énault, l'eau déborde, rappelez-moi au 06 39 98 88 14 »""",
        text="Allô, c'est Mme Énault, l'eau déborde, rappelez-moi au 06 39 98 88 14",
        name="ÉNAULT",
        phone="+33639988814",
    ),
    "files": Brought(
        sender="WeSend <noreply@wesend.example>",
        subject="claire.noel@bureau-noel.example sent you some files via WeSend",
        body="""claire.noel@bureau-noel.example
sent you some files

2 items, 12 MB in total · Expires on 3 December, 2026

Bonjour, voici le dossier de plans pour le 8 rue Siquet.
Merci de me dire si la clôture est conforme.
Claire Noël

Get your files
https://wesend.example/d/ab12

plan.pdf
notice technique.docx""",
        fields=("Reply-To: claire.noel@bureau-noel.example",),
        text="Bonjour, voici le dossier de plans pour le 8 rue Siquet.\nMerci de me dire si la clôture est conforme.",
        name="NOËL Claire",
        email="claire.noel@bureau-noel.example",
    ),
    "ticket": Brought(
        sender='"Agence du Port (Support)" <help@agence-port.example>',
        subject="[Ticket #8812] Fuite avaloir",
        body="""## Please type your reply above this line ##

Paul Énault (Agence du Port)
25/11/2026 14:02

L'avaloir devant le 3 rue Thiers déborde. Pourriez-vous intervenir ?""",
        fields=("Auto-Submitted: auto-generated",),
        text="L'avaloir devant le 3 rue Thiers déborde. Pourriez-vous intervenir ?",
        name="ÉNAULT Paul",
        email="help@agence-port.example",
    ),
}


@pytest.mark.parametrize("brought", BROUGHT.values(), ids=BROUGHT)
def test_words_are_read_without_the_frame(brought: Brought) -> None:
    draft = read(brought.sender, brought.subject, brought.body, *brought.fields)
    assert draft.kind is Kind.REQUEST
    assert draft.text == brought.text
    who = draft.requester
    assert (who.name, who.email, who.phone) == (brought.name, brought.email, brought.phone)


def test_number_called_from_is_known_from_the_call() -> None:
    draft = read(
        "Voicemail <asterisk@pbx.example>",
        "New voicemail",
        "You have a new voice message.\n\nFrom: 0261914012\nMailbox: 12\nLength: 0:12\nTranscript: The water is off.",
    )
    assert draft.requester.phone == "+33261914012"
    assert draft.requester.email is None
    told = next(one for one in draft.provenance if one.trait is Trait.PHONE)
    assert told.read_in is ReadIn.CALL_LOG


def test_fax_by_mail_has_the_callers_machine_and_no_text() -> None:
    fields = ("MIME-Version: 1.0",)
    body = "Numéro appelant : 0261914012\nReçue le : 26/11/2026 11:28\nNombre de pages : 2"
    draft = read("Serveur de fax <fax2mail@telecom.example>", "Télécopie reçue", body, *fields)
    assert (draft.requester.fax, draft.requester.phone, draft.requester.name, draft.requester.email) == ("+33261914012", None, None, None)
    raw = (
        "From: Serveur de fax <fax2mail@telecom.example>\r\nSubject: =?utf-8?Q?T=C3=A9l=C3=A9copie?=\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n'
        f"{body}\r\n--b\r\nContent-Type: image/tiff; name=f.tif\r\nContent-Transfer-Encoding: base64\r\n\r\nSUkqAAgAAAA=\r\n--b--\r\n"
    )
    scanned = read_email(raw.encode(), TOWN)
    assert (scanned.text, scanned.cover, scanned.requester.fax) == ("", Cover.FAX, "+33261914012")


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        (
            "message vocal",
            "Bonjour,\n\nj'ai laissé ce message vocal :\nDe : 0639984012\nDate : 24/11\nDurée : 1:02\n"
            "Transcription : « le chien aboie »\nPouvez-vous me rappeler ?",
        ),
        ("Fax", "Bonjour,\n\nmon fax n'a pas eu de réponse :\nNuméro appelant : 0261914012\nDate : 12/11\nPages : 2\nQue faire ?"),
        ("infos", "De : Anne\nDate : lundi\nPages : 3\nmon fax est cassé"),
        (
            "plans",
            "Bonjour,\n\nmon architecte vous a envoyé des documents hier, le lien expire vendredi.\n"
            "Pouvez-vous les télécharger avant et me dire si tout va bien ?",
        ),
    ],
    ids=["voice", "fax", "labels", "files"],
)
def test_who_tells_of_such_a_mail_is_read_whole(subject: str, body: str) -> None:
    draft = read("Jean Martin <jean.martin@libre.example>", subject, body)
    assert (draft.text, draft.requester.name) == (body, "MARTIN Jean")


def test_help_desk_that_answers_by_itself_is_a_machine() -> None:
    body = "--- Répondre au-dessus de cette ligne ---\n\nBonjour,\n\nVotre demande a bien été enregistrée. Ceci est un message automatique."
    assert (
        read("Support <support@editeur.example>", "[Demande n° 512] Panne", body, "Auto-Submitted: auto-generated").kind is Kind.AUTO_REPLY
    )


def test_answer_above_a_help_desks_line_ends_there() -> None:
    body = (
        "C'est toujours cassé.\n\nJean Martin\n\n##- Veuillez saisir votre réponse au-dessus de cette ligne -##\n\n"
        "Support, 20 nov. 2026 10:00\nC'est réparé."
    )
    draft = read("Jean Martin <jean.martin@libre.example>", "Re: [Demande n° 48] Banc", body)
    assert (draft.text, draft.signature) == ("C'est toujours cassé.", "Jean Martin")


def test_alarm_is_read_by_people_and_has_no_requester() -> None:
    body = (
        "SITE : ECOLE JULES FERRY\nEVENEMENT : DEFAUT CHAUDIERE\nAPPEL RESPONSABLE ASTREINTE 0639980911\n"
        "Message automatique, ne pas répondre."
    )
    draft = read("TELESURV <alarmes@telesurv.example>", "ALERTE TECHNIQUE", body)
    assert draft.kind is Kind.REQUEST
    assert (draft.requester.name, draft.requester.email, draft.requester.phone) == (None, None, None)
