"""A second lot of machine mails and human look-alikes, written after the first had been learned from: invented."""

from domain.draft import Kind
from tests.ingest.email.machine_mails import eml

AUTO, BOUNCE, NEWS, SPAM = Kind.AUTO_REPLY, Kind.BOUNCE, Kind.NEWSLETTER, Kind.SPAM


def _mail(head: str, body: str) -> bytes:
    return eml(head, body)


MACHINES: tuple[tuple[str, frozenset[Kind], bytes], ...] = tuple(
    (name, frozenset(kinds), _mail(head, body))
    for name, kinds, head, body in (
        (
            "icloud",
            (AUTO,),
            "From: L. Picard <l.picard@nuage.example>\nSubject: Re: Demande 2026/0211\nAuto-Submitted: auto-replied",
            "Je navigue jusqu'au 3, à bientôt.",
        ),
        (
            "school_closed",
            (AUTO,),
            "From: Secrétariat <0501234a@ecoles.example>\nSubject: Réponse automatique : effectifs",
            "L'école est fermée pendant les vacances de la Toussaint. Reprise le lundi 2 novembre à 8 h 30.",
        ),
        (
            "doctor",
            (AUTO,),
            "Return-Path: <>\nFrom: cabinet@medecin.example\nSubject: Cabinet fermé",
            "Le cabinet médical est fermé du 24 au 31 décembre. Pour une urgence, composez le 15. Votre message sera lu à la réouverture.",
        ),
        (
            "landlord",
            (AUTO,),
            "From: noreply@bailleur-social.example\nSubject: Nous avons bien reçu votre demande",
            "Madame, Monsieur, votre demande référencée DMD-99812 est enregistrée. Un conseiller la traitera sous 10 jours. "
            "Suivez son état dans "
            "votre espace locataire. Cet e-mail est envoyé automatiquement, merci de ne pas y répondre.",
        ),
        (
            "dict",
            (AUTO,),
            "From: Guichet <guichet@reseaux.example>\nSubject: Accusé de réception DICT 2026110901234D\nAuto-Submitted: auto-generated",
            "Votre déclaration a été prise en compte.",
        ),
        (
            "deputy",
            (AUTO,),
            "From: Permanence parlementaire <permanence@depute.example>\nSubject: RE: Courrier du maire",
            "Bonjour, la permanence a bien reçu votre courriel et vous en remercie. Compte tenu du grand nombre de messages "
            "reçus, une réponse vous "
            "parviendra dans les meilleurs délais.",
        ),
        (
            "bank",
            (AUTO,),
            "From: conseiller@banque.example\nSubject: Absence de votre conseiller\nX-Auto-Response-Suppress: "
            "All\nAuto-Submitted: auto-generated",
            "Votre conseiller est absent ce jour.",
        ),
        (
            "retired",
            (AUTO,),
            "From: Daniel Hubert <d.hubert@agglo.example>\nSubject: Départ en retraite Re: PLUi",
            "Bonjour, j'ai quitté mes fonctions le 1er octobre. Merci d'adresser désormais vos messages à urbanisme@agglo.example.",
        ),
        (
            "read_apple",
            (AUTO,),
            "From: Julie <julie@agglo.example>\nSubject: Read: Demande 2026/0211",
            "Your message\n\n  To: Julie\n  Subject: Demande 2026/0211\n  Sent: 10/11/2026 09:12\n\nwas read on 10/11/2026 09:40.",
        ),
        (
            "challenge_list",
            (AUTO,),
            "From: Antispam <quarantaine@filtre.example>\nSubject: Votre message à m.diaz@notaires.example est en attente",
            "Vous écrivez pour la première fois à ce destinataire. Votre courriel est mis en attente. Pour être ajouté à sa liste blanche, "
            "cliquez sur ce lien et recopiez les caractères. https://filtre.example/c/82",
        ),
        (
            "exim_unrouteable",
            (BOUNCE,),
            "From: Mail Delivery System <Mailer-Daemon@hote.example>\nSubject: Mail delivery failed: returning message to sender",
            "A message that you sent could not be delivered to all of its recipients. The following address failed:\n\n  "
            "pm@voisine.example\n"
            "    Unrouteable address",
        ),
        (
            "quota_fr",
            (BOUNCE,),
            "From: postmaster@boites.example\nSubject: Boîte pleine",
            "Le message n'a pas été remis à pm@voisine.example car sa boîte dépasse le quota autorisé.",
        ),
        (
            "defer_text",
            (BOUNCE,),
            "From: Mail Delivery Subsystem <MAILER-DAEMON@unix.example>\nSubject: Warning: could not send message for past 4 hours",
            "** THIS IS A WARNING MESSAGE ONLY **\nThe original message was received\n  ----- Transcript of session follows -----\n"
            "<pm@voisine.example>... Deferred: Connection timed out with mx.voisine.example.\nWarning: message still "
            "undelivered after 4 hours",
        ),
        (
            "gateway_html",
            (BOUNCE,),
            "From: MAILER-DAEMON@passerelle.example\nSubject: Message bloqué\nContent-Type: text/html; charset=utf-8",
            "<p>Votre message à <b>pm@voisine.example</b> a été refusé : pièce jointe interdite (554 5.7.1).</p>",
        ),
        (
            "theatre",
            (NEWS,),
            "From: Le Trident <billetterie@theatre.example>\nSubject: Ce week-end au théâtre",
            "Vendredi 13 et samedi 14 novembre à 20 h 30 : « Cendrillon ». Réservez vos places sur notre billetterie en ligne. "
            "Vous recevez cet e-mail car vous êtes inscrit à notre lettre. Se désinscrire.",
        ),
        (
            "party",
            (NEWS,),
            "From: Cap 2027 <contact@mouvement.example>\nSubject: Rejoignez-nous samedi !\nPrecedence: "
            "bulk\nList-Unsubscribe: <https://m.example/u>",
            "Chères amies, chers amis, rendez-vous samedi sur le marché.",
        ),
        (
            "mailer_sarbacane",
            (NEWS, SPAM),
            "From: Isolation 50 <info@isolation50.example>\nSubject: Vos combles à 1 € ?\nX-Sarbacane: 1\nList-Unsubscribe: "
            "<mailto:u@i.example>",
            "Profitez des aides. Voir la version en ligne.",
        ),
        (
            "fake_invoice",
            (SPAM,),
            "From: Service Facturation <facture@domaine-renouvellement.example>\nSubject: Nom de domaine : dernier avis",
            "Votre nom de domaine expire aujourd'hui. Réglez 139 € sous 24 heures sinon votre site sera suspendu. Cliquez ici pour payer.",
        ),
        (
            "crypto",
            (SPAM,),
            "From: Eva <eva.finance@courriel.example>\nSubject: Revenu passif",
            "Gagnez 500 € par jour depuis votre canapé avec notre méthode de trading. Places limitées, inscrivez-vous : "
            "https://gagner.example",
        ),
        (
            "president_fraud",
            (SPAM,),
            "From: Le Maire <maire.cabinet@courriel.example>\nSubject: Confidentiel",
            "Bonjour, je suis en réunion et injoignable par téléphone. J'ai besoin que vous achetiez cinq cartes cadeaux de "
            "200 € et m'envoyiez les "
            "codes par mail. Je vous rembourse ce soir. Discrétion.",
        ),
    )
)
PEOPLE: tuple[tuple[str, bytes], ...] = tuple(
    (name, _mail(f"From: {name.title().replace('_', ' ')} <{name}@messagerie.example>\nSubject: {subject}", body))
    for name, subject, body in (
        ("aline_roche", "Fermeture", "La grille du square reste fermée même en journée. Qui peut l'ouvrir ?"),
        ("bruno_leger", "Re: Accusé de réception", "Merci de l'accusé de réception. J'ajoute que le numéro est le 17 et non le 71."),
        ("carole_ney", "Absence de réponse", "Je n'ai reçu aucun retour à mon courrier d'août. La clôture du stade est toujours couchée."),
        ("denis_abel", "Vacances scolaires", "Le centre aéré est-il ouvert pendant les vacances de la Toussaint ? Ma fille a six ans."),
        (
            "elise_bonin",
            "Changement d'adresse",
            "Nous avons déménagé le 1er novembre au 9 rue des Jardins. Merci de mettre à jour la liste électorale et la taxe.",
        ),
        ("fabrice_tual", "Ticket de stationnement", "L'horodateur de la place n'imprime plus de ticket et j'ai quand même eu un PV."),
        ("gisele_paul", "Lu et approuvé", "Voici le devis signé, lu et approvué. Quand commencez-vous l'élagage de la haie mitoyenne ?"),
        ("hakim_saidi", "Désabonnement cantine", "Je souhaite désabonner mon fils de la cantine à partir de lundi."),
        (
            "ines_moreau",
            "Message bloqué",
            "Mon message avec photos est refusé par votre messagerie (trop gros). Je les envoie en plusieurs fois : voici la "
            "première, le mur "
            "de l'école se fissure.",
        ),
        ("jean_cadet", "Robot tondeuse", "Le robot tondeuse du voisin tourne toute la nuit et réveille les enfants, est-ce autorisé ?"),
        (
            "karine_blot",
            "Arnaque au faux agent",
            "Un homme se disant de la mairie est passé vendre des calendriers rue Verte, est-ce bien vous ?",
        ),
        (
            "louis_martel",
            "Offre d'emploi",
            "Je suis intéressé par l'offre d'agent des espaces verts. Jusqu'à quelle date puis-je postuler ?",
        ),
        ("maud_perrin", "Newsletter", "Je ne reçois plus la newsletter depuis septembre, pouvez-vous me réinscrire ?"),
        (
            "nicolas_aze",
            "Boîte aux lettres pleine",
            "La boîte aux lettres de l'appartement 4 déborde, la dame âgée qui y habite ne répond plus depuis lundi.",
        ),
        (
            "odile_bert",
            "Urgent",
            "Merci de me rappeler au 06 39 98 12 00 après 18 h, je suis en déplacement toute la journée, c'est pour le mariage.",
        ),
        (
            "paul_girard",
            "Invitation à l'assemblée générale",
            "Monsieur le Maire, l'association vous invite à son assemblée générale le 5 décembre à 18 h. Serait-il possible "
            "de disposer de la sono ?",
        ),
        ("rene_lucas", "Confirmation", "Je vous confirme ma présence à la cérémonie du 11 novembre. Nous serons trois porte-drapeaux."),
        (
            "sofia_costa",
            "Carte cadeau",
            "La carte cadeau gagnée à la tombola du marché n'est acceptée par aucun commerçant. À qui m'adresser ?",
        ),
        (
            "theo_marin",
            "Facture d'eau",
            "Ma facture d'eau a triplé. Je refuse de payer 400 € sous 24 heures comme le demande votre lettre. Vérifiez le compteur.",
        ),
        (
            "yann_kerdal",
            "En mon absence",
            "En mon absence, un camion a renversé le poteau devant mon garage, 5 rue du Port. Vos services l'ont-ils vu ?",
        ),
    )
)
