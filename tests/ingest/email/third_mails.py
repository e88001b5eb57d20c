"""A third lot of human look-alikes and machine mails, written by somebody who wanted to be lost or to get in: invented."""

from base64 import b64encode

from domain.draft import Kind
from tests.ingest.email.machine_mails import eml

AUTO, BOUNCE, NEWS, SPAM = Kind.AUTO_REPLY, Kind.BOUNCE, Kind.NEWSLETTER, Kind.SPAM
_LIST = "List-Unsubscribe: <https://depart.example/x>"
_ANSWER = "In-Reply-To: <77@valognes.example>"
_RULES_AGENT = "X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent"


def _mail(sender: str, subject: str, body: str, *more: str) -> bytes:
    coded = f"=?utf-8?B?{b64encode(subject.encode()).decode()}?="
    return eml("\n".join([f"From: {sender}", f"Subject: {coded}", *more]), body)


_WRITTEN = {
    "moved": (
        "l.hue@courriel.example",
        "Changement d'adresse",
        "Bonjour, nous avons déménagé, notre nouvelle adresse est 12 rue du Pont. Merci de mettre à jour la liste électorale.",
    ),
    "new_mail_address": (
        "l.hue@courriel.example",
        "Changement d'adresse mail",
        "Bonjour, voici ma nouvelle adresse mail pour les factures de cantine : nouvelle@courriel.example. L'ancienne n'est plus valide.",
    ),
    "acknowledges_and_sends": (
        "l.hue@courriel.example",
        "Re: votre courrier",
        "Bonjour, j'ai bien reçu votre message et vous en remercie. Je vous transmets le justificatif demandé dès que possible.",
        _ANSWER,
    ),
    "acknowledges_and_comes": (
        "l.hue@courriel.example",
        "bien reçu",
        "Bonjour, bien reçu votre convocation. Je serai présent. Cordialement, L. Hue",
    ),
    "association_through_mailer": (
        "Comité des fêtes <contact@comite.example>",
        "Demande d'autorisation de voirie pour la brocante du 14 juin",
        "Bonjour Monsieur le Maire,\nle comité des fêtes sollicite l'autorisation d'occuper la place du Marché le 14 juin.\n"
        "Nous vous remercions de nous répondre avant le 1er mai.\nLa présidente, Mme Hue\n\nComité des fêtes, 3 rue Haute\nSe désabonner",
        _LIST,
        "X-MC-User: abc",
        "Precedence: bulk",
    ),
    "club_through_helper": (
        "HelloClub <notification@helloclub.example>",
        "Message de la part du club de judo",
        "Bonjour,\nle club de judo souhaite prolonger la convention du dojo. Pourriez-vous nous indiquer la marche à suivre ?\nLe bureau",
        _LIST,
        "Feedback-ID: 12:34",
        "Reply-To: judo@club.example",
    ),
    "petition": (
        "Pétitions <contact@petition.example>",
        "Nouvelle signature",
        "Monsieur le maire, je vous demande de renoncer à abattre les platanes de la place. Claire",
        _LIST,
        "Feedback-ID: a:b:c",
    ),
    "water_cut": (
        "diffusion@syndicat-eau.example",
        "Coupure d'eau rue Haute",
        "Bonjour, nous vous informons d'une coupure d'eau rue Haute le 3 mars de 9 h à 12 h. Merci d'informer les écoles.",
        "Precedence: bulk",
        "List-ID: <infos.syndicat.example>",
    ),
    "prefect_warns": (
        "alertes@prefecture.example",
        "Vigilance orange vents violents",
        "Mesdames et Messieurs les maires,\nle département est placé en vigilance orange vents violents à partir de 18 h. "
        "Merci de prendre les mesures nécessaires et de fermer les parcs.",
        "Precedence: bulk",
        _LIST,
    ),
    "web_form_marked_as_machine": (
        "site@ville.example",
        "Nouveau message depuis le formulaire de contact",
        "Nom : Jean Lair\nEmail : jean@courriel.example\nMessage : Bonjour, mon fils sera absent de la cantine lundi.",
        "Auto-Submitted: auto-generated",
    ),
    "handed_on_by_a_mailbox_rule": (
        "Luc Hue <l.hue@courriel.example>",
        "Cantine",
        "Bonjour, Léo sera absent de la cantine lundi et mardi.",
        "Auto-Submitted: auto-generated",
        _RULES_AGENT,
    ),
    "forward_marked_as_machine": (
        "Luc Hue <l.hue@courriel.example>",
        "TR: cantine",
        "Bonjour, Léo sera absent de la cantine lundi et mardi.",
        "Auto-Submitted: auto-generated",
    ),
    "complains_of_automatic_answers": (
        "l.hue@courriel.example",
        "Réponse automatique",
        "Bonjour, à chaque mail que je vous envoie je reçois une réponse automatique et jamais de vraie réponse. C'est pénible.",
    ),
    "complains_in_english": (
        "h.marsh@courriel.example",
        "Automatic reply",
        "I got your automatic reply last week but nobody called. When will someone call me?",
    ),
    "leaves_a_list": ("h.marsh@courriel.example", "Unsubscribe", "Please unsubscribe me from the town newsletter."),
    "postmaster_is_a_person": (
        "Luc Hue <postmaster@asso.example>",
        "Message non distribué",
        "Bonjour, je suis le webmestre de l'association. Nos mails vers voirie@valognes.example sont refusés (550 5.7.1 blocked). "
        "Pouvez-vous débloquer notre domaine ?",
    ),
    "child_absent_null_sender": (
        "l.hue@courriel.example",
        "Absence",
        "Bonjour, Léo sera absent de la cantine lundi. Merci de votre compréhension.",
        "Return-Path: <>",
    ),
    "asks_whether_read": (
        "l.hue@courriel.example",
        "Confirmation de lecture",
        "Bonjour, j'ai demandé une confirmation de lecture pour mon courrier du 3 mars et ne l'ai jamais eue. Avez-vous lu mon message ?",
    ),
    "exchange_person": (
        "l.hue@entreprise.example",
        "Réservation",
        "Bonjour, nous souhaitons réserver la salle des fêtes le 12 juin.",
        "X-Auto-Response-Suppress: All",
        "X-MS-Exchange-Organization-SCL: 1",
        "Precedence: bulk",
        "Auto-Submitted: no",
    ),
    "hands_on_a_bounce": (
        "l.hue@courriel.example",
        "TR: Undelivered Mail Returned to Sender",
        "Bonjour,\nmon message à l'urbanisme me revient, voyez ci-dessous.\nMerci de lui transmettre.\nM. Hue\n\n"
        "-----Message d'origine-----\nDe : MAILER-DAEMON@relais.example\nEnvoyé : lundi 3 mars 2026 10:00\nÀ : l.hue@courriel.example\n"
        "Objet : Undelivered Mail Returned to Sender\n\nThis is the mail system at host mx. Your message could not be delivered.\n"
        "<urbanisme@valognes.example>: host mx said: 550 5.1.1 User unknown",
    ),
    "hands_on_a_fraud": (
        "l.hue@courriel.example",
        "TR: ANTAI dernier rappel",
        "Est-ce que ça vient de vous ?\n\n-----Message d'origine-----\nDe : ANTAI <x@antai.example>\nEnvoyé : lundi 3 mars 2026 10:00\n"
        "À : l.hue@courriel.example\nObjet : dernier rappel\n\nVotre contravention n'a pas été réglée. Cliquez ici pour payer 35,00 € sous "
        "48 h sous peine de majoration https://x.example",
    ),
    "cannot_pass_a_filter": (
        "l.hue@courriel.example",
        "Filtre antispam",
        "Bonjour, votre serveur me demande de m'authentifier à chaque mail (captcha). Je n'y arrive pas. Pouvez-vous m'ajouter à la liste "
        "blanche ?",
    ),
    "closes_his_shop": (
        "dr@medecin.example",
        "Fermeture du cabinet",
        "Le cabinet médical sera fermé du 3 au 20 août, je serai remplacé par le Dr Roux. Merci de l'afficher en mairie.",
    ),
    "german_away": (
        "j.meyer@post.example",
        "Abwesenheit",
        "Guten Tag, wir sind bis zum 15. im Urlaub. Kann die Müllabfuhr die Tonne trotzdem leeren? 3 rue Haute",
    ),
    "cattle_in_quarantine": (
        "dr.hue@veterinaires.example",
        "Notification de mise en quarantaine",
        "Monsieur le Maire, les bovins de la ferme du Val sont isolés depuis ce matin (fièvre catarrhale). Le Dr Hue",
    ),
    "asks_of_the_filter": (
        "l.hue@courriel.example",
        "Rapport de quarantaine",
        "Bonjour, votre antispam bloque mes courriels. Pouvez-vous libérer celui d'hier ?",
    ),
    "reports_of_a_domain": (
        "l.hue@courriel.example",
        "Report domain: qui le tient ?",
        "Bonjour, à qui est le domaine valognes-infos.example, qui se dit de la mairie ?",
    ),
}
PEOPLE: tuple[tuple[str, bytes], ...] = tuple((name, _mail(*parts)) for name, parts in _WRITTEN.items())

_OF_MACHINES = {
    "german_away": ("j@firma.example", "Abwesend Re: Demande", "Ich bin bis zum 12. März nicht im Büro. Ihre E-Mail wird gelesen."),
    "jira": (
        "jira@agglo.example",
        "SUP-1234 Demande 2026/0147",
        "Répondez au-dessus de cette ligne.\nNous avons bien reçu votre demande. Nous vous tiendrons informé.",
        "Auto-Submitted: auto-generated",
    ),
    "glpi": (
        "glpi@agglo.example",
        "[GLPI #0012345] Nouveau ticket Demande 2026/0147",
        "Un nouveau ticket a été créé\nTitre : Demande 2026/0147\nStatut : Nouveau\nNe pas répondre à ce message automatique",
        "Auto-Submitted: auto-generated",
    ),
    "ticket_made": ("x@agglo.example", "Ticket créé : #4512", "Un ticket a été créé pour votre demande. Ne modifiez pas l'objet."),
    "registered": (
        "x@agglo.example",
        "Demande enregistrée [REF:1234]",
        "Votre requête est enregistrée sous la référence 1234, un technicien vous contactera.",
    ),
    "asks_to_write_again": (
        "p.cole@firm.example",
        "Automatic reply: Demande",
        "I am on parental leave until June with limited access to my mail. Please contact info@firm.example. Can you resend it then?",
    ),
    "town_hall_next_door": (
        "contact@brix.example",
        "Accusé de réception électronique",
        "Nous accusons réception de votre message du 12/03/2026, enregistré sous le numéro 2026-0412. Service instructeur : accueil.",
    ),
    "webinar_asks": (
        "contact@formation.example",
        "Webinaire : maîtrisez le RGPD",
        "Inscrivez-vous à notre webinaire gratuit du 12 mars. Pouvez-vous vous permettre de l'ignorer ? Se désabonner",
        _LIST,
        "Feedback-ID: 1:2",
        "Precedence: bulk",
    ),
    "mayors_guide": (
        "contact@editions.example",
        "Guide du maire 2026",
        "Madame le maire, commandez le guide. Voulez-vous recevoir un exemplaire ? Cliquez ici. Pour ne plus recevoir nos offres, "
        "cliquez ici.",
        _LIST,
        "X-Mailin-Campaign: 12",
    ),
    "health_card": (
        "x@ameli.example",
        "Votre carte vitale",
        "Votre carte vitale arrive à expiration. Remplissez le formulaire pour recevoir votre nouvelle carte vitale et continuer à "
        "bénéficier de vos droits : https://a.example . Action requise sous 24h.",
    ),
    "exchange_french": (
        "MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@agglo.example",
        "Non remis : Demande",
        "Échec de la remise à ces destinataires ou groupes : voirie@valognes.example",
    ),
}
_OF_FILTERS = {
    "quarantine_french": (
        "Antispam <quarantaine@filtre.example>",
        "Rapport de quarantaine",
        "2 messages destinés à mairie@valognes.example ont été mis en quarantaine.\nLibérer tous les messages : https://filtre.example/1",
    ),
    "quarantine_exchange": (
        "quarantine@messaging.example",
        "Notification de mise en quarantaine de Microsoft 365",
        "Passer en revue ces messages\n3 messages sont en attente de révision de votre part.\nEmpêchés : Courrier indésirable\nLibérer",
    ),
    "quarantine_count": (
        "filtre@hebergeur.example",
        "3 nouveaux messages en quarantaine",
        "De : promo@vente.example, Objet : Soldes. Débloquer ce message : https://hebergeur.example/2",
    ),
    "dmarc_report": (
        "noreply-dmarc@grande-messagerie.example",
        "Report domain: valognes.example Submitter: grande-messagerie.example Report-ID: 1234567890",
        "",
    ),
    "challenge_to_identify": (
        "protect@filtre.example",
        "Votre message à Anne est en attente",
        "Bonjour, afin que votre e-mail soit remis à Anne Roy, merci de vous identifier : https://filtre.example/x",
    ),
}
_OF_MACHINES |= _OF_FILTERS
_KINDS = {"webinar_asks": NEWS, "mayors_guide": NEWS, "health_card": SPAM, "exchange_french": BOUNCE}
MACHINES: tuple[tuple[str, frozenset[Kind], bytes], ...] = tuple(
    (name, frozenset({_KINDS.get(name, AUTO)}), _mail(*parts)) for name, parts in _OF_MACHINES.items()
)
FAILED_IN_FRENCH = _mail(*_OF_MACHINES["exchange_french"])
DELAYED_IN_FRENCH = _mail(
    "Mail Delivery Subsystem <mailer-daemon@relais.example>",
    "Delivery Status Notification (Delay)",
    "** Message non distribué **\nUn problème temporaire est survenu lors de la distribution de votre message à voirie@valognes.example. "
    "Le serveur réessaiera pendant 46 heures.",
)
