"""Signs: kinds of turns of phrase, of which several different ones together tell what a message is, and never one alone."""

from functools import lru_cache

from ingest.expressions import Signs, compiled, shown, signs

__all__ = ["Signs", "asks", "compiled", "informs", "is_local", "names_matter", "reports", "shown", "signs", "speaks_of_himself"]

_REPORTS = compiled(
    r"\b(?:j'ai|nous avons|on a|j'avais|je viens de|je|i (?:have )?|we (?:have )?)\s?(?:bien )?(?:recois|recevoir|recu|received|"
    r"got)\s(?:\w+ )?(?:ca\b|ceci|cela|ce |cet |cette |un |une |des |plusieurs |hier|par |this |an? |your )|"
    r"\best[- ]ce (?:\w+ ){0,2}(?:vous\b|la mairie|la ville|officiel|normal|vrai|serieux|une? |un vrai|fiable|legal)|"
    r"\bc'est (?:bien )?vous\b|\b(?:vient|viennent|provient|emane)[- ](?:\w+ )?(?:de (?:la mairie|chez vous|vous)|de vos)|\bis (?:this|"
    r"it) (?:from )?(?:you|the town|real|genuine)|\b(?:on|il|ils|elle|un \w+|quelqu'un|qui) (?:me|nous|m'|lui|leur) ?(?:a |"
    r"ont )?(?:demand|reclam|dit|disent|propos|envoi|envoy|annonc|promet)|\b(?:disant|pretendant|indiquant|affirmant) que|\b(?:mon|ma|"
    r"mes|my) (?:comptes?|colis|boites?|amende|mots? de passe|carte|abonnement|adresse|site|acces|dossier|messagerie|factures?|account|"
    r"mailbox|parcel)\b(?: \w+){0,3} (?:est|sont|sera|seront|serait|etait|a ete|ont ete|n'est|n'a|a|is|was|has)\b|\b(?:je|j'ai|"
    r"j') ?(?:\w+ )?clique|\b(?:ma (?:mere|grand-mere|femme|voisine|fille)|mon (?:pere|mari|fils|voisin)|mes parents)\b.{0,30}\b(?:a|"
    r"ont) (?:recu|ete|donne|clique|paye|verse|failli|perdu)|\barnaqu|\bescro(?:c|qu)|\bhameconn|\bphishing|\bscam\b|\busurp|\bcanular|"
    r"\b(?:mails?|messages?|sms|courriels?|appels?|liens?|sites?|courriers?|documents?|tentatives?) (?:\w+ ){0,3}(?:suspects?|"
    r"frauduleu\w+|bizarres?|louches?|malveillants?|de fraude)|\bfau(?:x|sse)s? (?:mails?|messages?|sms|courriels?|factures?|agents?|"
    r"polic\w+|commerc\w+|demarch\w+|artisans?|employes?)|\bdemarch(?:e|ent|age|ages|eurs?)\b|\b(?:je|nous) n'(?:ose|ai pas|avons pas|"
    r"osons)(?: pas)? (?:cliqu|repond|pay|ouvr)|\b(?:dois-je|faut-il|puis-je|doit-on|peut-on) (?:\w+ )?(?:cliquer|payer|repondre|ouvrir|"
    r"m'inquieter|l'ouvrir|y repondre)|\b(?:me|nous|mon|mes|ma|nos)\b[^.!?\n]{0,40}\b(?:victimes?|harcel\w+ (?:par|de))\b|"
    r"\bse font? passer pour|\bau nom de la (?:mairie|ville|commune)|\b(?:site|portail|page|ecran|application|appli|borne|ca|il|"
    r"elle) (?:\w+ ){0,4}(?:affiche|indique|repond|me dit)\b|\bmessage d'erreur|\b(?:m'a|m'ont|nous a|nous ont) (?:\w+ )?(?:repondu|"
    r"ecrit|dit|envoye|indique)|\bje n'ai (?:recu|eu) qu|\bm'affiche|"
    r"\bj'ai (?:essaye|clique|tente|voulu|paye|regle|donne|verse)|\b(?:j'ai|nous avons|on a|je me suis|il a|elle a|s'est) (?:ete |"
    r"fait )(?:\w+ )?(?:pirat|victime|arnaqu|contact|demarch|harcel|vol|escroq|hack)"
)
_ASKS = compiled(
    r"(?<!vous )\b(?:pouvez|pourriez|pourrez|voulez|voudriez|auriez|avez)[- ]vous\b(?! (?:deja )?(?:\d|quelques minutes|un (?:creneau|"
    r"moment)|une disponibilite|pense|songe|besoin|me mettre en relation|me confirmer votre (?:mot|compte)|m'orienter|envie|remarque|"
    r"entendu))|\b(?:puis|pourrais|pourrai|dois|devrais)[- ]je\b(?! (?:vous (?:appeler|rappeler|envoyer|presenter|proposer|contacter)))|"
    r"\b(?:peut|pourrait|pouvons|pourrions|peuvent|pourraient|doit|devons)[- ](?:on|nous|il|elle|ils|elles)\b(?! (?:convenir|fixer|"
    r"echanger|vous|planifier|nous rencontrer))|\b(?:serait|est)[- ]il (?:\w+ )?possible|\best[- ]ce que\b|\by a[- ]t[- ]il\b|"
    r"\bfaut[- ]il\b|\bmerci (?:\w+ )?(?:de |d')(?:bien vouloir )?(?:(?:me |nous |m')(?!(?:re)?contacter|ecrire|joindre|re(?:nvoy|"
    r"tourn)er|adresser (?:vos|votre)|faire parvenir (?:vos|votre)|confirmer|communiquer (?:vos|votre))|le |la |les |l'|y (?!repondre)|"
    r"faire (?!part|suivre) |venir|passer|intervenir|repar|remettre|verifier|relayer|transmettre (?!ce|cette)|envoyer (?:quelqu|un agent|"
    r"une equipe)|procur|proposer|desinscrire|retirer|supprim|etablir|autoris|prevoir|noter que|mettre (?!a jour))|\b(?:nous|"
    r"je) (?:vous )?(?:demand(?:e|ons)|sollicit(?:e|ons)|souhait(?:e|ons|erais|erions|ais)|aimerai[st]|aimerions|voudrais|voudrions|"
    r"desir(?:e|ons)|signal(?:e|ons)|conteste|contestons|refuse|exige|exigeons|constat(?:e|ons)|prie|prions de|serai[st]? reconnaissant|"
    r"serions reconnaissant)\b(?! (?:une? )?(?:faire un don|bonne|la bienvenue|vous (?:presenter|proposer|faire (?:part|decouvrir)|"
    r"offrir|rencontrer afin)|votre (?:consentement|confiance|aide pour transferer)|recevoir|partager|d'agreer|agreer))|\b(?:j'exige|"
    r"j'aimerais|j'attends|nous attendons|j'ai besoin d|nous (?:avons|aurions) besoin d(?:e |')(?!vous|benevoles|volontaires|bras|"
    r"votre))|\ba quelle adresse (?:l|envoy|ecri|dois|puis|faut|m)|\ba qui (?:dois-je |faut-il |doit-on |puis-je )?(?:m'|s'|je )|"
    r"\bqui (?:dois|puis|faut|doit|peut|pouvons|dois-je)[- ]|"
    r"\bcomment (?:puis|faire pour|dois|obtenir|faut|m'inscrire|inscrire|peut[- ]on|se fait)|\bquelle? (?:est|serait) (?:la |"
    r"le )?(?:marche|procedure|demarche|bonne adresse|date|tarif|delai)|\bquels? sont (?:les|vos)\b|\bquand (?:pourr|puis|venez|viendr|"
    r"passe|comptez|allez|sera)|\b(?:faites|envoyez) (?:quelque chose|passer (?!le mot|l'info|ce message|a vos)|quelqu'un|intervenir|"
    r"le necessaire|vite|enlever)|\bfaire (?:le necessaire|quelque chose)|\bau secours|\bje (?:porte plainte|me plains)|"
    r"\bveuillez (?:faire (?!part|suivre)|intervenir|nous adresser un|m'adresser (?!vos|votre)|me (?!contacter|joindre)|envoyer quelqu)|"
    r"\bsollicit(?:e|ent) (?:l'|une? |la |le |votre )(?:autorisation|arrete|subvention|accord|rendez-vous|avis|aide|intervention|"
    r"permission|pret|mise a disposition|bienveillance|(?:commune|mairie|ville|municipalite) (?:pour|afin))|"
    r"\bvous prie de (?:m'|me |bien vouloir (?!agreer|trouver|noter)|faire)|\b(?:could|can|would|will) you (?:please )?(?!send|reply|"
    r"give|assist|help me (?:to )?(?:transfer|invest))|\bplease (?:fix|repair|unsubscribe me|remove me|take (?:me|us) off|update|"
    r"send (?:someone|somebody)|tell me|"
    r"let me know (?:when|if the|whether|how))"
)
_LOCAL = compiled(
    r"\b(?:installee?s?|domiciliee?s?|etablie?s?|residant|habit(?:e|ons|ant|ants)|basee?s?) (?:a|dans|rue|sur|depuis|au|en face|juste)\b|"
    r"\b(?:dans|de|devant) (?:ma|notre) (?:rue|commune|ville|village|quartier|maison|boutique|magasin|immeuble|residence)\b|"
    r"\bdevant (?:chez|la|le|l')|\bchez (?:moi|nous)\b|\bmes? (?:voisins?|riverains?|enfants?)\b|\briverains?\b"
)


_COMPLAINS = compiled(
    r"\btoujours (?:rien|pas|aucun\w*|en panne|la\b|casse\w*|eteint\w*|bouche\w*)|\b(?:plus|jamais) rien\b|\bpersonne n'(?:est|a)\b|"
    r"\baucune nouvelle|\binadmissible|\bscandal|\binaccept|\binsupport|\bras[- ]le[- ]bol|\bmarre\b|\bhonte|\bn'en (?:peux|"
    r"pouvons) plus|\bca suffit|\bintolerable|\bdangereu"
)
_INFORMS = compiled(
    r"\b(?:vous|nous) (?:inform|signal|avis)\w*\b|\bporte\w* a votre connaissance|\bcoupures?\b|\binterruption|\b(?:nos|des|"
    r"les) (?:travaux|interventions)\b|\bcandidat|\bcurriculum|\bmon cv\b|\bmemoire\b|\betudiant|\bstage de fin|\bquestionnaire"
)


_MATTER = compiled(
    r"\b(?:casse|brise|danger|trou\b|trous\b|nids?[- ]de|fuite|bouche\b|bouchee?s?\b|debord|inond|en panne|eteint|lampadaire|"
    r"depots? sauvage|ordures|encombrant|tags?\b|odeur|bruit|nuisance|"
    r"rats?\b|branches?\b|haies?\b|elag\w+|effondr|affaiss|vitesse|chaussee|trottoir|avaloir|regard\b|egout|caniveau|abattu|cable|"
    r"gravats|epave|intrusion|effraction|incendie|alarme|"
    r"defaut (?:secteur|batterie|technique|chaudiere|pompe|ascenseur|communication))|(?:^|\n| )(?:nature|"
    r"lieu|localisation|description|evenement|defaut|alarme|adresse du (?:probleme|signalement)) *:"
)
_PERSONAL = compiled(
    r"\bje (?:suis|ne|n'|le|la|les|l'|vais|vois|paie|dois|peux|pense|trouve|veux|me|m'|vous (?:ecris|demande|signale)|recois|crois|"
    r"croyais)|\bj'(?:ai|etais|avais|habite|y|aimerais|attends)\b|\b(?:aidez|dites|expliquez|repondez|rappelez|enlevez|retirez|"
    r"desinscrivez|desabonnez)[- ]moi\b|\bimpossible de m|\b(?:mon|ma|mes) (?:courriers?|recommandes?|lettres?|colis)\b"
)


def speaks_of_himself(text: str) -> bool:
    """Whether the writer speaks as one person of his own doings. ``text`` is folded."""
    return bool(_PERSONAL.search(text))


@lru_cache(maxsize=8)
def reports(text: str) -> bool:
    """Whether the writer tells of a message or a fraud he met, and does not send one himself. ``text`` is folded."""
    return bool(_REPORTS.search(text))


@lru_cache(maxsize=8)
def asks(text: str) -> bool:
    """Whether the writer asks something of the town or complains: a question, a wish, something to be done. ``text`` is folded."""
    return bool(_ASKS.search(text) or _COMPLAINS.search(text))


def names_matter(text: str) -> bool:
    """Whether a text names something broken, dangerous or unpleasant, as reports of it do. ``text`` is folded."""
    return bool(_MATTER.search(text))


def informs(text: str) -> bool:
    """Whether the writer tells the town something it ought to know: works, a cut, an application, a study. ``text`` is folded."""
    return bool(_INFORMS.search(text))


def is_local(text: str) -> bool:
    """Whether the writer says that he lives or works in the place. ``text`` is folded."""
    return bool(_LOCAL.search(text))
