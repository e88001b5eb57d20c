"""How forms call what they ask for, on the web and on paper; expressions on folded text, each for a whole label."""

from collections.abc import Mapping

LABELS: Mapping[str, str] = {
    "surname": r"nom(?: de famille)?|nom d'usage|last ?name|surname|family name",
    "given": r"prenoms?|first ?name|given name|vorname",
    "name": r"nom,? ?(?:et|/|&)? ?prenoms?|prenoms? ?(?:et|/|&)? ?nom|nom complet|de|from|expediteur|demandeur|name|full ?name|"
    r"identite|contact|emetteur|"
    r"vous etes|usager|auteur|soumis par|envoye par|sender|nom du (?:demandeur|contact)|"
    r"(?:comment|quel nom) (?:vous )?(?:appelez|nommez|portez)-vous|quel est (?:votre|ton) nom(?: complet)?|"
    r"what(?: i|')s your (?:full )?name|"
    r"(?:nom,? ?(?:et|/|&)? ?prenoms?|prenoms? ?(?:et|/|&)? ?nom|nom complet) (?:du (?:contact|demandeur|declarant|representant)|"
    r"de l'usager|de la personne a contacter)",
    "civility": r"civilite|titre",
    "email": r"(?:adresse )?(?:e-?mail|courriel|mail|adresse electronique|adresse (?:e-?mail|mail|de messagerie|de courriel))|"
    r"e-?mail(?: address)?|mel|repondre a|reply-?to",
    "phone": r"(?:numero de |n° de )?(?:tel|telephone|portable|mobile|phone|tel\.|numero|gsm)(?: (?:fixe|portable|mobile|"
    r"domicile|number|de contact))?",
    "address": r"adresse(?: postale)?(?: (?:complete|du domicile|du demandeur))?|rue|address|domicile|voie|n° et rue|"
    r"numero et (?:rue|voie)|adresse 1|street",
    "postcode": r"code postal|cp|postcode|zip|zip code",
    "town": r"ville|commune|city|localite|town|code postal ?(?:/|,|-|et)? ?(?:ville|commune|localite)|cp ?(?:/|,|-|et) ?(?:ville|commune)",
    "organisation": r"societe|organisme|organisation|association|entreprise|raison sociale|company|structure|etablissement|"
    r"nom de (?:la structure|l'association|la societe)",
    "register": r"(?:numero |n[°o] )?(?:de )?(?:siret|siren|rna)(?: ?(?:ou|/) ?(?:siret|siren|rna))?"
    r"(?: de (?:la structure|l'association|la societe))?",
    "heading": r"objet|sujet|subject|titre de la demande|objet de (?:la |votre )?demande|objet du message|intitule",
    "subject": r"categorie|type(?: de (?:demande|signalement|message))?|theme|service|motif|nature (?:de la demande|"
    r"du signalement)|thematique|service concerne|"
    r"destinataire|rubrique",
    "place": r"lieu|localisation|adresse (?:du (?:probleme|signalement|lieu)|concernee)|emplacement|lieu (?:du signalement|"
    r"du probleme|concerne)|ou|lieu exact",
    "text": r"message|demande|texte|description|commentaires?|question|corps(?: du (?:message|mail))?|contenu(?: du message)?|precisions?|"
    r"details?|observations?|remarques?|comments?|enquiry|description (?:du probleme|de la demande|du signalement)|"
    r"detail de (?:la|votre) demande|probleme (?:constate|rencontre)|que pouvons-nous faire pour vous|"
    r"(?:comment|en quoi) pouvons-nous vous (?:aider|etre utiles?)|que (?:souhaitez|voulez)-vous nous (?:dire|demander|signaler)|"
    r"(?:decrivez|exposez|expliquez|precisez|redigez|posez|detaillez)(?:-nous)? (?:ici )?(?:la |le |les |votre |vos |l')?(?:demande|"
    r"probleme|situation|question|faits?|message|besoins?|projet|anomalie|incident|signalement).{0,30}|how can we help(?: you)?(?: today)?",
}
