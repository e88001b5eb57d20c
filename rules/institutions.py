"""Institutions that act or are asked, and so are no place: « la mairie m'a répondu », « j'ai appelé la gendarmerie »."""

from rules.words import Words, word_set

_INSTITUTIONS = word_set(
    """
    mairie gendarmerie commissariat police brigade poste prefecture tribunal mediatheque bibliotheque ccas college lycee ecole hopital
    ehpad creche musee tresor tresorerie
    """
)
_TOWN_HALL = "hotel ville"
_AUTHORITIES = word_set("mairie hotel gendarmerie commissariat police brigade prefecture tribunal ccas tresor tresorerie")
"""Those that do more than answer: « l'école prend l'eau » tells of a building, « la gendarmerie prend ma plainte » of people."""
_ARTICLES = word_set("le la l les")
_ASKED = word_set(
    """
    appele appeler appelle appelons appelez prevenu prevenir previens alerte alerter averti avertir informe informer contacte contacter
    saisi saisir sollicite solliciter interpelle interpeller interroge interroger remercie remercier remercions joindre joint rappele
    relance relancer telephone telephoner demande demandons compte laisse attend fait faire fasse
    """
)
"""Verbs right before an institution that is asked, thanked or expected to do something: « prévenir la mairie », « que fait la mairie »."""
_ASKED_AT = word_set(
    """
    ecrit ecrire adresse adresser adressee adresses demande demander demandons signale signaler signalons telephone telephoner transmis
    transmettre depose deposer plainte declare declarer declaration courante parle parler dit dire plaint plaindre rapporte envoye envoyer
    confie appartient revient incombe appel reclame reclamer
    """
)
"""Verbs and nouns that « à », « auprès de » joins to an institution that is told something."""
_OF_ITS = word_set(
    """
    agents agent services service employes employe personnel reponse courrier courriel lettre mail aide intervention accord autorisation
    decision silence secretariat standard accueil bulletin arrete avis equipe equipes promesse refus responsabilite charge competence
    ressort elus adjoint telephone policiers gendarmes frais nom attention part aupres responsables directeur directrice inaction
    soutien appui initiative demande concours
    """
)
"""What an institution does or whom it has: « la réponse de la mairie » is no place, « le parking de la mairie » is one."""
_THINGS = word_set(
    """
    parking place parvis cour toilettes wc hall entree porte porche escalier escaliers marches rampe ascenseur horloge cloche cloches
    drapeau drapeaux facade facades toit toiture mur murs fenetre fenetres vitre vitres jardin jardins square parc grille grilles portail
    boite panneau panneaux fontaine banc bancs arbre arbres salle salles batiment locaux guichet borne bornes abri trottoir perron
    chauffage eclairage lampadaire lampadaires projecteurs pelouse pelouses massif massifs statue monument distributeur arret carrefour
    angle coin paves chaudiere climatisation fronton balcon poubelle poubelles conteneur rond rue gouttiere plafond sous
    """
)
"""What stands or lies at an authority's building: « le parking de la mairie »."""
_COUNTED_ON = word_set("compte comptons compter comptent")
_STATE = word_set("une un des la le les ete")
"""After « a », « est »: what a building has or is, no deed: « la gendarmerie a une vitre cassée », « a été taguée »."""
_OF = word_set("de du d des")
_SKIPPED = word_set(
    "ne n m me nous vous lui leur s se y en le la les l t elle il toujours jamais deja bien pourtant donc aussi encore alors plus pas rien"
)
_SAYS = word_set(
    """
    refuse repond repondra reponde dit disait demande promet affirme pretend assure propose reclame impose interdit autorise estime
    considere informe rappelle conseille exige ignore doit devrait doive devra peut pourrait puisse pourra veut veuille voudra accepte
    """
)
_ACTS = _SAYS | word_set(
    """
    fasse fera fait faisait ferait envoie enverra intervient interviendra intervienne renvoie prenne prend prendra sait occupe agit agisse
    bouge reagit reagisse laisse attend tarde pense compte envisage prevoit paie paye donne met mette vienne vient passe passera nettoie
    repare trouve cherche verbalise deplace va ira connait ecoute entend aide appelle
    """
)
_HAVING = word_set("a ait aura avait aurait")
_SAID = word_set(
    """
    dit repondu refuse envoye promis demande accepte indique conseille renvoye explique recu ecrit appele rappele reclame confirme assure
    propose averti autorise interdit transmis decide oublie
    """
)
_DONE = _SAID | word_set(
    """
    pris fait enregistre note classe constate releve dresse verbalise laisse installe mis pose supprime enleve retire voulu pu accorde donne
    perdu vote paye commence entrepris repare coupe
    """
)
_HARM = word_set("feu eau")
"""« La mairie a pris feu » tells of the building."""
_BEING = word_set("est etait soit sera serait")
_TOLD = word_set(
    """
    venu venue passe passee intervenu intervenue prevenue prevenu informee informe alertee averti avertie chargee competente responsable
    saisie sourde au deplacee
    """
)
"""What an institution is or was that has been told of something: « la mairie est au courant »."""
_REACH = 5
_OF_THINGS = 3


def is_institution(words: Words, first: int, last: int) -> bool:
    """Return whether a name is that of an institution where people decide, answer and send somebody."""
    forms = words.forms[first : last + 1]
    return not _INSTITUTIONS.isdisjoint(forms) or " ".join(form for form in forms if form != "de") == _TOWN_HALL


def is_asked_or_acts(words: Words, first: int, last: int, *, is_pointed_to: bool) -> bool:
    """Return whether an institution is told something or does something itself, and nothing is there.

    Authorities are taken for people wherever nothing says that the building is meant: a cue (``is_pointed_to``), its state, a thing of it.
    """
    before = _before(words, first)
    if before > 0 and words.forms[before] == "sur" and words.forms[before - 1] in _COUNTED_ON:
        return True
    if is_pointed_to or (before >= 0 and words.forms[before] == "entre") or _opens_sentence(words, before, last):
        return False
    if _is_asked(words, before, first) or (_is_not_joined(words, before) and _acts(words, first, last)):
        return True
    is_authority = not _AUTHORITIES.isdisjoint(words.forms[first : last + 1])
    return is_authority and not lends_its_thing(words, first) and not _is_in_a_state(words, before, last)


def _opens_sentence(words: Words, before: int, last: int) -> bool:
    """Return whether « à » and an institution say at the head of a sentence where something is: « À la mairie, la porte … »."""
    is_first = before == 0 or (before > 0 and words.sentences[before - 1] != words.sentences[before])
    return is_first and words.forms[before] in {"a", "au"} and words.gap(last).startswith(",")


def lends_its_thing(words: Words, first: int) -> bool:
    """Return whether « de » joins an institution's name to a thing there: « le parking de la mairie », not « la réponse de la mairie »."""
    before = _before(words, first)
    if before < 1 or words.forms[before] not in _OF or words.sentences[before - 1] != words.sentences[first] or words.breaks[before - 1]:
        return False
    if not _AUTHORITIES.isdisjoint(words.forms[first : first + 1]):
        near = range(max(0, before - _OF_THINGS), before)
        return any(words.forms[at] in _THINGS and words.sentences[at] == words.sentences[first] for at in near)
    return words.forms[before - 1] not in _OF_ITS


def _is_in_a_state(words: Words, before: int, last: int) -> bool:
    """Return whether an institution is told of as a building: « la mairie est taguée », « la gendarmerie a une vitre cassée »."""
    if not _is_not_joined(words, before) or last + 1 >= len(words) or words.sentences[last + 1] != words.sentences[last]:
        return False
    verb, then = words.forms[last + 1], words.forms[last + 2 : last + 3]
    if verb in _BEING:
        return _TOLD.isdisjoint(words.forms[last + 2 : last + 2 + _REACH])
    return verb in _HAVING and (not _STATE.isdisjoint(then) or not _HARM.isdisjoint(words.forms[last + 2 : last + 2 + _REACH]))


def _before(words: Words, first: int) -> int:
    """Return the word before a name and its article; -1 where its sentence begins with it."""
    at = first - 1
    while at >= 0 and words.forms[at] in _ARTICLES and words.sentences[at] == words.sentences[first]:
        at -= 1
    return at if at >= 0 and words.sentences[at] == words.sentences[first] else -1


def _is_not_joined(words: Words, before: int) -> bool:
    """Return whether an institution is not only joined to something else, which then does what follows."""
    return before < 0 or words.forms[before] not in _OF


def _is_asked(words: Words, before: int, first: int) -> bool:
    """Return whether what stands before an institution says that it is asked or told, or what is its own doing."""
    if before < 0:
        return False
    form = words.forms[before]
    if form in _ASKED:
        return True
    sentence = words.sentences[first]
    near = [words.forms[at] for at in range(max(0, before - _REACH), before) if words.sentences[at] == sentence]
    if form in {"a", "au"}:
        return not _ASKED_AT.isdisjoint(near)
    if form in _OF and near:
        return near[-1] in _OF_ITS
    return False


def _acts(words: Words, first: int, last: int) -> bool:
    """Return whether what follows an institution says what it does."""
    following = [form for form in words.forms[last + 1 : last + 1 + _REACH] if form not in _SKIPPED]
    if not following or words.sentences[last + 1] != words.sentences[last] or not _HARM.isdisjoint(following):
        return False
    verb, then = following[0], following[1] if len(following) > 1 else ""
    does_more = not _AUTHORITIES.isdisjoint(words.forms[first : last + 1])
    acts, done = (_ACTS, _DONE) if does_more else (_SAYS, _SAID)
    return verb in acts or (verb in _HAVING and then in done) or (verb in _BEING and then in _TOLD)
