"""What a question asks for, by the words of its key or label, French and English."""

import re
from functools import lru_cache

from ingest.form.fields import REMEMBERED, Field

_TEL = (
    r"(?:tel|telephone|portable|mobile|phone|gsm|cell|cellphone|handy|telefon|fixe|domicile|bureau|number|numero|"
    r"joindre|rappel|contact|work|home)"
)
_MEL = r"(?:e ?mail|mail|courriel|mel|messagerie|courrier electronique|adresse electronique)"
_RULES: tuple[tuple[Field, str], ...] = (
    (
        Field.TRAP,
        r".*(?:ne pas remplir|ne rien saisir|laisser vide|leave (?:blank|empty)|do not fill|honey ?pot|gotcha|bot field|"
        r"pot miel|anti ?spam|anti ?robot)|hp|hp .*|.* hp|b 5a\w* .*",
    ),
    (Field.MAYBE_TRAP, r"site web|website|web ?site|url|homepage|home page|site internet|fax number|url site|web"),
    (
        Field.IGNORE,
        r".*\b(?:rgpd|gdpr|consent\w*|cgu|captcha|recaptcha|csrf|nonce|newsletter|confidentialite|privacy|politique|"
        r"mentions legales|terms)\b.*|j ?accepte\b.*|j autorise\b.*|accepte .*|optin|opt in",
    ),
    (
        Field.IGNORE,
        r"(?:to|to number|called(?: number)?|callee|(?:numero|ligne|poste) (?:appelee?|destinataire)|appelee?|dnis|did)|"
        r"(?:adresse |remote |client |user )?ip(?: address| v \d)?|(?:remote|client) (?:address|ip)|user ?agent|ua|"
        r"page(?: url| title)?|referr?er|http referer|"
        r"version|v|par|app(?: version| name)?|langue?|lang(?:code|uage)?|locale|precision m|accuracy|exactitude|poste|extension|"
        r"(?:form|account|user|device|session|client|field|post|page|campaign|organi[sz]ation|webform|entity|in draft|"
        r"respondent|visitor|tracking|owner|agency|jurisdiction|formdef|team|workspace|blog)(?: uu| u)? ?id|"
        r"wpcf.*|.+ (?:uid|uuid|guid|key|hash|nonce|url|uri|href)|backoffice|new|order|(?:field|form) (?:structure|"
        r"definition|schema)|serial|token api|api ?key|platform|plateforme|os|browser|navigateur|device.*|utm .*|gclid|"
        r"fbclid|status|statut|etat|state|score|"
        r"in draft|current page|entity type|uri|duree s|duree|duration|call duration|is .*|archived|event type|form ?type|"
        r"type event|"
        r"pays|country(?: code)?|code insee|insee|citycode|city code|code commune|departement code|region code|importance|"
        r"context|banid|"
        r"update time|last update time|last modified|updated at|modified|changed|date modification|"
        r"date derniere modification|landed at|network id|portail|source url|url backoffice|backoffice url|"
        r"slug|submit|action|method|hash|signature|typename|srid|crs|agent(?: (?:astreinte|accueil|saisie|municipal|"
        r"name|nom|referent|traitant))?|"
        r"(?:saisi|redige|traite|enregistre|pris|recu|accueilli|note|repondu|decroche) par|operateur|redacteur|standardiste|user ?name|"
        r"login|nom utilisateur|"
        r"recepisse|quiz.*|event id|jurisdiction|lu|read|starred|is starred|payment.*|currency|created by|uid|formid|"
        r"display name formdef|timezone|tz|user token|remember.*|success|count|total|limit|offset|resultset",
    ),
    (
        Field.SECONDS,
        r"(?:duree|temps)(?: en)? (?:saisie|remplissage)(?: s| secondes| sec)?|fill time|filled in|time to (?:fill|"
        r"complete)|elapsed(?: time| s| seconds)?|form duration|submission time s|seconds|temps passe|completion time",
    ),
    (Field.CONFIDENCE, r"confiance|confidence|score confiance|taux confiance"),
    (Field.CHANNEL, r"canal|channel|submission channel"),
    (Field.LATITUDE, r"(?:geo |gps |map |position |geo)?lat(?:itude)?(?: gps| wgs84)?"),
    (Field.LONGITUDE, r"(?:geo |gps |map |position |geo)?(?:lon|lng|long|longitude)(?: gps| wgs84)?"),
    (
        Field.POINT,
        r"coordonnees (?:gps|geographiques|carte)|gps|coordinates?|coords?|geo ?point|lat ?l(?:ng|on)|lat lon(?:g|"
        r"gitude)?|latitude longitude|geolocation|geoloc(?:alisation)?|geo ?loc|geometry|the geom|geom|wkt|position gps|"
        r"map location|position(?: carte| map)?|point",
    ),
    (
        Field.REGISTER,
        r"(?:numero )?(?:siret|siren|rna|tva(?: intracommunautaire)?)(?: (?:siret|siren|rna|association|entreprise|"
        r"societe|structure))*",
    ),
    (
        Field.EMAIL,
        rf"(?:adresse |address )?{_MEL}(?: (?:adresse|address|contact|perso\w*|confirm\w*|demandeur|pro))*|adresse {_MEL}|"
        rf"reply to|repondre a|e mail|email2?|username email|{_MEL} \d",
    ),
    (
        Field.PHONE,
        rf"(?:numero )?{_TEL}(?: {_TEL}|"
        rf" \d)*(?<!^numero)(?<!^number)(?<!^contact)(?<!^domicile)(?<!^bureau)(?<!^home)(?<!^work)|(?:numero|"
        rf"number) (?:rappel|contact|joindre)|caller(?: id)?(?: num\w*)?|callerid|msisdn|(?:numero|number) (?:appel|"
        rf"appele[er]|calling)",
    ),
    (Field.CIVILITY, r"civilite|titre civilite|titre politesse|salutation|genre|gender|sexe|prefix|honorific|anrede"),
    (
        Field.GIVEN_NAME,
        r"prenoms?(?: usuel| usage| usager)?|first name?s?|given names?|fore ?names?|vorname|name first|first|middle|"
        r"name middle|fname",
    ),
    (
        Field.SURNAME,
        r"nom(?: famille| usage| marital)?|last name|sur ?name|family name|patronyme|name last|last|nachname|lname|"
        r"nom famille usage",
    ),
    (
        Field.NAME,
        r"nom (?:et )?prenoms?(?: contact)?|prenoms? (?:et )?nom|(?:nom )?(?:identite|complet)|full name|names?|real name|"
        r"display name|qui etes|comment (?:vous )?(?:appelez|nommez)|signataire|full|nom contact|identite complete|"
        r"who are|from|nom prenom usage|qui|who",
    ),
    (
        Field.ORGANISATION,
        r"(?:nom )?(?:societe|raison sociale|organisation|organi[sz]ation|organisme|entreprise|company|association|asso|"
        r"structure|etablissement|"
        r"collectif|commerce|denomination(?: sociale)?|syndic|employer|employeur|institution|club)(?: name|"
        r" ou (?:organisme|association))?(?: (?:societe|association|organisme|structure|entreprise))*|company name|"
        r"organi[sz]ation name|nom commercial",
    ),
    (
        Field.HOUSE_NUMBER,
        r"numero(?: (?:rue|voie|adresse|maison|batiment voie))?|house ?number|street number|number|numvoie|"
        r"numero voie bis|(?:indice|indice )?repetition|btq",
    ),
    (Field.POSTCODE, r"cp|code postal|postal(?: code)?|zip(?: code)?|post ?code|plz|cedex"),
    (
        Field.TOWN,
        r"(?:nom )?(?:ville|commune|city|town|localite|municipality|locality|ort)(?: name| residence)?|city name|"
        r"(?:cp|code postal|postcode|zip) (?:ville|commune|city|town|localite)|(?:ville|commune|city) (?:cp|code postal|zip)",
    ),
    (
        Field.ADDRESS_MORE,
        r"complement(?: adresse)?|(?:adresse|address)(?: line| ligne)? [2-4]|line [2-4]|(?:batiment|bat|etage|appartement|"
        r"appt|escalier|residence|lieu dit|apt)(?: .{0,20})?",
    ),
    (
        Field.ADDRESS,
        r"adresse(?: postale| domicile| personnelle| habitation| residence)?(?: (?:ligne )?1)?|address(?: line|"
        r" street)?(?: 1)?|street(?: address| name| line)?(?: 1)?|"
        r"(?:nom |libelle |type )?(?:rue|voie)|numero (?:et )?(?:rue|voie|libelle voie|nom voie|nom rue)|rue numero|"
        r"voie numero|ligne 1|line 1|address 1|domicile|ou habitez|mailing address|postal address|full address|"
        r"residence address|thoroughfare",
    ),
    (
        Field.CITED,
        r"(?:numero |reference |code |ref )?(?:fiche|suivi|dossier (?:existant|precedent|concerne)|demande (?:initiale|"
        r"precedente|existante|concernee)|signalement (?:initial|precedent|existant|concerne))(?: (?:existante?|"
        r"concernee?|precedente?|initiale?))?|"
        r"tracking (?:code|number)|numero (?:demande|dossier|signalement|fiche|suivi)(?: .{0,20})?|reference (?:demande|"
        r"dossier|fiche|suivi)|code suivi|relance (?:fiche|demande)|existing (?:reference|request)",
    ),
    (
        Field.FORM_NAME,
        r"formulaire|form(?: name| title)?|demarche|teleservice|procedure|nom formulaire|titre formulaire|webform|formdef|"
        r"titre demarche",
    ),
    (
        Field.CATEGORY,
        r"(?:sous )?(?:categorie|category|categories|thematique|theme|rubrique)s?(?: .{0,30})?|sub ?category|(?:type|"
        r"nature|objet type)(?: (?:demande|signalement|probleme|message|incident|anomalie|intervention|requete|issue|"
        r"request|problem|report|desordre|reclamation|contact|\w+ concerne))?|"
        r"service(?: (?:code|name|concerne|destinataire|municipal|contacte))?|topic|domaine|sujet (?:liste|type)|group|"
        r"departement concerne|destinataire|direction concernee|concerne|(?:issue|problem|request|report|case|ticket|"
        r"complaint) type|motif(?: (?:contact|demande|appel))|vous contactez .{0,40}|type contact",
    ),
    (
        Field.HEADING,
        r"objets?(?: (?:demande|message|signalement|courrier|appel|requete))?|sujets?(?: (?:demande|message))?|subject|"
        r"titre(?: (?:demande|signalement|message))?|title|intitule(?: demande)?|resume|summary|headline|en bref|"
        r"short description",
    ),
    (
        Field.TEXT,
        r"(?:description|descriptif|message|texte|text|demande|commentaires?|comments?|notes?|transcriptions?|transcript|"
        r"transcribed text|transcription text|details?|contenu|content|body|corps|questions?|observations?|remarques?|"
        r"quoi|what|pb|dde|precisions?|explications?|expose|requete|reclamation|plainte|doleance|besoin|"
        r"faits|verbatim|enquiry|inquiry|anomalie|constat|situation|libre|request|complaint|issue|problem|probleme|"
        r"signalement|suggestion|proposition|textarea|memo)"
        r"(?: (?:detaillee?|libre|demande|message|probleme|signalement|situation|complementaires?|appel|agent|incident|"
        r"anomalie|constate|rencontre|usager|citoyen|client|faits|request|issue|problem|report|detail|text|body|"
        r"intervention|requete|besoin|longue?|vocal|laisse|appelant))*|"
        r"(?:decri\w+|expos\w+|expliqu\w+|detaill\w+|racont\w+|redig\w+|exprim\w+|formul\w+|pos\w+) .{0,80}|(?:comment|"
        r"en quoi|que) (?:pouvons|souhaitez|voulez|puis|peut|pourrions).{0,80}|how can we help.{0,40}|"
        r"what happened.{0,40}|que se passe.{0,30}|qu (?:est )?(?:ce )?(?:qu )?(?:se )?(?:passe|il).{0,40}|"
        r"que s est il passe.{0,20}|quel(?:le)? (?:demande|probleme|question)|"
        r"describe .{0,60}|tell us .{0,60}|detail (?:demande|probleme)|long description",
    ),
    (
        Field.PLACE,
        r"(?:lieux?|localisation|emplacement|endroit|location|place|address string|lieu dit probleme|"
        r"situation geographique|where|repere|landmark|nearest .{0,30})(?: (?:exact|precis|probleme|incident|signalement|"
        r"intervention|concerne|anomalie|demande|faits|description|name|text|texte|string|libelle|of issue|address))*|"
        r"(?:se (?:trouve|situe)|where (?:did|does|is)|situe).{0,60}|ou(?: .{0,80})?|(?:dans|sur|a) (?:rue|voie|endroit|"
        r"lieu|quartier|adresse)(?: .{0,40})?|rue concernee|adresse concernee|"
        r"adresse (?:approch\w+|approxim\w+|proche|plus proche|estimee|geolocalis\w+|gps|carte|reperee)|quartier|secteur",
    ),
    (
        Field.SENT_AT,
        r"date(?: (?:heure|envoi|creation|depot|soumission|reception|demande|signalement|appel|visite|passage|contact|"
        r"echange|message|enregistrement|submit|submitted|created|received|time|submission))*|(?:date )?(?:envoyee?|"
        r"recue?|soumise?|deposee?|creee?|transmise?|appelee?)(?: le| at| on)?|ts|timestamp|time ?stamp|created(?: at| on|"
        r" time| date| ms| timestamp)?|submitted(?: at| on| time)?|submission (?:date|time)|receipt time|"
        r"horodat\w+|date ?time|requested datetime|completed|last submitted time|create time|received(?: at| on| time)?|"
        r"sent(?: at| on)?|quand|qd|arrivee? a|started? at|heure(?: appel)?|time|date passage en construction|(?:entry|creation|submit|"
        r"submission|reception|depot|envoi) date|appel le",
    ),
    (
        Field.ID,
        r"(?:submission |response |entry |call |message |report |request |demande |dossier |formdata |external |display |"
        r"record |service request |signalement |alerte |anomalie |issue |case |inbound )?(?:id|uuid|guid|sid)|token|sid|"
        r"unique ?id|reference|ref|"
        r"identifiant(?: demande| unique)?|numero (?:enregistrement|ordre|ticket)|dossier|ticket(?: id| number)?",
    ),
    (Field.IGNORE, r".+ id"),
    (
        Field.PIECE,
        r"(?:photos?|pieces?|fichiers?|files?|attachments?|images?|documents?|media(?: urls?)?|justificatifs?|pjs?|"
        r"uploads?|pictures?|audio(?: url)?|enregistrement(?: audio| url)?|recording(?: url)?|videos?)(?: (?:jointe?s?|"
        r"joint|attache\w*|urls?|probleme|numero|count|\d))*|nombre (?:photos|pieces)|piece jointe .*",
    ),
)
_COMPILED = tuple((field, re.compile(f"(?:{rule})")) for field, rule in _RULES)
_HEADS = frozenset(word[:3] for _, rule in _RULES for word in re.findall(r"[a-z]+|\d+", rule))
"""How the words of all rules begin: a key without any such word is known at once to be unknown."""


@lru_cache(maxsize=REMEMBERED)
def field_named(words: str) -> Field | None:
    """Return what words of a key ask for, None where nobody knows."""
    if not any(word[:3] in _HEADS for word in words.split() if not word.isdecimal()):
        return None
    return next((field for field, rule in _COMPILED if rule.fullmatch(words)), None)
