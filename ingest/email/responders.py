"""What responders and mail systems write, where no field of the header says it: absences, receipts, challenges, failures."""

from ingest.email.signs import asks, compiled, is_local, names_matter, reports, shown, signs, speaks_of_himself

_YOURS = r"(?:votre|vos|your) (?:\w+ ){0,2}(?:messages?|mails?|e-?mails?|courriels?|demandes?|requetes?|courriers?)"
_ANSWER = signs(
    {
        "automatic": r"\b(?:ceci|ce (?:message|mail|courriel|e-?mail)) (?:est|a ete|constitue|vous est) (?:un |"
        r"une )?(?:\w+ )?(?:\w+ )?automatique|\b(?:messages?|reponses?|e-?mails?|courriels?|mails?|accuses?|"
        r"notifications?) (?:\w+ ){0,3}(?:automatique\w*|automatise\w*)|\bautomat(?:ed|ic|ically)\b|\bauto-?(?:generated|reponse|"
        r"responder|reply)|\brepondeur|\breponse auto\b|\benvoye\w* automatiquement|\bautomatisch\w*",
        "away": r"\b(?:je suis|je serai|nous sommes|nous serons|actuellement|i am|i'm|i will be|i'll be|est|sera|"
        r"sont) (?:\w+ )?(?:absent|en (?:conges?|vacances|deplacement|formation|arret|rtt)|indisponible|injoignable|out of|away|"
        r"on (?:\w+ )?(?:leave|vacation|holiday)|ferme|not in)|\bout of (?:the )?office|\babsente? (?:du|de|jusqu|pour|ce|cette|"
        r"actuellement)|\b(?:fermee?s?|conges?|absence|absente?) (?:du \d|pour (?:conges|travaux)|jusqu|annuel)|\b(?:de )?retour (?:le|"
        r"a partir|au bureau|dans|on)\b|\ben (?:mon|notre|son) absence|\bback (?:on|in the office)|\b(?:mon|a mon|notre|a notre) retour|"
        r"\bne travaille (?:plus|pas)|\bne suis pas (?:disponible|joignable|en mesure)|\b(?:mon|son) poste est|\bme remplace|"
        r"\bremplacee? par|\b(?:a|ai|avons) quitte (?:la|l'|notre|ses|mes|mon|nos)|\bno longer (?:work|with)|"
        r"\bnicht im (?:buro|haus|dienst)|\b(?:bin|sind)\b.{0,40}\b(?:abwesend|im urlaub|nicht erreichbar)|\bab dem \d.{0,30}\bwieder\b",
        "yours": rf"\b(?:{_YOURS}|les messages)\b.{{0,60}}\b(?:a|ont|sera|seront|est|sont|has|have|will|is|been|n'a|n'est|"
        rf"etre)\b.{{0,30}}\b(?:recus?\b|recue|enregistre|receptionne|traite|\blus?\b|pris en (?:compte|charge)|prise en (?:compte|"
        r"charge)|transmis|transfere|receiv|read|forward|process|parvenu|achemine|registered|logged)|\bbien (?:ete )?recue? (?:votre|"
        rf"ton) (?:\w+ )?(?:messages?|mails?|e-?mails?|courriels?|demandes?|requetes?|courriers?)\b|\baccus\w+ (?:bonne )?reception d|"
        rf"\bprend(?:rai|rons) connaissance|\b(?:je|nous) (?:lir|verr|consulter)(?:ai|"
        r"ons) (?:votre|vos) |\b(?:nous|je|conseillers?|agents?|equipes?|services?|"
        r"gestionnaires?|interlocuteurs?) (?:\w+ )?(?:vous |y |la |le |les )?(?:repondr|traiter|reviendr|recontacter)(?:ai|ons|a|"
        r"ont)\b|\bmessages? recus? pendant|\bwe have received|\b(?:un|le|votre) (?:nouveau )?ticket\b.{0,40}\b(?:cree|ouvert|assigne|"
        r"attribue)|\bticket\b.{0,40}\b(?:created|opened|assigned)|\bacces (?:\w+ )?a (?:ma|mes) (?:messagerie|mails?|e-?mails?|courriels?|"
        r"messages)|\blimited access to|\bmes (?:mails|messages|courriels) (?:ne|que|seront)|\bvous (?:essayez|cherchez|tentez) (?:de|"
        r"a) (?:me|nous) (?:joindre|contacter)|\bihre (?:e-?mails?|nachricht|anfrage)\b.{0,60}\b(?:weitergeleitet|gelesen|erhalten|"
        r"bearbeitet|eingegangen|beantwort\w+)",
        "thanks": r"\bthank(?:s| you) for (?:your|contacting|writing)|\bmerci (?:de|pour) (?:votre|l'envoi de votre) (?:message|mail|"
        r"courriel|demande|contact|e-?mail)|\bmerci de (?:nous avoir|m'avoir) (?:contacte|ecrit)|\bnous vous remercions (?:de|"
        r"pour) (?:votre|l'interet)|\bas soon as (?:possible|i)|\bdans les (?:meilleurs|plus brefs) delais|\bdes que possible|"
        r"\bsera (?:apportee|traitee?|donnee)|\bunder \d+ (?:hours|days)|\bsous \d+ (?:a \d+ )?(?:h\b|heures|jours)|\bdes mon retour",
        "silent": r"\bne pas (?:y )?repondre|\bdo not reply|\bdon't reply|\bno[- ]?reply|\bn'y repondez pas|\b(?:adresse|boite|"
        r"messagerie)\b.{0,40}\b(?:n'est (?:plus|pas)|releve|consultee|desactivee|ne (?:sera|permet)|inactive|pas surveillee)|"
        r"\bque je n'utilise plus|\bnot monitored|\bn'est plus (?:utilisee|valide|active|consultee)|\bnouvelle adresse (?:mail|e-?mail|"
        r"electronique)|\bnouvelle adresse (?:est )?:? ?\S{1,64}@|\bnew (?:e-?mail )?address|\bm'ecrire desormais",
        "instead": r"\b(?:en cas d'urgence|pour (?:toute|les|une) (?:\w+ )?(?:urgen|demande|question)|si (?:c'est )?urgent|urgent|"
        r"urgence|for urgent|in case of)\b.{0,80}\b(?:contact|appel|adress|joindre|ecri|call|tel|numero|envo|0\d)|"
        r"\b(?:merci d'|(?:merci de|veuillez|please|vous pouvez|je vous invite a|nous vous invitons a|n'hesitez pas a) )(?:\w+ )?(?:ecrire|"
        r"adresser (?:(?:desormais|dorenavant) )?(?:vos|votre|toute)|contacter|renvoyer|vous adresser|contact|joindre|(?:re)?formuler|"
        r"vous rapprocher|transmettre vos|envoyer vos|consulter)",
    }
)
_OWN_MOVE = compiled(
    r"\babsente?s? (?:de |a |au |aux |du |des )(?:la |l'|son |sa |notre |prochaine? )?(?:cantine|garderie|centre|ecole|creche|periscolaire|"
    r"restaurant scolaire|classe|etude|repas|conseil|commission|reunion|bureau de vote)\b|"
    r"\bje (?:vous |te |t')?(?:l'|le |la |les |en )?(?:transmets|envoie|adresse|joins|apporte|confirme (?!(?:avoir |la |que )?(?:bonne |"
    r"bien |votre )?(?:rece|recu|message|mail|demande))|maintiens|accepte|renvoie|fournis|depose|passerai|viendrai|serai present)\b|"
    r"\bmerci (?:de |d')(?:bien vouloir )?(?:en )?(?:mettre a jour (?!(?:votre |vos |ton |tes )?(?:carnet|repertoire|contact|adresse))|"
    r"modifier|corriger|rectifier|prendre (?:bonne )?note|prendre en compte)"
)
"""What somebody does, excuses, sends or wants put right himself: « j'ai bien reçu votre message, je vous transmets le justificatif »."""
_MAILISH = frozenset({"automatic", "yours", "silent"})
"""Signs that speak of the message answered: « je suis absent jusqu'au 12, appelez ma fille » is a person's."""

_RECEIPT = compiled(
    r"\ba (?:bien )?ete (?:lu|ouvert|affiche)e? (?:le|a|par|\w+ \d)|\bwas read (?:on|at)|\baccuse de (?:reception|"
    r"lecture)\b.{0,80}\b(?:message|mail|courriel)\b.{0,60}\b(?:envoye|adresse|affiche)|\breturn receipt|\bread receipt|\b(?:message|"
    r"mail|courriel) a ete (?:affiche|ouvert)|\bsupprimee? sans (?:etre|avoir)|\bwas (?:displayed|deleted without)|\bhas been displayed|"
    r"\bconfirmation de lecture"
)
_DELIVERED = compiled(
    r"\b(?:a|ont) (?:bien )?ete (?:remise?s?|livree?s?|delivree?s?|distribuee?s?) (?:a |au|avec succes|correctement|dans)|"
    r"\bremise? (?:a ces|aux) destinataires|\b(?:has been|was) (?:successfully )?(?:delivered|relayed)|\bsuccessful(?:ly)? (?:delivered|"
    r"mail delivery)|\bdelivery to .{0,60}(?:is|has been|was) complete|\bremise effectuee|\brelayed to"
)
_NOT_DELIVERED = compiled(
    r"\bechec de (?:la )?remise|\bnon[- ]remise?|\bimpossible de remettre|\bpas (?:pu |ete )(?:etre )?(?:remis|livr|delivr|distribu)|"
    r"\bnot (?:been |be )?delivered|\bdelivery (?:has )?failed|\bdelivery failure"
)
"""« Échec de la remise à ces destinataires »: the words of what was handed over, and of what was not."""
_CHALLENGE = signs(
    {
        "held": rf"\b{_YOURS}\b.{{0,120}}\b(?:en attente|delivre|distribue|remis|bloque|retenu|pending|held|delivered|quarantine|"
        r"mis en attente|parvien)|\b(?:premiere fois|first time) que vous m'ecri|\bfirst (?:e-?mail|message) (?:to|from)|"
        r"\b(?:utilise|uses?|protegee? par|protected by) (?:mailinblack|boxbe|spam ?arrest)\b",
        "proof": r"\bauthentifi|\bvous identifier\b|\bidentifiez-vous\b|"
        r"\brobots?\b|\brecopi|\bcaptcha|\bune seule fois|\bonly once|\bprouv|\bconfirm\w* (?:que vous|"
        r"your (?:address|message|identity)|you)|\bverify (?:that|you)|\bpersonne reelle|\breal person|\blistes? blanche|\bwhite-?list|"
        r"\bexpediteurs? (?:autorise|inconnu|approuve)|\bunknown sender|\bvalider votre (?:envoi|adresse|message)",
        "filter": r"\banti-?spam|\banti-?pourriel|\bmailinblack|\bboxbe|\bspam ?arrest|\bsender verification|\bprotection (?:de la|"
        r"de ma|contre)|\bfiltre|\bfilter|\bpourriels?|\bspam\b|\bcourrier indesirable|\bcliqu|\bclick|https?:/",
    }
)
_BAIT = compiled(
    r"\bmots? de passe|\bpasswords?\b|\b(?:votre|your) (?:compte|account|boite|mailbox|colis|parcel)\b|\b(?:carte|coordonnees) bancaire|"
    r"\b(?:paiement|facture|invoice|payment|remboursement|refund)\b|\bquota\b"
)
_FAILED = signs(
    {
        "phrase": r"\b(?:n'a|n'ont|ne|pas|could|was|were|been|cannot|can't|unable|did|has) (?:\w+ ){0,4}(?:remise?s?|delivree?s?|"
        r"distribuee?s?|achemine\w*|delivered|deliver|reached?|transmise?s?|etre remis|accepted|livre)\b|\b(?:non|pas encore|"
        r"not (?:yet )?been) (?:remis|distribue|delivre|delivered)|\b(?:echec|impossibilite) de (?:la |l')?(?:remise|distribution|"
        r"livraison|envoi|acheminement)|\bdelivery (?:has )?(?:failed|incomplete|error|failure|delayed)|\bundeliver|"
        r"\breturned to sender|\bretour(?:ne)? a l'expediteur|\bwas rejected|\ba ete (?:rejete|refuse|bloque)|\bmessage (?:refuse|"
        r"rejected|blocked|delayed)|\bdelayed\b|\bretardee?\b|\b(?:nouvelle|autre)s? tentatives?|\btentera de nouveau|\ba ete refusee?|"
        r"\bpermanent (?:error|failure)|\btemporary problem",
        "address": r"\b(?:user|recipient|mailbox|account|address|destinataires?|adresse|utilisateur|boite|compte|domaine|domain|"
        r"host)s?\b.{0,60}\b(?:unknown|inconnue?s?|introuvables?|not found|does(?:n't| not) exist|n'existe(?:nt)? pas|n'est pas|"
        r"rejected|not listed|invalide|invalid|full|pleine?|desactive|disabled|unavailable|refuse|no longer|over quota|saturee?|quota|"
        r"suspendu)|"
        r"\b(?:over|depasse\w*) (?:de )?(?:son |le )?quota|\bno such (?:user|recipient)|\b(?:unknown|invalid) (?:user|recipient)|"
        r"\badresse (?:mail )?(?:inconnue|introuvable|erronee)|\bwill (?:retry|keep trying)|\bhours on the queue|\bin (?:the )?queue|"
        r"\bfollowing (?:address|recipient)|\bdestinataires? suivants?|\btaille maximale|\bto one or more",
        "code": r"(?<![\d.])[45]\d\d[ :-]{1,3}#?[45]\.\d{1,3}\.\d{1,3}\b|(?<![\d.])#?[45]\.\d{1,3}\.\d{1,3}\b.{0,40}(?:smtp|remote|user|"
        r"mailbox|recipient|reject|resolver)|\b(?:4[25]\d|55[0-4])[ :-]{1,3}\S.{0,60}(?:error|user|mailbox|recipient|rejected|unknown|"
        r"blocked|denied|address|boite|destinataire)|\bdiagnostic-code|\bfinal-recipient|\bremote (?:server|host|mta)|\bserveur distant|"
        r"\bmail delivery (?:system|subsystem|software)|\b(?:informations de )?diagnostic (?:pour|information)|\b(?:postmaster|"
        r"mailer-daemon)\b|\brecipientnotfound|\bcopy of (?:the|your) (?:message|e-?mail)|\boriginal message (?:follows|headers)",
    }
)
_ENOUGH, _ENOUGH_OTHERS = 2, 3
_ENOUGH_FAILED = 3


def signs_of_answer(text: str) -> int:
    """Return how many signs of an automatic answer a folded text shows."""
    return len(shown(text, _ANSWER))


def is_answer(text: str, *, more: int) -> bool:
    """Whether a responder wrote a text, folded. ``more`` is how many signs the header shows: subject, sender."""
    if asks(text) or reports(text) or names_matter(text) or is_local(text) or _OWN_MOVE.search(text):
        return False
    found = shown(text, _ANSWER)
    enough = _ENOUGH if found & _MAILISH else _ENOUGH_OTHERS
    return len(found) + more >= enough


def challenges(text: str) -> bool:
    """Whether a text asks the sender to prove that he is a person before his message is handed on; bait for passwords does not."""
    return len(shown(text, _CHALLENGE)) == len(_CHALLENGE) and not (_BAIT.search(text) or asks(text) or reports(text))


def is_receipt(text: str) -> bool:
    """Whether a folded text says that a message was read."""
    return bool(_RECEIPT.search(text))


def is_delivered(text: str) -> bool:
    """Whether a folded text says that a message was handed over, and not that it failed."""
    is_said = bool(_DELIVERED.search(text)) and not _NOT_DELIVERED.search(text)
    return is_said and "code" not in shown(text, _FAILED, ("code",))


def fails(text: str) -> int:
    """Return how many signs a folded text shows that a mail system could not deliver a message."""
    return len(shown(text, _FAILED))


def is_failure(text: str, *, more: int) -> bool:
    """Whether a folded text alone is a mail system's, and nobody's who speaks of it. ``more`` is how many signs the header shows."""
    return fails(text) + more >= _ENOUGH_FAILED and not (asks(text) or reports(text) or speaks_of_himself(text))
