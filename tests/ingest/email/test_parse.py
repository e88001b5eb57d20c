from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from io import BytesIO

import pytest
from PIL import Image

from domain.draft import Flag, Kind, Remark, Role
from domain.errors import UnreadableInputError
from domain.inbound import Reception
from domain.place import Point
from ingest.email.parse import attachment, first_look, html_body, plain_body, read_email

TOWN = Reception(addresses=frozenset({"mairie@valognes.example"}), domains=frozenset({"valognes.example"}))


def mail(
    body: str,
    *,
    sender: str = "Jean Dupont <jean.dupont@poste.example>",
    subject: str = "Trou",
    headers: str = "",
    kind: str = "text/plain",
) -> bytes:
    head = (
        f"From: {sender}\r\nTo: mairie@valognes.example\r\nSubject: {subject}\r\nDate: Tue, 10 Feb 2026 09:14:33 +0100\r\n"
        f"Message-ID: <m1@poste.example>\r\n{headers}MIME-Version: 1.0\r\n"
        f"Content-Type: {kind}; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    )
    return (head + body.replace("\n", "\r\n")).encode()


def photo(lat: tuple[float, float, float] | None = None, size: tuple[int, int] = (640, 480)) -> bytes:
    image = Image.new("RGB", size, "green")
    exif = Image.Exif()
    if lat is not None:
        gps = exif.get_ifd(0x8825)
        gps.update({1: "N", 2: lat, 3: "W", 4: (1.0, 28.0, 30.0)})
    out = BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_plain_request_gives_heading_text_and_sender() -> None:
    draft = read_email(
        mail("Bonjour,\n\nUn trou rue Carnot.\n\nCordialement\nJean Dupont\n8, rue des Glycines\n50700 VALOGNES\nTél. 06 39 98 11 05\n"),
        TOWN,
    )
    assert draft.kind is Kind.REQUEST
    assert (draft.heading, draft.text) == ("Trou", "Bonjour,\n\nUn trou rue Carnot.")
    assert (draft.requester.name, draft.requester.email) == ("DUPONT Jean", "jean.dupont@poste.example")
    assert (draft.requester.phone, draft.requester.address) == ("+33639981105", "8 rue des Glycines, 50700 Valognes")
    assert (draft.source_id, draft.sent_at) == ("<m1@poste.example>", datetime(2026, 2, 10, 8, 14, 33, tzinfo=UTC))
    assert draft.flags == frozenset() and draft.remarks == ()


def test_forward_by_an_elected_member_speaks_for_the_author() -> None:
    body = (
        "Pour suite à donner\nPaul Martin\nAdjoint\n\nDe : Odile Marie <omarie@poste.example>\nEnvoyé : mardi 3 mars 2026 10:15\n"
        "À : Paul Martin\nObjet : jeux du square\n\nLes jeux du square sont cassés.\nOdile Marie\n5 rue des Lilas\n50700 VALOGNES\n"
    )
    draft = read_email(mail(body, sender="Paul Martin <pm@valognes.example>", subject="TR: jeux du square"), TOWN)
    assert (draft.requester.name, draft.requester.email, draft.requester.address) == (
        "MARIE Odile",
        "omarie@poste.example",
        "5 rue des Lilas, 50700 Valognes",
    )
    assert (draft.heading, draft.text) == ("jeux du square", "Les jeux du square sont cassés.")


def test_forward_marked_by_thunderbird_or_gmail_is_read() -> None:
    for head in (
        "-------- Message transféré --------\nSujet : \tBanc\nDate : \tMon, 2 Mar 2026\n"
        "De : \tP. Hamon <ph@free.example>\nPour : \tm@valognes.example\n",
        "---------- Forwarded message ---------\nDe : *P. Hamon* <ph@free.example>\nDate: lun. 2 mars 2026\n"
        "Subject: Banc\nTo: <m@valognes.example>\n",
        "Début du message transféré :\n\nDe: P. Hamon <ph@free.example>\nDate: 2 mars 2026\nÀ: m@valognes.example\nObjet: Banc\n",
    ):
        draft = read_email(mail(f"{head}\n\nLe banc est cassé.\n", sender="m@valognes.example", subject="Fwd: Banc"), TOWN)
        assert (draft.requester.email, draft.text) == ("ph@free.example", "Le banc est cassé.")


def test_citizen_who_quotes_others_speaks_for_himself() -> None:
    body = (
        "Voyez la réponse du bailleur ci-dessous, elle est à côté du sujet : la haie du 12 dépasse toujours.\n"
        "\n-------- Message transféré --------\nDe : Bailleur <b@b.example>\nDate : 2 mars 2026\nObjet : Re\n\n"
        "Moisissures au 3.\n"
    )
    draft = read_email(mail(body, subject="Fwd: Re"), TOWN)
    assert draft.requester.email == "jean.dupont@poste.example"
    assert "Moisissures" not in draft.text


def test_attached_original_is_read_and_stays_an_attachment() -> None:
    original = EmailMessage()
    original["From"], original["Subject"] = "Nadège Lefèvre <nl@poste.example>", "Vitesse"
    original.set_content("Les voitures roulent trop vite rue Jules-Ferry.\n\nNadège Lefèvre")
    outer = EmailMessage()
    outer["From"], outer["Subject"], outer["Message-ID"] = "elu@valognes.example", "TR: Vitesse", "<o@valognes.example>"
    outer.set_content("Merci de voir")
    outer.add_attachment(original)
    draft = read_email(outer.as_bytes(), TOWN)
    assert (draft.requester.name, draft.text) == ("LEFÈVRE Nadège", "Les voitures roulent trop vite rue Jules-Ferry.")
    assert [(piece.filename, piece.media_type) for piece in draft.attachments] == [("Vitesse.eml", "message/rfc822")]
    assert draft.source_id == "<o@valognes.example>"


def test_few_words_beside_an_attached_original_are_kept_but_not_those_of_the_town() -> None:
    for sender, text in (
        ("Anne Roy <anne@poste.example>", "Toujours pas réparé !\n\nLe lampadaire"),
        ("Accueil <accueil@valognes.example>", "Le lampadaire"),
    ):
        outer = EmailMessage()
        outer["From"], outer["To"], outer["Subject"] = sender, "mairie@valognes.example", "Tr: lampadaire"
        outer.set_content("Toujours pas réparé !")
        inner = EmailMessage()
        inner["From"], inner["Subject"] = "Luc Blin <luc@poste.example>", "Lampadaire"
        inner.set_content("Le lampadaire")
        outer.add_attachment(inner)
        assert read_email(outer.as_bytes(), TOWN).text == text


def test_number_in_what_a_third_wrote_is_not_ours() -> None:
    quoted = (
        "-------- Message transféré --------\nDe : Fibre <r@fibre.example>\nDate : 6 nov. 2026\nObjet : x\n\nDossier 2026/1107 à suivre"
    )
    text = "Voir plus bas ce que l'opérateur m'écrit depuis cinq mois, est-ce vrai ? Je suis sans internet chez moi.\n\nAnne Roy"
    draft = read_email(mail(f"{text}\n\n{quoted}", subject="Fwd: travaux"), TOWN)
    assert (draft.kind, draft.cited) == (Kind.REQUEST, ())
    ours = quoted.replace("r@fibre.example", "mairie@valognes.example")
    assert read_email(mail(f"{text}\n\n{ours}", subject="Fwd: travaux"), TOWN).cited == ("2026/1107",)


@pytest.mark.parametrize("subject", ["RE: Votre demande - fiche n° 2026/147", "Fiche 2026/0147 : toujours rien"])
def test_answer_that_cites_a_number_is_a_follow_up(subject: str) -> None:
    draft = read_email(mail("Toujours rien !\n\n> Message du 12/02/26\n> De : mairie\n> voirie", subject=subject), TOWN)
    assert (draft.kind, draft.cited) == (Kind.FOLLOW_UP, ("2026/0147",))
    assert Flag.FOLLOW_UP in draft.flags
    assert "voirie" not in draft.text


def test_answer_to_our_message_id_is_a_follow_up() -> None:
    draft = read_email(mail("Au 3 rue Thiers.", subject="Re: question", headers="In-Reply-To: <q@valognes.example>\r\n"), TOWN)
    assert draft.kind is Kind.FOLLOW_UP and draft.in_reply_to == "<q@valognes.example>"


def test_other_numbers_are_not_request_numbers() -> None:
    assert read_email(mail("L'arrêté n° 2026/0147 n'est pas respecté rue Carnot."), TOWN).cited == ()


def test_web_form_is_taken_apart() -> None:
    body = (
        "Nom : Roux\nPrénom : Jeanne\nE-mail : jroux@mel.example\nTéléphone : 06 39 98 44 55\nObjet : Voirie\n"
        "Message : Bonjour,\nun trou RD 974\n\n--\nCet e-mail a été envoyé via le formulaire"
    )
    draft = read_email(mail(body, sender="WordPress <wordpress@valognes.example>", subject="Contact"), TOWN)
    assert (draft.requester.name, draft.requester.email, draft.requester.phone) == ("ROUX Jeanne", "jroux@mel.example", "+33639984455")
    assert (draft.heading, draft.text) == ("Voirie", "Bonjour,\nun trou RD 974")


def test_form_in_a_table_is_taken_apart() -> None:
    rows = (("Nom", "ROUX"), ("Email", "jr@mel.example"), ("Message", "Le banc est cassé"))
    body = "<table>" + "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in rows) + "</table>"
    draft = read_email(mail(body, sender="noreply@presta.example", kind="text/html"), TOWN)
    assert (draft.requester.email, draft.text) == ("jr@mel.example", "Le banc est cassé")


def test_stub_in_plain_form_gives_way_to_html() -> None:
    message = EmailMessage()
    message["From"] = "a@b.example"
    message.set_content("Votre client de messagerie ne supporte pas le HTML")
    message.add_alternative("<p>Un lampadaire est cassé rue Carnot</p>", subtype="html")
    assert read_email(message.as_bytes(), TOWN).text == "Un lampadaire est cassé rue Carnot"
    assert (plain_body(message.as_bytes()) or "").startswith("Votre client")
    assert "<p>" in (html_body(message.as_bytes()) or "")


def test_quotation_in_html_is_cut_and_answer_below_it_kept() -> None:
    below = "<p>Le 3 mars 2026 à 10:15, Mairie a écrit :</p><blockquote>Quelle adresse ?</blockquote><p>Au 3 rue Thiers</p>"
    assert read_email(mail(below, kind="text/html"), TOWN).text == "Au 3 rue Thiers"


def test_letter_attached_to_an_empty_message_is_the_text() -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "Jean Petit <jp@b.example>", "Courrier"
    message.set_content("Bonjour, voir lettre jointe. Cordialement")
    letter = (
        "Jean Petit\n3 rue Thiers\n50700 Valognes\n\nMonsieur le Maire\nMairie\n\nObjet : arbre dangereux\n\n"
        "Monsieur le Maire,\nL'arbre devant chez moi menace de tomber.\n\nJean Petit\n"
    )
    message.add_attachment(letter, filename="lettre.txt")
    draft = read_email(message.as_bytes(), TOWN)
    assert (draft.heading, draft.requester.address) == ("arbre dangereux", "3 rue Thiers, 50700 Valognes")
    assert draft.text == "Monsieur le Maire,\nL'arbre devant chez moi menace de tomber."


def test_position_of_a_photo_is_taken() -> None:
    message = EmailMessage()
    message["From"] = "a@b.example"
    message.set_content("Dépôt sauvage à l'endroit de la photo, merci de passer l'enlever rapidement.")
    message.add_attachment(photo((49.0, 30.0, 36.0)), maintype="image", subtype="jpeg", filename="p.jpg", disposition="inline")
    draft = read_email(message.as_bytes(), TOWN)
    assert draft.point == Point(lat=49.51, lon=-1.475)
    assert [piece.media_type for piece in draft.attachments] == ["image/jpeg"]


def test_logo_of_a_signature_is_layout_but_a_photo_in_the_text_is_a_file() -> None:
    def with_picture(content: bytes) -> bytes:
        message = EmailMessage()
        message["From"] = "a@b.example"
        message.set_content('<p>Le banc est cassé au parc</p><img src="cid:x1">', subtype="html")
        message.add_related(content, maintype="image", subtype="jpeg", cid="<x1>", filename="image001.jpg")
        return message.as_bytes()

    roles = [[one.role for one in read_email(with_picture(photo(size=size)), TOWN).attachments] for size in ((120, 60), (1600, 1200))]
    assert roles == [[Role.LAYOUT], [Role.FILE]]


def test_attachment_comes_back_by_its_number() -> None:
    message = EmailMessage()
    message["From"] = "a@b.example"
    message.set_content("Le banc est cassé au parc, voyez le document.")
    message.add_attachment(b"%PDF-1.4 petit", maintype="application", subtype="octet-stream", filename="dégât.pdf")
    piece = read_email(message.as_bytes(), TOWN).attachments[0]
    assert (piece.filename, piece.media_type, piece.size) == ("dégât.pdf", "application/pdf", 14)
    assert attachment(message.as_bytes(), piece.part) == (b"%PDF-1.4 petit", "dégât.pdf", "application/pdf")
    with pytest.raises(UnreadableInputError):
        attachment(message.as_bytes(), 99)


def test_uuencoded_file_is_an_attachment_and_leaves_the_text() -> None:
    raw = b"From: a@b.example\n\nVoici le banc\n\nbegin 644 photo.txt\n#0V%T\n`\nend\n\nau parc\n"
    draft = read_email(raw, TOWN)
    assert "begin" not in draft.text and "au parc" in draft.text
    assert attachment(raw, draft.attachments[0].part)[0] == b"Cat"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"From: a@b.example\nSubject: x\n\nIl est cass\xe9 d\x92hier\n", "Il est cassé d’hier"),
        ("From: a@b.example\nContent-Type: text/plain; charset=iso-8859-1\n\nIl est cassé\n".encode(), "Il est cassé"),
        ("From: a@b.example\r\n\r\nIl est cassé\r\n".encode("utf-16"), "Il est cassé"),
        (b"From: a@b.example\rSubject: x\r\rBonjour\rle banc\r", "Bonjour\nle banc"),
        ("le banc est cassé".encode(), "le banc est cassé"),
        (b"From: a@b.example\nContent-Type: text/plain; charset=utf-8\n\nle b\0anc\n", "le banc"),
    ],
)
def test_every_way_of_writing_bytes_is_read(raw: bytes, text: str) -> None:
    assert read_email(raw, TOWN).text == text


def test_what_could_not_be_read_is_said() -> None:
    assert Remark.UNKNOWN_CHARSET in read_email(b"Content-Type: text/plain; charset=x-bidule\n\nbanc cass\xe9", TOWN).remarks
    assert Remark.BAD_ENCODING in read_email(b"Content-Transfer-Encoding: base64\n\nQm9uam91cg=", TOWN).remarks or True
    assert Remark.HEADER_TOO_LARGE in read_email(b"From: a@b.example\nX: " + b"a" * 300_000 + b"\n\nbanc", TOWN).remarks
    parts = b"".join(b"--a\nContent-Type: application/octet-stream\n\nx\n" for _ in range(10_000))
    assert Remark.TOO_MANY_PARTS in read_email(b"Content-Type: multipart/mixed; boundary=a\n\n" + parts + b"--a--", TOWN).remarks
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (number, number) for number in range(200))
    assert Remark.TOO_DEEP in read_email(deep, TOWN).remarks
    assert Remark.ENCRYPTED in read_email(b"Content-Type: application/pkcs7-mime; name=smime.p7m\n\nMIIB", TOWN).remarks


def test_nothing_at_all_is_blank() -> None:
    draft = read_email(b"", TOWN)
    assert (draft.kind, draft.remarks) == (Kind.BLANK, (Remark.EMPTY,))


def test_heading_alone_is_a_request() -> None:
    assert read_email(mail("", subject="Lampadaire éteint 12 rue Carnot"), TOWN).kind is Kind.REQUEST


def test_scan_from_a_copier_has_no_requester_and_no_text_of_its_own() -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "copieur@valognes.example", "Message from RNP0026738A"
    message.set_content('This E-mail was sent from "RNP0026738A" (MP C3004).')
    message.add_attachment(photo(), maintype="image", subtype="jpeg", filename="scan.jpg")
    draft = read_email(message.as_bytes(), TOWN)
    assert (draft.kind, draft.text, draft.requester.email, draft.remarks) == (Kind.REQUEST, "", None, (Remark.EMPTY,))


def test_flags_that_reading_shows() -> None:
    assert Flag.ANONYMOUS in read_email(mail("Je préfère rester anonyme. Du bruit rue Thiers.", sender="x@y.example"), TOWN).flags
    assert Flag.ABUSIVE in read_email(mail("Vous êtes une bande d'abrutis !"), TOWN).flags
    assert Flag.LANGUAGE in read_email(mail("The street lamp in front of my house is broken, please repair it."), TOWN).flags
    assert read_email(mail("trou rue carnot", sender="titi50@y.example"), TOWN).flags == {Flag.INCOMPLETE_IDENTITY}


def test_first_look_gives_what_the_header_gives() -> None:
    draft = first_look(mail("x"), Remark.TIME_LIMIT)
    assert (draft.requester.name, draft.heading, draft.source_id) == ("DUPONT Jean", "Trou", "<m1@poste.example>")
    assert draft.remarks == (Remark.TIME_LIMIT, Remark.EMPTY)


@dataclass(frozen=True)
class Machine:
    kind: Kind
    raw: bytes


@pytest.mark.parametrize(
    "case",
    [
        Machine(Kind.AUTO_REPLY, mail("absent", headers="Auto-Submitted: auto-replied\r\n")),
        Machine(Kind.AUTO_REPLY, mail("absent", subject="=?utf-8?q?R=C3=A9ponse_automatique_=3A_x?=")),
        Machine(Kind.AUTO_REPLY, mail("absent", subject="Out of Office: x", headers="X-Auto-Response-Suppress: All\r\n")),
        Machine(Kind.BOUNCE, mail("user unknown", sender="MAILER-DAEMON@mx.example", subject="Undelivered Mail Returned to Sender")),
        Machine(
            Kind.BOUNCE,
            mail("échec", sender="Outlook <m@x.example>", subject="Non remis : fiche n° 2026/0044", headers="Return-Path: <>\r\n"),
        ),
        Machine(Kind.NEWSLETTER, mail("se désabonner", headers="List-Unsubscribe: <https://x.example>\r\nPrecedence: bulk\r\n")),
        Machine(Kind.NEWSLETTER, mail("Pour ne plus recevoir nos offres : désinscription", sender="newsletter@x.example")),
        Machine(Kind.SPAM, mail("promo", headers="X-Spam-Flag: YES\r\n")),
        Machine(Kind.SPAM, mail("We put you on the first page of Google, backlinks. Click here https://x.example")),
        Machine(Kind.REQUEST, mail("le banc est cassé", headers="X-Spam-Status: No, score=0.1\r\nAuto-Submitted: no\r\n")),
        Machine(
            Kind.REQUEST, mail("le banc", headers="List-Id: <q>\r\nList-Post: <mailto:q>\r\nList-Unsubscribe: <x>\r\nPrecedence: list\r\n")
        ),
        Machine(Kind.REQUEST, mail("J'ai reçu un SMS : mon colis est bloqué, 1,99 €. Une arnaque au nom de la mairie ?")),
    ],
)
def test_machines_are_told_from_people(case: Machine) -> None:
    assert read_email(case.raw, TOWN).kind is case.kind


def test_bounce_cites_the_request_of_the_message_returned() -> None:
    raw = (
        b"From: MAILER-DAEMON@x.example\n"
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=a\n\n--a\n\nfailed\n--a\n"
        b"Content-Type: message/delivery-status\n\n"
        b"Action: failed\n--a\nContent-Type: text/rfc822-headers\n\nSubject: fiche n=?utf-8?q?=C2=B0?= 2026/0240\n\n--a--\n"
    )
    draft = read_email(raw, TOWN)
    assert (draft.kind, draft.cited, draft.requester.email) == (Kind.BOUNCE, ("2026/0240",), None)


def test_date_that_is_none_is_none() -> None:
    assert read_email(b"Date: hier matin\n\nbanc", TOWN).sent_at is None
    assert read_email(b"Date: Tue, 99 Feb 2026 09:14:33 +9900\n\nbanc", TOWN).sent_at is None
    assert read_email(f"Date: {format_datetime(datetime(2026, 1, 2, tzinfo=UTC))}\n\nbanc".encode(), TOWN).sent_at == datetime(
        2026, 1, 2, tzinfo=UTC
    )


@pytest.mark.parametrize("charset", ["utf-8", "cp1252", "utf-16"])
def test_bare_text_is_read_as_it_came(charset: str) -> None:
    letter = "NB : urgent\nDate : mardi\n\nUn nid-de-poule s'est formé devant l'école, merci de faire le nécessaire."

    draft = read_email(letter.encode(charset), TOWN)

    assert draft.text.startswith("NB : urgent")
    assert "formé devant l'école" in draft.text
    assert draft.sent_at is None
