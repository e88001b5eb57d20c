"""Mails of machines, as servers, responders, mass mailers and swindlers send them: invented, each with the kinds it may be read as."""

from base64 import b64encode
from collections.abc import Mapping
from textwrap import dedent
from zlib import crc32

from domain.draft import Kind

AUTO, BOUNCE, NEWS, SPAM = Kind.AUTO_REPLY, Kind.BOUNCE, Kind.NEWSLETTER, Kind.SPAM

_DEFAULTS = {
    "Date": "Tue, 10 Nov 2026 09:12:41 +0100",
    "To": "mairie@valognes.example",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Transfer-Encoding": "8bit",
}


def eml(head: str, body: str, *, left_out: frozenset[str] = frozenset()) -> bytes:
    """Return a mail: its own header lines, what every mail has beside them, and a body."""
    head, body = dedent(head).strip("\n"), dedent(body).strip("\n") + "\n"
    given = {line.split(":")[0].lower() for line in head.splitlines() if not line[:1].isspace()}
    more = [f"{name}: {value}" for name, value in _DEFAULTS.items() if name.lower() not in given | left_out]
    if "message-id" not in given | left_out:
        more.append(f"Message-ID: <{crc32(body.encode()):x}@relais.example>")
    return "\r\n".join([*head.splitlines(), *more, "", *body.splitlines(), ""]).encode()


def report(head: str, text: str, fields: str, returned: str, *, returned_type: str = "message/rfc822") -> bytes:
    """Return a delivery report (RFC 3464): words for people, fields for machines, what is returned of the letter."""
    parts = [f"--=_r\nContent-Type: text/plain; charset=utf-8\n\n{dedent(text).strip()}\n"]
    parts.append(f"--=_r\nContent-Type: message/delivery-status\n\n{dedent(fields).strip()}\n")
    if returned:
        parts.append(f"--=_r\nContent-Type: {returned_type}\n\n{dedent(returned).strip()}\n")
    body = "\n".join(parts) + "\n--=_r--"
    kind = 'Content-Type: multipart/report; report-type=delivery-status; boundary="=_r"'
    return eml(f"{dedent(head).strip()}\n{kind}", body)


OURS = """
    From: mairie@valognes.example
    To: voirie@valognes.example
    Subject: =?utf-8?q?Demande_2026/0147_=E2=80=93_Nid-de-poule?=
    Date: Tue, 10 Nov 2026 09:12:00 +0100
    Message-ID: <citoyen.valognes.12@valognes.example>
    Auto-Submitted: auto-generated

    La demande 2026/0147 vous est transmise.
"""
OURS_HEAD = OURS.split("\n\n", maxsplit=1)[0]


def _word(text: str) -> str:
    return f"=?utf-8?B?{b64encode(text.encode()).decode()}?="


ABSENCES: Mapping[str, bytes] = {
    "exchange_fr": eml(
        f"""
        From: =?utf-8?q?LEMONNIER_H=C3=A9l=C3=A8ne?= <helene.lemonnier@agglo.example>
        Subject: {_word("Réponse automatique : Demande 2026/0147 – Nid-de-poule")}
        Auto-Submitted: auto-generated
        X-Auto-Response-Suppress: All
        X-MS-Has-Attach:
        X-MS-Exchange-Inbox-Rules-Loop: helene.lemonnier@agglo.example
        In-Reply-To: <citoyen.valognes.12@valognes.example>
        """,
        """
        Bonjour,
        Je suis absente du 9 au 20 novembre inclus. Pour toute urgence, contactez le secrétariat au 02 61 91 00 11.
        Cordialement,
        Hélène Lemonnier
        """,
    ),
    "exchange_en_no_field": eml(
        """
        From: Peter Cole <p.cole@consult.example>
        Subject: Automatic reply: Votre rendez-vous
        """,
        """
        Thank you for your email. I am currently out of the office with limited access to email and will return on Monday 16 November.
        """,
    ),
    "gmail_vacation": eml(
        f"""
        From: Anne Roussel <anne.roussel@messagerie.example>
        Subject: {_word("Vacances ! Re: Demande 2026/0147")}
        Precedence: bulk
        X-Autoreply: yes
        Auto-Submitted: auto-replied
        In-Reply-To: <citoyen.valognes.12@valognes.example>
        References: <citoyen.valognes.12@valognes.example>
        """,
        """
        Coucou, je suis à la montagne sans réseau, je vous réponds à mon retour le 23.
        """,
    ),
    "zimbra": eml(
        """
        From: c.delaunay@libre.example
        Subject: Re: Demande 2026/0147
        Auto-Submitted: auto-replied (zimbra; type=vacation)
        Precedence: bulk
        """,
        """
        Je suis en congés jusqu'au 15 novembre.
        """,
    ),
    "sieve": eml(
        """
        Return-Path: <>
        X-Sieve: Pigeonhole Sieve 0.5.21
        From: <syndic@residence.example>
        Subject: Auto: Collecte des encombrants
        Auto-Submitted: auto-replied (vacation)
        Precedence: bulk
        X-Auto-Response-Suppress: All
        """,
        """
        L'agence est fermée pour inventaire. Nous traiterons votre message dès mercredi.
        """,
    ),
    "orange_no_field": eml(
        f"""
        Return-Path: <>
        From: gerard.hubert@fournisseur.example
        Subject: {_word("Réponse d'absence")}
        """,
        """
        Bonjour, je ne suis pas disponible pour le moment. Je lirai votre mail à mon retour le 18/11.
        """,
    ),
    "ovh": eml(
        """
        From: contact@plomberie-leduc.example
        Subject: Re: Intervention gymnase
        X-Auto-Response-Suppress: OOF
        Auto-Submitted: auto-replied
        Precedence: auto_reply
        """,
        """
        Merci de votre message, nous vous répondrons sous 48 heures.
        """,
    ),
    "cpanel": eml(
        """
        From: "Atelier Bois" <bonjour@atelierbois.example>
        Subject: Absence
        X-Autorespond: Re: devis bancs
        X-Precedence: auto_reply
        """,
        """
        L'atelier est fermé jusqu'à lundi.
        """,
    ),
    "notes_no_field": eml(
        """
        From: Jean-Marc PETIT <jm.petit@departement.example>
        Subject: Jean-Marc PETIT est absent(e).
        X-Mailer: Lotus Domino Web Server Release 9.0.1
        """,
        """
        Je serai absent(e) du bureau à partir du 06/11/2026 et ne serai de retour que le 16/11/2026.

        Je répondrai à votre message à mon retour.

        Remarque : ceci est une réponse automatique à votre message « Demande 2026/0147 » envoyé le 10/11/2026 09:12:00.
        C'est la seule notification que vous recevrez pendant l'absence de cette personne.
        """,
    ),
    "office_closed_no_field": eml(
        f"""
        From: =?utf-8?q?=C3=89tude_Ma=C3=AEtre_Godefroy?= <etude@godefroy.example>
        Subject: {_word("Fermeture de l'étude Re: Cession parcelle AB 112")}
        """,
        """
        Madame, Monsieur,

        Nous vous informons que l'étude est exceptionnellement fermée du 9 au 13 novembre 2026.
        Votre message a bien été reçu et sera traité dès notre retour. Il ne sera pas transféré.
        """,
    ),
    "maternity": eml(
        f"""
        From: Sonia Briand <s.briand@bailleur.example>
        Subject: {_word("Réponse automatique : logement rue des Lices")}
        """,
        """
        Bonjour, je suis en congé maternité jusqu'en mars 2027. En mon absence, merci d'adresser vos demandes à accueil@bailleur.example.
        """,
    ),
    "address_left": eml(
        """
        Return-Path: <>
        From: ancien.contact@presse.example
        Subject: Changement d'adresse - Re: Conseil municipal
        Auto-Submitted: auto-replied
        """,
        """
        Cette adresse n'est plus relevée. Écrivez désormais à redaction@presse.example.
        """,
    ),
    "german": eml(
        """
        From: k.vogel@partnerstadt.example
        Subject: Abwesenheitsnotiz: Jumelage 2027
        X-Auto-Response-Suppress: DR, OOF, AutoReply
        Auto-Submitted: auto-generated
        """,
        """
        Vielen Dank für Ihre Nachricht. Ich bin bis zum 15. November nicht im Büro.
        """,
    ),
    "spanish_no_field": eml(
        f"""
        From: turismo@ciudad.example
        Subject: {_word("Respuesta automática: Hermanamiento")}
        """,
        """
        Gracias por su mensaje. Estaré fuera de la oficina hasta el 20 de noviembre.
        """,
    ),
    "left_company_no_field": eml(
        f"""
        From: Thomas Ferrand <t.ferrand@paysage.example>
        Subject: {_word("Message automatique")}
        """,
        """
        Bonjour,
        Thomas Ferrand a quitté l'entreprise le 30 octobre. Pour toute demande, merci de vous rapprocher de Julie
        Costa (j.costa@paysage.example).
        Ce courriel est généré automatiquement.
        """,
    ),
}

TICKETS: Mapping[str, bytes] = {
    "glpi": eml(
        f"""
        From: Assistance <glpi@agglo.example>
        Subject: {_word("[GLPI #0048122] Nouveau ticket : Demande 2026/0147")}
        Auto-Submitted: auto-generated
        X-Auto-Response-Suppress: OOF, DR, NDR, RN, NRN
        """,
        """
        URL : https://assistance.agglo.example/front/ticket.form.php?id=48122
        Ticket : Titre : Demande 2026/0147
        Demandeurs : mairie@valognes.example
        Date d'ouverture : 10-11-2026 09:12
        """,
    ),
    "otrs": eml(
        f"""
        From: Service voirie <voirie@cc-cotentin.example>
        Subject: {_word("[Ticket#2026111010000123] Votre demande a bien été enregistrée")}
        Precedence: bulk
        X-Powered-By: OTRS
        X-OTRS-Loop: yes
        """,
        """
        Bonjour, votre demande a bien été enregistrée sous le numéro 2026111010000123. Un agent vous répondra.
        """,
    ),
    "zendesk": eml(
        f"""
        From: Support Eau <support@eaux.example>
        Subject: {_word("[Demande reçue] Fuite place du Marché")}
        X-Mailer: Zendesk Mailer
        X-Auto-Response-Suppress: All
        Auto-Submitted: auto-generated
        """,
        """
        ##- Veuillez saisir votre réponse au-dessus de cette ligne -##
        Votre demande (455120) a été reçue et est en cours de traitement par notre équipe.
        """,
    ),
    "fresh_no_field": eml(
        f"""
        From: Relations usagers <relation.usagers@transports.example>
        Subject: {_word("Votre demande n° 88 412 a bien été enregistrée")}
        """,
        """
        Bonjour,

        Nous avons bien reçu votre message et nous vous en remercions. Il a été enregistré sous la référence 88412.
        Notre équipe reviendra vers vous dans un délai de cinq jours ouvrés.

        Ne répondez pas à ce message, cette boîte n'est pas consultée.
        """,
    ),
    "prefecture_no_field": eml(
        f"""
        From: =?utf-8?q?Pr=C3=A9fecture?= <ne-pas-repondre@prefecture.example>
        Subject: {_word("Accusé de réception de votre courriel")}
        """,
        """
        Madame, Monsieur,
        Votre courriel a bien été réceptionné par les services de la préfecture. Il fera l'objet d'un traitement dans les meilleurs délais.
        Ceci est un message automatique, merci de ne pas y répondre.
        """,
    ),
    "crpa_no_field": eml(
        f"""
        From: demarches@caisse.example
        Subject: {_word("Accusé d'enregistrement électronique")}
        """,
        """
        Conformément à l'article L. 112-11 du code des relations entre le public et l'administration, nous accusons réception de votre envoi
        du 10/11/2026 à 09:12. Le présent accusé ne préjuge pas de la recevabilité de votre demande.
        """,
    ),
    "ddt_no_field": eml(
        """
        From: ddtm-accueil@etat.example
        Subject: Re: Demande 2026/0147
        """,
        """
        La direction départementale des territoires a bien reçu votre message et vous en remercie.
        Celui-ci a été transmis au service compétent qui vous répondra dans les meilleurs délais.

        Message généré automatiquement - ne pas répondre.
        """,
    ),
    "jira": eml(
        """
        From: Hotline <jira@editeur.example>
        Subject: SUP-2214 Logiciel cantine
        Auto-Submitted: auto-generated
        Precedence: bulk
        X-JIRA-FingerPrint: 8fa21c
        """,
        """
        Reply above this line.
        Merci, nous avons bien enregistré votre requête SUP-2214.
        """,
    ),
    "job_application_ack_no_field": eml(
        f"""
        From: recrutement@hopital.example
        Subject: {_word("Confirmation de réception")}
        """,
        """
        Bonjour,
        Nous accusons bonne réception de votre mail et y donnerons suite prochainement.
        [Courrier électronique envoyé par un automate]
        """,
    ),
}

RECEIPTS: Mapping[str, bytes] = {
    "mdn_thunderbird": eml(
        f"""
        From: Paul Gosselin <p.gosselin@fournisseur.example>
        Subject: {_word("Accusé de réception (affiché) - Demande 2026/0147")}
        Content-Type: multipart/report; report-type=disposition-notification; boundary="=_m"
        """,
        """
        --=_m
        Content-Type: text/plain; charset=utf-8

        Ceci est un accusé de réception pour le courrier que vous avez envoyé à p.gosselin@fournisseur.example.
        --=_m
        Content-Type: message/disposition-notification

        Reporting-UA: fournisseur.example; Thunderbird
        Final-Recipient: rfc822;p.gosselin@fournisseur.example
        Original-Message-ID: <citoyen.valognes.12@valognes.example>
        Disposition: manual-action/MDN-sent-manually; displayed
        --=_m--
        """,
    ),
    "mdn_outlook": eml(
        """
        From: Accueil <accueil@agglo.example>
        Subject: Lu : Demande 2026/0147
        Content-Type: multipart/report; boundary="=_m"; report-type="disposition-notification"
        """,
        """
        --=_m
        Content-Type: text/plain; charset=utf-8

        Votre message
           À : Accueil
           Objet : Demande 2026/0147
           Envoyé : mardi 10 novembre 2026 09:12
        a été lu le mardi 10 novembre 2026 10:02.
        --=_m
        Content-Type: message/disposition-notification

        Final-Recipient: RFC822; accueil@agglo.example
        Disposition: automatic-action/MDN-sent-automatically; displayed
        --=_m--
        """,
    ),
    "read_no_field": eml(
        """
        From: Police municipale <pm@voisine.example>
        Subject: Lu: Demande 2026/0147
        """,
        """
        Votre message

           À : Police municipale
           Objet : Demande 2026/0147
           Envoyé : 10/11/2026 09:12

        a été lu le 10/11/2026 11:40.
        """,
    ),
    "confirmation_no_field": eml(
        """
        From: Denise Quentin <d.quentin@fournisseur.example>
        Subject: Confirmation de lecture : Travaux rue Basse
        """,
        """
        Confirmation de lecture.
        Le message envoyé à d.quentin@fournisseur.example le 10/11/2026 a été affiché. Rien ne garantit qu'il a été lu ou compris.
        """,
    ),
    "not_read": eml(
        f"""
        From: Elus <elus@agglo.example>
        Subject: {_word("Non lu : Ordre du jour")}
        Content-Type: multipart/report; boundary="=_m"; report-type=disposition-notification
        """,
        """
        --=_m
        Content-Type: text/plain; charset=utf-8

        Votre message a été supprimé sans être lu le mardi 10 novembre 2026.
        --=_m
        Content-Type: message/disposition-notification

        Final-Recipient: rfc822; elus@agglo.example
        Disposition: manual-action/MDN-sent-automatically; deleted
        --=_m--
        """,
    ),
}

CHALLENGES: Mapping[str, bytes] = {
    "mailinblack_fr": eml(
        f"""
        From: Marc Leroy <m.leroy@entreprise.example>
        Subject: {_word("Authentification - Votre email est en attente de délivrance")}
        """,
        """
        Bonjour,
        Je suis protégé contre les virus et les spams par Mailinblack.
        Pour que votre message me parvienne, cliquez sur le lien ci-dessous et recopiez le code affiché. Cette action
        n'est à faire qu'une fois.
        https://mibc-fr.filtre.example/securitylink?key=x8
        """,
    ),
    "robot_fr": eml(
        f"""
        From: antispam@protect.example
        Subject: {_word("Merci de confirmer votre envoi à c.noel@cabinet.example")}
        """,
        """
        Votre message du 10/11/2026 est retenu. Afin de prouver que vous êtes bien un humain et non un robot, validez votre adresse :
        https://protect.example/v/9932
        Sans action de votre part sous 7 jours, il sera supprimé.
        """,
    ),
    "english": eml(
        """
        From: "Dana Wills" <dana@wills.example>
        Subject: Re: Jumelage (verification required)
        Auto-Submitted: auto-replied
        """,
        """
        I am using a spam guard. Your message is being held. Click the link below to verify that you are a real person
        and your email will be delivered. https://guard.example/c/113
        """,
    ),
    "html_only": eml(
        f"""
        From: Cabinet Lenoir <contact@lenoir.example>
        Subject: {_word("Action requise : validez votre adresse e-mail pour que votre message soit remis")}
        Content-Type: text/html; charset=utf-8
        """,
        """
        <html><body><p>Votre e-mail a bien été reçu mais il est bloqué par notre solution anti-spam.</p>
        <p><a href="https://filtre.example/a?1">Cliquez ici pour confirmer que vous êtes humain</a> et débloquer vos
        messages.</p></body></html>
        """,
    ),
}

BOUNCES: Mapping[str, bytes] = {
    "postfix_full": report(
        """
        Return-Path: <>
        From: MAILER-DAEMON@relais.example (Mail Delivery System)
        Subject: Undelivered Mail Returned to Sender
        Auto-Submitted: auto-replied
        """,
        """
        This is the mail system at host relais.example.

        I'm sorry to have to inform you that your message could not be delivered to one or more recipients.

        <voirie@valognes.example>: host mx.valognes.example[192.0.2.4] said: 550 5.1.1 <voirie@valognes.example>: Recipient address
            rejected: User unknown in virtual mailbox table (in reply to RCPT TO command)
        """,
        """
        Reporting-MTA: dns; relais.example
        X-Postfix-Queue-ID: 4F1C2A
        Arrival-Date: Tue, 10 Nov 2026 09:12:00 +0100 (CET)

        Final-Recipient: rfc822; voirie@valognes.example
        Original-Recipient: rfc822;voirie@valognes.example
        Action: failed
        Status: 5.1.1
        Remote-MTA: dns; mx.valognes.example
        Diagnostic-Code: smtp; 550 5.1.1 <voirie@valognes.example>: Recipient address rejected: User unknown
        """,
        OURS,
    ),
    "postfix_headers": report(
        """
        From: MAILER-DAEMON@relais.example (Mail Delivery System)
        Subject: Undelivered Mail Returned to Sender
        """,
        "<voirie@valognes.example>: mail for valognes.example loops back to myself",
        """
        Reporting-MTA: dns; relais.example

        Final-Recipient: rfc822; voirie@valognes.example
        Action: failed
        Status: 5.4.6
        Diagnostic-Code: X-Postfix; mail for valognes.example loops back to myself
        """,
        OURS_HEAD,
        returned_type="text/rfc822-headers",
    ),
    "postfix_delayed": report(
        """
        From: MAILER-DAEMON@relais.example (Mail Delivery System)
        Subject: Delayed Mail (still being retried)
        Auto-Submitted: auto-replied
        """,
        "THIS IS A WARNING ONLY. YOU DO NOT NEED TO RESEND YOUR MESSAGE.",
        """
        Reporting-MTA: dns; relais.example

        Final-Recipient: rfc822; voirie@valognes.example
        Action: delayed
        Status: 4.4.1
        Diagnostic-Code: X-Postfix; connect to mx.valognes.example[192.0.2.4]:25: Connection timed out
        Will-Retry-Until: Sun, 15 Nov 2026 09:12:00 +0100 (CET)
        """,
        OURS_HEAD,
        returned_type="text/rfc822-headers",
    ),
    "exchange_online": report(
        f"""
        From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@agglo.example>
        Subject: {_word("Non remis : Demande 2026/0147 – Nid-de-poule")}
        X-MS-Exchange-Message-Is-Ndr:
        """,
        """
        Votre message à voirie@valognes.example n'a pas pu être remis.
        voirie est introuvable sur valognes.example.
        """,
        """
        Reporting-MTA: dns;PR0P264MB0001.relais.example
        Received-From-MTA: dns;relais.example
        Arrival-Date: Tue, 10 Nov 2026 08:12:02 +0000

        Final-Recipient: rfc822;voirie@valognes.example
        Action: failed
        Status: 5.1.10
        Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup
        X-Display-Name: voirie
        """,
        OURS,
    ),
    "exchange_on_site": report(
        f"""
        From: =?utf-8?q?Administrateur_syst=C3=A8me?= <postmaster@agglo.example>
        Subject: {_word("Non remise : Demande 2026/0147")}
        """,
        "La remise de ce message à ces destinataires ou listes a échoué : voirie@valognes.example. La boîte de réception est saturée.",
        """
        Reporting-MTA: dns;exch01.agglo.example

        Final-recipient: RFC822; voirie@valognes.example
        Action: failed
        Status: 5.2.2
        Diagnostic-Code: smtp;554 5.2.2 mailbox full
        """,
        OURS_HEAD,
        returned_type="text/rfc822-headers",
    ),
    "exim_plain": eml(
        """
        Return-path: <>
        From: Mail Delivery System <Mailer-Daemon@hebergeur.example>
        Subject: Mail delivery failed: returning message to sender
        X-Failed-Recipients: voirie@valognes.example
        Auto-Submitted: auto-replied
        """,
        """
        This message was created automatically by mail delivery software.

        A message that you sent could not be delivered to one or more of its
        recipients. This is a permanent error. The following address(es) failed:

          voirie@valognes.example
            host mx.valognes.example [192.0.2.4]
            SMTP error from remote mail server after RCPT TO:<voirie@valognes.example>:
            550 5.1.1 No such user here

        ------ This is a copy of the message, including all the headers. ------

        Return-path: <mairie@valognes.example>
        From: mairie@valognes.example
        To: voirie@valognes.example
        Subject: Demande 2026/0147
        Message-ID: <citoyen.valognes.12@valognes.example>

        La demande 2026/0147 vous est transmise.
        """,
    ),
    "exim_warning": eml(
        """
        From: Mail Delivery System <Mailer-Daemon@hebergeur.example>
        Subject: Warning: message 1tABcd-000123-Xy delayed 24 hours
        Auto-Submitted: auto-replied
        """,
        """
        A message that you sent has not yet been delivered to one or more of its
        recipients after more than 24 hours on the queue on hebergeur.example.

        The message identifier is:     1tABcd-000123-Xy
        The subject of the message is: Demande 2026/0147

        The address to which the message has not yet been delivered is:
          voirie@valognes.example

        No action is required on your part. Delivery attempts will continue for some time.
        """,
    ),
    "qmail": eml(
        """
        Return-Path: <>
        From: MAILER-DAEMON@vieux-serveur.example
        Subject: failure notice
        """,
        """
        Hi. This is the qmail-send program at vieux-serveur.example.
        I'm afraid I wasn't able to deliver your message to the following addresses.
        This is a permanent error; I've given up. Sorry it didn't work out.

        <voirie@valognes.example>:
        192.0.2.4 does not like recipient.
        Remote host said: 550 sorry, no mailbox here by that name (#5.1.1 - chkusr)
        Giving up on 192.0.2.4.

        --- Below this line is a copy of the message.

        Return-Path: <mairie@valognes.example>
        Message-ID: <citoyen.valognes.12@valognes.example>
        To: voirie@valognes.example
        Subject: Demande 2026/0147

        La demande 2026/0147 vous est transmise.
        """,
    ),
    "gmail_failure": report(
        """
        From: Mail Delivery Subsystem <mailer-daemon@moteur.example>
        Subject: Delivery Status Notification (Failure)
        X-Failed-Recipients: voirie@valognes.example
        Auto-Submitted: auto-replied
        In-Reply-To: <citoyen.valognes.12@valognes.example>
        References: <citoyen.valognes.12@valognes.example>
        """,
        """
        ** Adresse introuvable **

        Votre message n'est pas parvenu à voirie@valognes.example, car l'adresse est introuvable ou ne peut pas recevoir de messages.

        Voici la réponse du serveur distant : 550 5.1.1 The email account that you tried to reach does not exist.
        """,
        """
        Reporting-MTA: dns; moteur.example
        Arrival-Date: Tue, 10 Nov 2026 00:12:00 -0800 (PST)

        Final-Recipient: rfc822; voirie@valognes.example
        Action: failed
        Status: 5.1.1
        Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist.
        """,
        OURS,
    ),
    "gmail_delay": report(
        """
        From: Mail Delivery Subsystem <mailer-daemon@moteur.example>
        Subject: Delivery Status Notification (Delay)
        """,
        """
        ** Distribution incomplète **
        Un problème temporaire est survenu lors de la distribution de votre message à voirie@valognes.example. Nous allons réessayer.
        """,
        """
        Reporting-MTA: dns; moteur.example

        Final-Recipient: rfc822; voirie@valognes.example
        Action: delayed
        Status: 4.0.0
        """,
        OURS_HEAD,
        returned_type="text/rfc822-headers",
    ),
    "orange_plain_fr": eml(
        f"""
        From: Mail Delivery Service <postmaster@fournisseur.example>
        Subject: {_word("Votre message n'a pas pu être distribué")}
        """,
        """
        Votre message adressé à <voirie@valognes.example> n'a pas pu être distribué.
        Raison : la boîte aux lettres du destinataire est pleine (552 5.2.2 Over quota).

        Rappel du message :
        Objet : Demande 2026/0147
        Date : 10 nov. 2026 09:12
        """,
    ),
    "free_plain": eml(
        """
        From: MAILER-DAEMON (Mail Delivery System)
        Subject: Undelivered Mail Returned to Sender
        """,
        """
        Ce message vous informe que le courrier que vous avez envoye n'a pas pu etre remis.

        <voirie@valognes.example>: delivery temporarily suspended: lost connection
        """,
    ),
    "sendmail": report(
        """
        From: Mail Delivery Subsystem <MAILER-DAEMON@unix.example>
        Subject: Returned mail: see transcript for details
        Auto-Submitted: auto-generated (failure)
        """,
        """
        The original message was received at Tue, 10 Nov 2026 09:12:01 +0100

           ----- The following addresses had permanent fatal errors -----
        <voirie@valognes.example>
            (reason: 550 5.7.1 Message rejected as spam by content filter)
        """,
        """
        Reporting-MTA: dns; unix.example

        Final-Recipient: RFC822; voirie@valognes.example
        Action: failed
        Status: 5.7.1
        Diagnostic-Code: SMTP; 550 5.7.1 Message rejected
        """,
        OURS,
    ),
    "domino": eml(
        """
        From: Administrator@domino.example
        Subject: DELIVERY FAILURE: User jean.morel not listed in Domino Directory
        """,
        """
        Your message

          Subject: Demande 2026/0147

        was not delivered to:

          jean.morel@domino.example

        because:

          User jean.morel (jean.morel@domino.example) not listed in Domino Directory
        """,
    ),
    "backscatter": report(
        """
        From: Mail Delivery System <mailer-daemon@inconnu.example>
        Subject: Mail delivery failed
        """,
        "This message was created automatically by mail delivery software. A message that you sent could not be delivered.",
        """
        Reporting-MTA: dns; inconnu.example

        Final-Recipient: rfc822; someone@elsewhere.example
        Action: failed
        Status: 5.0.0
        """,
        """
        From: mairie@valognes.example
        To: someone@elsewhere.example
        Subject: You won
        Message-ID: <77aa@elsewhere.example>

        Click here
        """,
    ),
    "filter_rejects": eml(
        f"""
        From: postmaster@passerelle.example
        Subject: {_word("Échec de la remise : message bloqué")}
        """,
        """
        Le message que vous avez envoyé à accueil@passerelle.example a été rejeté par notre passerelle de sécurité.
        Erreur : 554 5.7.1 Rejected by policy.
        """,
    ),
}

DELIVERIES: Mapping[str, bytes] = {
    "success": report(
        """
        From: MAILER-DAEMON@relais.example (Mail Delivery System)
        Subject: Successful Mail Delivery Report
        Auto-Submitted: auto-replied
        """,
        "Your message was successfully delivered to the destination(s) listed below.",
        """
        Reporting-MTA: dns; relais.example

        Final-Recipient: rfc822; voirie@valognes.example
        Action: delivered
        Status: 2.0.0
        """,
        OURS_HEAD,
        returned_type="text/rfc822-headers",
    ),
    "relayed": report(
        f"""
        From: postmaster@agglo.example
        Subject: {_word("Relayé : Demande 2026/0147")}
        """,
        "La remise à ces destinataires est effectuée, mais aucune notification de remise n'a été envoyée par le serveur de destination.",
        """
        Reporting-MTA: dns;exch01.agglo.example

        Final-Recipient: rfc822;voirie@valognes.example
        Action: relayed
        Status: 2.0.0
        """,
        OURS_HEAD,
        returned_type="text/rfc822-headers",
    ),
}

CIRCULARS: Mapping[str, bytes] = {
    "shop_brevo": eml(
        f"""
        From: Jardi Vallon <news@jardivallon.example>
        Subject: {_word("🌷 -30 % sur les bulbes jusqu'à dimanche")}
        List-Unsubscribe: <https://r.envoi.example/u/1>, <mailto:u@envoi.example>
        List-Unsubscribe-Post: List-Unsubscribe=One-Click
        X-Mailin-EID: MTIz
        Feedback-ID: 192.0.2.9:1234_12:1234:Sendinblue
        """,
        """
        Tulipes, narcisses, crocus : faites le plein de couleurs. Voir la version en ligne. Se désinscrire.
        """,
    ),
    "association_mailchimp": eml(
        f"""
        From: Les Amis du Donjon <lettre@amisdudonjon.example>
        Subject: {_word("Le petit journal des Amis du Donjon – novembre")}
        List-Id: <abc.list-id.mcsv.example>
        X-MC-User: 88fe
        Precedence: bulk
        """,
        """
        Au sommaire : conférence du 14, visite des souterrains, appel à cotisations 2027.
        Vous recevez ce courriel car vous êtes abonné à notre lettre.
        """,
    ),
    "union_no_field": eml(
        f"""
        From: Union locale des territoriaux <ul@syndicat.example>
        Subject: {_word("Flash info syndical n° 18 : pouvoir d'achat des territoriaux")}
        """,
        """
        Chères et chers collègues,
        Le point d'indice reste gelé. Retrouvez notre tract, notre analyse du budget et les dates des prochaines réunions sur notre site.
        À afficher et à diffuser largement !
        Si vous ne souhaitez plus recevoir nos informations, répondez STOP à ce message.
        """,
    ),
    "training_for_councillors": eml(
        f"""
        From: Institut des élus <formation@institut-elus.example>
        Subject: {_word("Formation des élus : droits ouverts avant le 31 décembre")}
        """,
        """
        Madame le Maire, Mesdames et Messieurs les élus,
        Nos prochaines sessions à distance : finances locales, prise de parole, urbanisme. Programme et inscription sur notre site.
        Cet e-mail a été envoyé à mairie@valognes.example. Pour vous désabonner, cliquez ici : https://d.institut-elus.example/x
        """,
    ),
    "supplier_no_field": eml(
        f"""
        From: "Mobilier Urbain Pro" <commercial@mobilier-pro.example>
        Subject: {_word("Déstockage : bancs et corbeilles à prix cassés")}
        """,
        """
        Bonjour,
        Profitez de notre opération déstockage : 40 modèles de bancs, livraison offerte dès 1 500 € HT.
        Téléchargez notre catalogue 2027. Offre valable jusqu'au 30 novembre dans la limite des stocks disponibles.
        Pour ne plus recevoir nos offres, suivez ce lien.
        """,
    ),
    "state_letter": eml(
        f"""
        From: Lettre du CAUE <lettre@caue.example>
        Subject: {_word("La lettre d'information du CAUE n° 112")}
        X-Mailer: PHPMailer 6.9
        List-Help: <mailto:aide@caue.example>
        List-Unsubscribe: <mailto:desinscription@caue.example>
        """,
        """
        Dans ce numéro : revitaliser son centre-bourg, la haie bocagère, portrait d'architecte.
        """,
    ),
    "webinar": eml(
        """
        From: Camille de CivicSoft <camille@civicsoft.example>
        Subject: Invitation webinaire : dématérialisez vos actes
        X-HubSpot-Campaign: 9981
        List-Unsubscribe: <https://hs.civicsoft.example/u>
        """,
        """
        Bonjour, inscrivez-vous à notre webinaire gratuit du 24 novembre. Gérer mes préférences de communication.
        """,
    ),
    "social_network": eml(
        f"""
        From: Reseau <notification@reseau.example>
        Subject: {_word("Valognes, 3 personnes ont consulté votre page cette semaine")}
        Precedence: bulk
        X-Auto-Response-Suppress: All
        List-Unsubscribe: <https://reseau.example/u>
        """,
        """
        Découvrez l'activité de votre page.
        """,
    ),
}

SCAMS: Mapping[str, bytes] = {
    "inheritance": eml(
        """
        From: "Mme Solange ADOUA" <solange.adoua@courriel.example>
        Reply-To: me.konan.avocat@autre.example
        Subject: DON
        """,
        """
        Bien aimé, je souffre d'un cancer en phase terminale et je souhaite faire don de ma fortune de 850.000 euros à une personne de
        confiance et craignant Dieu. Contactez mon avocat par mail pour la suite de la procédure.
        """,
    ),
    "parcel": eml(
        f"""
        From: Service Colis <suivi@livraison-colis-info.example>
        Subject: {_word("Votre colis est en attente : frais de 1,99 €")}
        """,
        """
        Cher client, votre colis n'a pas pu être livré car des frais de douane de 1,99 € restent impayés.
        Cliquez ici pour régler : http://bit.example/x. Sans paiement sous 24 h il sera retourné à l'expéditeur.
        """,
    ),
    "extortion": eml(
        f"""
        From: mairie@valognes.example
        Subject: {_word("J'ai accès à votre appareil")}
        """,
        """
        Salut. J'ai installé un logiciel espion sur votre ordinateur et je vous ai filmé pendant que vous regardiez des vidéos pour adultes.
        Payez 900 € en bitcoin à l'adresse bc1qxyz sous 48 heures ou j'envoie tout à vos contacts.
        """,
    ),
    "mailbox_full_phishing": eml(
        f"""
        From: Support Webmail <admin@secur-compte.example>
        Subject: {_word("Votre messagerie a atteint 98 % de sa capacité")}
        """,
        """
        Cher utilisateur, votre compte de messagerie sera désactivé dans 24 heures. Pour éviter la suspension, vérifiez votre compte ici :
        http://verif.example/login. L'équipe informatique.
        """,
    ),
    "seo": eml(
        """
        From: Ravi S <ravi.seo@courriel.example>
        Subject: Rank your website on 1st page
        """,
        """
        Hello Sir/Madam, I was on your website and noticed it does not rank on Google. We can place your website on Google's 1st page.
        Can I send you a quote and price list? Best regards, Ravi, Digital Marketing Executive
        """,
    ),
    "loan": eml(
        f"""
        From: "Credit Rapide" <pret@courriel.example>
        Subject: {_word("Offre de prêt entre particuliers sérieux et honnête")}
        """,
        """
        Bonjour, je suis un particulier qui offre des prêts de 3 000 à 500 000 € à toute personne capable de rembourser au taux de 2 %.
        Contactez-moi par WhatsApp pour plus d'informations.
        """,
    ),
}

MAILS: tuple[tuple[str, frozenset[Kind], bytes], ...] = tuple(
    (f"{group}: {name}", kinds, raw)
    for group, kinds, mails in (
        ("absence", frozenset({AUTO}), ABSENCES),
        ("ticket", frozenset({AUTO}), TICKETS),
        ("receipt", frozenset({AUTO}), RECEIPTS),
        ("challenge", frozenset({AUTO}), CHALLENGES),
        ("bounce", frozenset({BOUNCE}), BOUNCES),
        ("delivery", frozenset({AUTO}), DELIVERIES),
        ("circular", frozenset({NEWS, SPAM}), CIRCULARS),
        ("scam", frozenset({SPAM, NEWS}), SCAMS),
    )
    for name, raw in mails.items()
)
