"""Mails of people that look like a machine's in one way or another: invented. Each asks, tells or answers something and must be read."""

from base64 import b64encode
from collections.abc import Mapping

from tests.ingest.email.machine_mails import eml


def _word(text: str) -> str:
    return f"=?utf-8?B?{b64encode(text.encode()).decode()}?="


def _mail(sender: str, subject: str, body: str, *more: str) -> bytes:
    return eml("\n".join([f"From: {sender}", f"Subject: {_word(subject)}", *more]), body)


_THUNDERBIRD = "User-Agent: Mozilla Thunderbird"
_OUTLOOK = "X-Mailer: Microsoft Outlook 16.0"
_ANSWER = "In-Reply-To: <citoyen.valognes.12@valognes.example>"

AWAY: Mapping[str, bytes] = {
    "away_until": _mail(
        "Luc Mahieu <luc.mahieu@fournisseur.example>",
        "Intervention rue du Gros-Orme",
        "Bonjour, je suis absent jusqu'au 12 décembre, pouvez-vous passer après pour l'arbre qui penche sur mon mur "
        "au 8 rue du Gros-Orme ?",
    ),
    "answers_auto_reply": _mail(
        "Odile Varin <o.varin@fournisseur.example>",
        "Re: Réponse automatique : lampadaire éteint",
        "Je n'ai eu que votre réponse automatique il y a trois semaines et le lampadaire devant le 4 rue Verte est toujours éteint.",
        "In-Reply-To: <77@valognes.example>",
    ),
    "absence_of_collection": _mail(
        "Karim Benali <karim.b@messagerie.example>",
        "Absence",
        "Absence de ramassage des ordures ce matin rue de la Poterie, les bacs débordent.",
    ),
    "maternity_asks": _mail(
        "Julie Poret <julie.poret@messagerie.example>",
        "Congé maternité",
        "Bonjour, je suis en congé maternité jusqu'en février et je voudrais savoir comment inscrire mon bébé à la crèche municipale.",
    ),
    "club_closed": _mail(
        "Tennis club <president@tennis-valognes.example>",
        "Fermeture du club",
        """
        Bonjour,
        Le club sera fermé du 20 décembre au 4 janvier. Merci de couper le chauffage du gymnase pendant cette période.
        """,
    ),
    "out_of_office_english": _mail(
        "Helen Marsh <h.marsh@courriel.example>",
        "Out of office hours noise",
        "Dear Sir, builders work outside office hours, until 10 pm, next to our house in rue des Capucins. Can you do something?",
    ),
    "away_signature": _mail(
        "Claire Duprey <c.duprey@syndic.example>",
        "Fuite d'eau sur le trottoir",
        """
        Bonjour,
        L'eau coule depuis hier soir devant la résidence du Parc, 3 avenue Delisle.

        Claire Duprey
        Gestionnaire de copropriété
        Absente le mercredi – en mon absence merci de contacter accueil@syndic.example
        """,
        _OUTLOOK,
    ),
    "neighbour_away": _mail(
        "Roger Lainé <roger.laine@fournisseur.example>",
        "Voisin absent",
        "Mon voisin est absent depuis deux mois, sa boîte aux lettres déborde et son chien aboie sans arrêt. Quelqu'un peut-il vérifier ?",
    ),
    "holiday_watch": _mail(
        "Famille Tesson <tesson.famille@fournisseur.example>",
        "Absence du 10 au 24 novembre",
        "Nous serons absents du 10 au 24 novembre. Pouvez-vous inscrire notre maison, 12 rue des Lys, à l'opération "
        "tranquillité vacances ?",
    ),
    "answer_away": _mail(
        "Luc Mahieu <luc.mahieu@fournisseur.example>",
        "Re: Demande 2026/0147 – Nid-de-poule",
        "Merci pour la réponse. Je serai absent mardi mais ma femme sera là, vous pouvez venir quand vous voulez.",
        _ANSWER,
    ),
    "away_child": _mail(
        "Nadia Colas <nadia.colas@messagerie.example>",
        "Absence cantine",
        "Bonjour, ma fille Lina sera absente de la cantine jeudi et vendredi, merci d'annuler ses repas.",
    ),
    "away_no_reply_wanted": _mail(
        "Pascal Guérin <pguerin@fournisseur.example>",
        "Objet : en déplacement",
        "Étant en déplacement jusqu'à vendredi je vous écris du train : le feu du carrefour des Miquelots est bloqué au rouge.",
    ),
}

RETURNS: Mapping[str, bytes] = {
    "forwards_bounce": _mail(
        "Sylvie Lebrun <sylvie.lebrun@messagerie.example>",
        "TR: Undelivered Mail Returned to Sender",
        """
        Bonjour, j'essaie d'écrire à voirie@valognes.example et ça me revient à chaque fois. Il y a un trou devant
        chez moi, 14 rue du Chemin-Vert.

        -----Message d'origine-----
        De : MAILER-DAEMON@relais.example
        Envoyé : lundi 9 novembre 2026 18:00
        Objet : Undelivered Mail Returned to Sender

        This is the mail system at host relais.example.
        I'm sorry to have to inform you that your message could not be delivered to one or more recipients.
        """,
        _OUTLOOK,
    ),
    "registered_letter": _mail(
        "Yves Marie <yves.marie@fournisseur.example>",
        "Non remis : mon recommandé",
        "Mon recommandé adressé au service urbanisme m'est revenu non remis, destinataire inconnu à l'adresse. À "
        "quelle adresse l'envoyer ?",
    ),
    "bin_delivery": _mail(
        "Amandine Roy <a.roy@messagerie.example>",
        "Échec de la livraison du bac jaune",
        "Le livreur du bac jaune n'a pas pu le remettre car j'étais au travail. Quand repasse-t-il au 6 impasse des Tilleuls ?",
    ),
    "site_error": _mail(
        "Denis Fouchard <dfouchard@fournisseur.example>",
        "Message d'erreur",
        "Votre formulaire affiche « error 550 user unknown » quand je demande un acte de naissance. Pouvez-vous "
        "m'envoyer une copie de mon acte ?",
    ),
    "wrong_mail_address": _mail(
        "Marie-Jo Blin <mj.blin@fournisseur.example>",
        "Mail non distribué",
        "Le mail de la mairie affiché sur le panneau ne marche pas, mes messages me sont retournés. Qui s'occupe des "
        "haies du chemin du Bas ?",
    ),
    "postmaster_person": _mail(
        "Vélo en Cotentin <postmaster@velocotentin.example>",
        "Arceaux place Vicq-d'Azyr",
        "Bonjour, notre association demande la pose de six arceaux à vélos place Vicq-d'Azyr. Bien à vous, le bureau.",
    ),
    "returned_to_sender": _mail(
        "Alain Ozouf <alain.ozouf@fournisseur.example>",
        "Retour à l'expéditeur",
        "La carte électorale de mon père vous a été retournée par La Poste. Il habite toujours 2 rue des Religieuses, "
        "merci de la renvoyer.",
    ),
    "delivery_delayed": _mail(
        "Boulangerie Hamel <hamel.pain@fournisseur.example>",
        "Delivery delayed",
        "Les livraisons sont retardées tous les matins par le stationnement sauvage rue de l'Officialité. Peut-on "
        "avoir une aire de livraison ?",
    ),
}

RECEIPTS: Mapping[str, bytes] = {
    "asks_for_receipt": _mail(
        "Bernard Caillot <b.caillot@fournisseur.example>",
        "Trottoir dangereux",
        "Le trottoir du 22 rue Thiers est soulevé par les racines, ma mère est tombée.",
        "Disposition-Notification-To: b.caillot@fournisseur.example",
        "Return-Receipt-To: b.caillot@fournisseur.example",
        "X-Confirm-Reading-To: b.caillot@fournisseur.example",
    ),
    "reading_club": _mail(
        "Lire à Valognes <club@lecture.example>",
        "Confirmation de lecture publique",
        "Nous vous confirmons la lecture publique du 5 décembre : peut-on disposer de la salle à partir de 14 h et de vingt chaises ?",
    ),
    "read_your_answer": _mail(
        "Eric Simon <e.simon@fournisseur.example>",
        "Lu : votre réponse",
        "J'ai bien lu votre réponse mais elle ne dit pas quand le banc cassé du square sera remplacé.",
        _ANSWER,
    ),
    "asks_acknowledgement": _mail(
        "SARL Cotentin BTP <travaux@cotentin-btp.example>",
        "Accusé de réception de ma demande d'arrêté",
        "Merci de m'accuser réception de ma demande d'arrêté de circulation du 2 novembre pour la rue des Moulins.",
    ),
    "acknowledges_and_asks": _mail(
        "Cabinet Hue <hue@geometre.example>",
        "Re: Bornage",
        "Nous accusons réception de votre courrier du 3 novembre. Pouvez-vous nous transmettre le plan d'alignement de la rue Pelouze ?",
    ),
    "well_received": _mail(
        "Monique Jean <monique.jean@fournisseur.example>",
        "bien reçu",
        "J'ai bien reçu votre courrier concernant l'élagage mais les branches à couper sont sur le terrain communal, pas chez moi.",
    ),
}

ROBOTS: Mapping[str, bytes] = {
    "captcha": _mail(
        "Thierry Lecoq <tlecoq@messagerie.example>",
        "Je ne suis pas un robot",
        "Votre formulaire me demande de confirmer que je suis humain et tourne sans fin. Je voulais signaler un dépôt "
        "sauvage chemin de la Brique.",
    ),
    "confirm_click": _mail(
        "Fatima Aït <fatima.ait@messagerie.example>",
        "Confirmer mon inscription",
        "Je clique sur le lien pour confirmer mon inscription à la cantine et rien ne se passe, pouvez-vous valider mon adresse e-mail ?",
    ),
    "mailinblack_complaint": _mail(
        "Gilles Ybert <g.ybert@fournisseur.example>",
        "Mailinblack",
        "Quand j'écris à la mairie je reçois un message Mailinblack qui demande de cliquer pour être délivré. Est-ce "
        "normal ou une arnaque ?",
    ),
    "signed_protected": _mail(
        "Hervé Duval <h.duval@artisan.example>",
        "Devis toiture école",
        """
        Bonjour, quand pouvez-vous m'ouvrir l'école Léopold-Delisle pour mesurer la toiture ?
        Hervé Duval

        Protégé par Mailinblack – Garanti sans virus
        """,
    ),
    "asked_bot": _mail(
        "Chloé Vautier <chloe.v@messagerie.example>",
        "Message automatique ou vraie personne ?",
        "Est-ce que quelqu'un lit ces mails ? Je demande depuis un mois un rendez-vous pour ma carte d'identité.",
    ),
    "below_auto_notice": _mail(
        "Marc Anger <marc.anger@fournisseur.example>",
        "Re: Votre demande a bien été enregistrée",
        """
        Merci mais vous avez noté la mauvaise rue : c'est rue Henri-Cornat et non rue Cornot.

        > Bonjour, votre demande a bien été enregistrée sous le numéro 2026/0147.
        > Ceci est un message automatique, merci de ne pas y répondre.
        """,
        _ANSWER,
    ),
}

MANY: Mapping[str, bytes] = {
    "complains_of_newsletter": _mail(
        "Jean-Paul Lefort <jp.lefort@fournisseur.example>",
        "TR: Jardi Vallon -30 %",
        """
        Ce magasin distribue sa publicité sur tous les pare-brises du parking de la gare et les papiers volent partout. Que fait la mairie ?

        -------- Message transféré --------
        Sujet : -30 % sur les bulbes
        De : Jardi Vallon <news@jardivallon.example>
        Pour : jp.lefort@fournisseur.example

        Tulipes, narcisses, crocus. Voir la version en ligne. Pour vous désabonner, cliquez ici.
        """,
        _THUNDERBIRD,
    ),
    "unsubscribe_me": _mail(
        "Paulette Adam <paulette.adam@fournisseur.example>",
        "Re: La lettre de Valognes n° 45",
        "Bonjour, je ne souhaite plus recevoir votre lettre d'information, merci de me désinscrire.",
    ),
    "residents_circular_asks": _mail(
        "Association du quartier Saint-Malo <bureau@quartier-saintmalo.example>",
        "Bulletin n° 12 – vitesse rue de Poterie",
        """
        Chers adhérents, Monsieur le Maire,
        Réunis jeudi, nous constatons que la vitesse rue de Poterie met nos enfants en danger. Nous demandons à la mairie
        l'installation de ralentisseurs avant la rentrée et une réponse écrite.
        Vous recevez ce message car vous êtes adhérent ou partenaire de l'association. Pour ne plus recevoir nos messages, écrivez-nous.
        """,
    ),
    "group_person": _mail(
        "Isabelle Hérout <i.herout@messagerie.example>",
        "[quartier-gare] Éclairage du souterrain",
        "Bonjour à tous, bonjour à la mairie que je mets en copie : l'éclairage du souterrain de la gare est en panne depuis dimanche.",
        "List-Id: <quartier-gare.groupes.example>",
        "List-Post: <mailto:quartier-gare@groupes.example>",
        "List-Unsubscribe: <mailto:quartier-gare+unsubscribe@groupes.example>",
        "Precedence: list",
    ),
    "many_in_copy": eml(
        f"""
        From: Collectif Les Miquelots <collectif@miquelots.example>
        Subject: {_word("Pétition contre l'antenne")}
        To: mairie@valognes.example, {", ".join(f"voisin{i}@messagerie.example" for i in range(30))}
        """,
        "Veuillez trouver la pétition des riverains. Nous demandons un rendez-vous à Monsieur le Maire avant le début du chantier.",
    ),
    "crm_syndic": _mail(
        "Foncia Valognes <gestion@syndic-immo.example>",
        "Résidence du Parc – éclairage de la voie",
        """
        Bonjour, le candélabre n° 112 devant la résidence du Parc ne fonctionne plus. Merci de faire intervenir vos services.
        Cordialement, votre gestionnaire
        """,
        "List-Unsubscribe: <https://crm.syndic-immo.example/u/9>",
        "X-Mailer: CRM Immo 4",
    ),
    "supermarket_asks": _mail(
        "Supermarché des Lices <direction@lices.example>",
        "Offre de partenariat et demande de benne",
        "Pour notre anniversaire nous offrons le café aux clients samedi 21. Pourriez-vous nous prêter deux barrières et une benne ?",
    ),
    "union_asks_hall": _mail(
        "Union locale <ul@syndicat.example>",
        "Demande de salle – réunion d'information syndicale",
        "Nous sollicitons la mise à disposition de la salle Vicq-d'Azyr le 3 décembre de 18 h à 20 h pour une réunion "
        "d'information syndicale.",
    ),
    "webinar_question": _mail(
        "Romain Levesque <romain.l@messagerie.example>",
        "Invitation",
        "Bonjour, j'ai reçu l'invitation à la réunion publique sur le PLU mais le lien ne marche pas. À quelle heure commence-t-elle ?",
    ),
    "christmas_market": _mail(
        "Marie Groult <miel.groult@fournisseur.example>",
        "Marché de Noël : promotion de mon miel",
        "Productrice de miel à Yvetot-Bocage, je souhaite réserver un emplacement au marché de Noël. Quels sont les tarifs ?",
    ),
    "stop_answer": _mail(
        "Andrée Picot <andree.picot@fournisseur.example>",
        "STOP",
        "STOP aux feux d'artifice la nuit rue Binguet, mon chien est mort de peur hier.",
    ),
}

SUSPICIOUS: Mapping[str, bytes] = {
    "reports_scam": _mail(
        "Colette Renouf <colette.renouf@fournisseur.example>",
        "Faux SMS colis 1,99 €",
        """
        Je vous signale que des habitants reçoivent un SMS « votre colis est en attente, cliquez ici pour payer 1,99 € de frais ».
        Pouvez-vous prévenir la population ?
        """,
    ),
    "succession": _mail(
        "Étude Lemaire <succession@lemaire-notaires.example>",
        "Succession LETELLIER – concession funéraire",
        "Chargé de la succession de M. Letellier décédé le 2 octobre, je vous prie de m'indiquer le titulaire de la concession B 14.",
    ),
    "legacy_gift": _mail(
        "Huguette Martin <huguette.martin@fournisseur.example>",
        "Don",
        "Je souhaite faire don au musée de la collection de coiffes de ma grand-mère. Qui dois-je contacter ?",
    ),
    "flagged_person": _mail(
        "René Quesnel <rene.quesnel@fournisseur.example>",
        "URGENT !!!",
        "URGENT !!! UNE PLAQUE D'ÉGOUT A DISPARU RUE DU VIEUX-CHÂTEAU, UN ENFANT VA TOMBER !!!",
    ),
    "canteen_transfer": _mail(
        "Sabrina Lopez <sabrina.lopez@messagerie.example>",
        "Virement urgent",
        "Le virement de remboursement de la cantine n'est toujours pas arrivé, je vous renvoie mon RIB. C'est urgent, je suis à découvert.",
    ),
    "foreigner": _mail(
        "J. de Vries <jdevries@courriel.example>",
        "Camping",
        "Excuse mon français. Mon caravane est cassé sur le parking du camping, la barrière est tombée dessus. Qui "
        "paye ? Merci de repondre.",
    ),
    "land_offer": _mail(
        "Michel Ruault <m.ruault@fournisseur.example>",
        "Proposition de vente",
        "Je propose à la commune de racheter ma parcelle ZK 41 au prix des domaines, pour élargir le chemin. Êtes-vous intéressés ?",
    ),
    "training_account": _mail(
        "Kevin Jouan <kevin.jouan@messagerie.example>",
        "CPF",
        "Est-ce que la mairie peut m'aider à utiliser mon compte formation ? On m'a appelé et j'ai peur que ce soit une arnaque.",
    ),
    "mailbox_full": _mail(
        "Lucienne Travers <l.travers@fournisseur.example>",
        "Boîte pleine",
        "Le conteneur à verre du parking Carrefour est plein depuis une semaine, les bouteilles sont par terre.",
    ),
}

SERVICES: Mapping[str, bytes] = {
    "scanner": eml(
        f"""
        From: copieur@valognes.example
        Subject: {_word("Numérisation du 10/11/2026")}
        Content-Type: multipart/mixed; boundary="=_s"
        """,
        """
        --=_s
        Content-Type: text/plain; charset=utf-8

        Ce message a été envoyé depuis le copieur RICOH du rez-de-chaussée.
        --=_s
        Content-Type: application/pdf; name="scan.pdf"
        Content-Disposition: attachment; filename="scan.pdf"
        Content-Transfer-Encoding: base64

        JVBERi0xLjQKJSVFT0YK
        --=_s--
        """,
    ),
    "insurer": _mail(
        "Sinistres <sinistre@assureur.example>",
        "Votre référence : dossier 2026-44120 – mise en cause de la commune",
        "Notre assurée Mme Blin a chuté le 4 novembre rue Thiers. Nous vous mettons en cause et vous demandons les "
        "coordonnées de votre assureur.",
        "X-Auto-Response-Suppress: DR, OOF, AutoReply",
    ),
    "network_works": _mail(
        "Travaux réseau <ne-pas-repondre@energie.example>",
        "Demande d'arrêté de circulation – rue Pelouze",
        "Nous sollicitons un arrêté d'alternat du 1er au 5 décembre au 17 rue Pelouze. Réponse à travaux@energie.example.",
    ),
    "auto_submitted_no": _mail(
        "Ludovic Hamon <ludovic.hamon@fournisseur.example>",
        "Nid de guêpes",
        "Il y a un nid de guêpes dans le mur de l'école Alexis-de-Tocqueville.",
        "Auto-Submitted: no",
    ),
    "bulk_precedence_person": _mail(
        "Josiane Vimont <josiane.vimont@fournisseur.example>",
        "Lampadaire",
        "Le lampadaire devant le 15 rue de Poterie clignote toute la nuit et nous empêche de dormir.",
        "Precedence: first-class",
    ),
    "invoice_query": _mail(
        "Comptabilité <compta@fournitures.example>",
        "Relance facture F-2291 impayée",
        "Sauf erreur de notre part la facture F-2291 du 1er septembre reste impayée. Merci de nous indiquer la date de règlement.",
    ),
    "prefecture_letter": _mail(
        "Bureau des collectivités <collectivites@prefecture.example>",
        "Transmission d'un signalement",
        "Veuillez trouver le signalement d'un administré sur un dépôt d'amiante chemin du Pont. Je vous remercie de "
        "m'indiquer les suites données.",
    ),
    "null_return_path_person": _mail(
        "Aline Mauger <aline.mauger@fournisseur.example>",
        "Passage piéton effacé",
        "Le passage piéton devant la maternelle ne se voit plus.",
        "Return-Path: <aline.mauger@fournisseur.example>",
        "X-Priority: 1",
    ),
    "answers_danger": _mail(
        "Odette Leroux <odette.leroux@fournisseur.example>",
        "Re: Demande 2026/0147 – Nid-de-poule",
        "Réponse : non, le trou n'est toujours pas rebouché et un cycliste est tombé dedans ce matin.",
        _ANSWER,
        "X-Auto-Response-Suppress: DR, RN, NRN, OOF, AutoReply",
    ),
    "photo_only_text": _mail(
        "Tom <tom.g@messagerie.example>",
        "Fwd: photo",
        "Dépôt d'ordures ici. Envoyé automatiquement depuis mon téléphone",
    ),
}

MAILS: tuple[tuple[str, bytes], ...] = tuple(
    (f"{group}: {name}", raw)
    for group, mails in (
        ("away", AWAY),
        ("returns", RETURNS),
        ("receipts", RECEIPTS),
        ("robots", ROBOTS),
        ("many", MANY),
        ("suspicious", SUSPICIOUS),
        ("services", SERVICES),
    )
    for name, raw in mails.items()
)
