"""Whether a message says something itself, or only that something is attached to it: « veuillez trouver ci-joint mon courrier ».

Sentences are looked at one by one. One that hands on a paper may describe it (« un courrier relatif au stationnement rue Pasteur »): that
is no request yet, the paper makes it. Every other one may hold greetings, courtesy and words of sending; what else it says is its own.
"""

import re
from collections.abc import Sequence

from ingest.closings import is_closing
from ingest.plain import fold

_MOST_CHARACTERS = 1_500
"""Who only hands something on is brief, with all his courtesy."""
_OWN_WORDS = 1
_DESCRIBING_WORDS = 2
"""So many words of its own may stand in all sentences that hand nothing on, and in front of the paper in one that does."""
_MOST_OPENING = 12
"""Words of « Suite à notre conversation téléphonique de ce matin »."""

_PAPER = (
    r"(?:courriers?|lettres?|plis?|missives?|recommande(?! (?:de|a|que|d')\b)|requetes?|recours|reclamations?|petitions?|"
    r"memoire|demandes?|formulaires?|"
    r"documents?|dossiers?|fichiers?|pdf|word|scans?|numerisations?|copies?|versions?|textes?|plaintes?|signalements?|"
    r"reponses?|observations?|"
    r"correspondance|note|compte[- ]rendu|doleances?|contestation|candidature|"
    r"letters?|complaints?|requests?|forms?|claims?|files?)"
)
_LETTER = re.compile(
    r"\b(?:courriers?|lettres?|plis?|missives?|recommandee?|requetes?|recours|reclamations?|petitions?|demandes?|formulaires?|documents?|"
    r"scan\w*|numeris\w*|manuscrite?s?|letters?|complaints?|forms?)\b"
)
_JOINED = re.compile(
    r"\bci[- ]?(?:joint|inclu|annexe|apres|attache)\w*|\b(?:en|voir|cf\.?) (?:(?:la|les|le|ma) )?(?:pieces?|annexes?|"
    r"fichiers?|attachements?)\b|"
    r"\bpieces?[- ](?:jointe?|attachee)s?\b|\bp\.?j\b\.?|\bjoint(?:e|s|es)?\b|\bje (?:vous )?joins\b|\battachee?s?\b|"
    r"\battached\b|\benclosed\b|"
    r"\battachment\b|\bsous (?:ce )?pli\b|\bsous couvert\b"
)
_SENDS = re.compile(
    r"\b(?:adress|envo[iy]|transm|transf|remet|remis|fai(?:s|re|sons|t) (?:parvenir|suivre|passer)|communiqu|soumet|porte a votre|"
    r"veuillez (?:bien )?(?:trouver|recevoir)|(?:vouloir|voudrez bien) trouver|trouverez|trouvez|voi(?:ci|la)\b|"
    r"prendre connaissance|prenez connaissance|lire\b|lisez|"
    r"please find|i send|sending|here is)"
)
_WANTS = re.compile(
    r"\b(?:me|m'|nous|moi)[ -]?(?:les? |la |l')?(?:(?:r?adress|r?envoy|renvoy|communiqu|donn|pass)(?:er|ez)|"
    r"(?:re)?transmett(?:re|ez)|remettre|fournir|"
    r"fai(?:re|tes) (?:parvenir|suivre|passer))\b|\b(?:n'|ne )\w+(?: \w+){0,2} (?:pas|plus|jamais|rien|aucune?)\b"
)
"""Who wants a paper sent to him, or says that there is none, hands none on."""
_SENT = re.compile(rf"\b{_PAPER}\b")
_EVIDENCE = re.compile(r"\b(?:photos?|images?|cliches?|videos?|plans?|captures?|selfies?|pictures?)\b")
_TOPIC = re.compile(rf"\b{_PAPER}\b.*", re.DOTALL)
"""From the paper's name on a sentence describes it."""
_OPENING = re.compile(
    r"^(?:suite a|comme (?:convenu|suite|demande|promis|indique|suggere)|conformement|en reponse|apres|pour faire suite|faisant suite)\b"
)
_COURTESY = re.compile(
    r"(?:dans l'attente|en (?:vous )?(?:souhaitant|remerciant|esperant|attendant|restant)|vous en (?:souhaitant|remerciant|"
    r"souhaite|remercie)|"
    r"(?:j'|nous )?esper\w+ que vous (?:allez|vous portez|etes|avez passe)|(?:bonne|belle) (?:reception|lecture|journee|"
    r"soiree|fin|semaine)|"
    r"n'hesitez pas|(?:envoye|sent|obtenez|telecharg\w+|provenance) (?:de|depuis|from|pour|avec)|"
    r"(?:(?:et )?(?:je|nous) )?(?:vous )?(?:reste|restons|restant|suis|sommes|demeure|demeurons) (?:\w+ )?a (?:votre|"
    r"l'entiere) (?:\w+ )?dispo|"
    r"(?:je|nous) (?:vous )?(?:prie|prions|saura\w+ gre|sera\w+ reconnaissant\w*) (?:[\w']+ ){0,6}(?:croire|agreer|recevoir|"
    r"accuser|confirmer)|"
    r"(?:a )?(?:l'assurance|l'expression|l'hommage) de (?:ma|mes|notre|nos|toute)\b|"
    r"(?:merci|veuillez|pouvez-vous|pourriez-vous) (?:\w+ ){0,4}(?:d'|de |m'|me )?(?:en )?(?:m'en )?(?:accuser|"
    r"confirmer) (?:\w+ ){0,2}reception|"
    r"(?:veuillez|recevez|agreez|croyez|daignez)\b.{0,80}\b(?:agreer|salutations?|consideration|sentiments|assurance|expression)\b)"
)
_ON_BEHALF = re.compile(r"\b(?:mme|madame|m|mr|monsieur|mlle|famille|docteur|dr|maitre|me)\.? (?!le |la |l')[a-z'-]+(?: [a-z'-]+)?$")
_WORDS = re.compile(r"[a-z]+")
_SHORT = re.compile(r"\b(m|mme|mr|mlle|dr|st|ste|cf|art|ref|tel|n)\.(?= )")
_BREAKS = re.compile(r"[.!?;:\n]+(?=\s|$)|,(?=\s)|\n")


def _words(*lists: str) -> frozenset[str]:
    return frozenset(word for one in lists for word in one.split())


_PLAIN = _words(
    "a à ai aie ainsi ait apres as au aucun aupres autre aux avec avez avons bien bon bonjour bonsoir ca car ce ceci cela ces cet "
    "cette ceux ci comme convenu d dans de deja des deux dont du elle elles en encore ensemble entre est et etais etait ete etes etre "
    "eu ici il ils j je l la le les leur leurs lui m ma mais me meme mes moi mon n ne nom non nos notre nous on ont ou par parvenir "
    "peu plus pour pourra pouvez pouvoir puisse qu que qui s sa sans se serait ses si sinon soit son sont sous sur t tous tout toute "
    "toutes tres trois un une unes v va veuillez vers vos votre vous voudrez voulez vouloir y tel telle afin lors lequel laquelle "
    "auquel tant voudriez auriez pourriez pourrez sera seront",
    # greeting and courtesy
    "bjr bsr slt mci coucou hello salut madame mesdames mademoiselle monsieur messieurs mme mr mlle maire maires mairie adjoint "
    "adjointe elu elue elus directeur directrice president presidente cher chere chers cordialement cdt cdlt crdlt respectueusement "
    "salutations sincerement distinguees meilleures merci mercis remercie remercions remerciement remerciements avance svp stp plait "
    "reception journee soiree desole desolee excuses excusez derangement accueil attention intention destination respect honneur "
    "plaisir re rebonjour urgent urgente urgence important importante confidentiel prioritaire tiens tenais permets permettons prie "
    "prions bonne",
    # sending and reading
    "adresse adresser adressee adressons adressais envoi envoie envoient envoyer envoye envoyee envoyes envoyons envoyais transmets "
    "transmettre transmis transmise transmettons transfere transferer transfert trouver trouverez trouvez remets remettre remis faire "
    "fais faisons fait suivre passe passer communique communiquer soumets soumettre voici voila voir voit lire lisez lu lue prendre "
    "prenez connaissance recevez recu recue traiter traitez traitement porter porte oublie oubliee oublier donner donne donnez joint "
    "jointe joints jointes joins joignons annexe annexes annexee attache attachee attaches attachement inclus incluse apres piece "
    "pieces pj cf mail mails email courriel courriels electronique message voie postale postal poste recommande recommandee courant "
    "presente present jour aujourd hui hier matin soir lundi mardi mercredi jeudi vendredi samedi dimanche janvier fevrier mars avril "
    "mai juin juillet aout septembre octobre novembre decembre date dates dernier derniere service services concerne concernes "
    "concernee competent competente droit responsable interlocuteur personne secretariat accueil dessous dessus format version "
    "numerisee numerise scanne scannee scannees signe signee signes rempli remplie remplis complete completee manuscrite manuscrit "
    "original copie copies objet ref reference cadre sujet titre courrier courriers lettre lettres pli document documents dossier "
    "fichier fichiers pdf word scan requete reclamation petition demande demandes formulaire formulaires contenu recours doleances "
    "observations reponse iphone ipad android samsung orange outlook yahoo gmail mobile telephone smartphone appareil galaxy",
    # English
    "the my our your please find see attached attachment enclosed letter letters document dear sir madam mr mrs ms hello hi thank "
    "thanks you for in of to and i we is are here regards kind best sincerely yours faithfully mayor attention form file files with "
    "this from send sending have has been be it as per",
)


def points_to_attachment(text: str, names: Sequence[str] = ()) -> bool:
    """Whether a message says no more than that something is attached: greeting, courtesy, and sentences that hand it on.

    ``names`` are the writer's, with which he may sign.
    """
    if len(text) > _MOST_CHARACTERS:
        return False
    points, own = False, 0
    plain = _PLAIN | frozenset(_WORDS.findall(fold(" ".join(names))))
    for sentence in _sentences(text):
        if is_closing(sentence) or _COURTESY.match(sentence):
            continue
        if _WANTS.search(_TOPIC.sub("", sentence)):
            return False
        if _hands_on(sentence):
            points = True
            if _own_words(_TOPIC.sub(" ", _JOINED.sub(" ", _EVIDENCE.sub(" ", sentence))), plain) > _DESCRIBING_WORDS:
                return False
        elif not (_OPENING.match(sentence) and len(sentence.split()) <= _MOST_OPENING):
            own += _own_words(_ON_BEHALF.sub(" ", sentence), plain)
    return own <= (_OWN_WORDS if points else 0)


def names_letter(text: str) -> bool:
    """Whether what is attached may be something written: not where only pictures are spoken of."""
    folded = fold(text[:_MOST_CHARACTERS])
    return bool(_LETTER.search(folded)) or not _EVIDENCE.search(folded)


def _sentences(text: str) -> list[str]:
    return [part for one in _BREAKS.split(_SHORT.sub(r"\1", fold(text))) if (part := " ".join(one.split()).strip(" -–—*_>\"'()«»"))]


def _hands_on(sentence: str) -> bool:
    is_sent = bool(_SENT.search(sentence) and _SENDS.search(sentence))
    return is_sent or bool(_JOINED.search(sentence)) or bool(_EVIDENCE.search(sentence) and _SENDS.search(sentence))


def _own_words(sentence: str, plain: frozenset[str]) -> int:
    return sum(word not in plain for word in _WORDS.findall(sentence))
