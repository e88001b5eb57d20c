"""What a place named does in a message, by the words that lead to it: it is pointed to, near, passed by, somebody's home."""

from collections.abc import Iterator
from enum import IntEnum

from rules.automaton import Automaton
from rules.words import Words, phrase_list, word_set


class Role(IntEnum):
    """What a mention does in the message; the greater, the likelier it is where the problem is."""

    DENIED = 0
    SIGNED = 1
    HOME = 2
    PASSING = 3
    NEAR = 4
    PLAIN = 5
    POINTED = 6


_HOME = phrase_list(
    """
    j habite|nous habitons|on habite|habitant|habitante|habitants|domicilie|domiciliee|demeurant|je demeure|nous demeurons|je reside|
    residant|resident|residente|mon adresse|notre adresse|je vis|nous vivons|mon domicile|j etais|adresse postale|riverain du|
    riveraine du|je loge|de chez moi|depuis chez moi|adresse personnelle|domicile actuel|suis ne|suis nee|locataire|proprietaire|
    je suis au|moi je suis|ancienne adresse
    """
)
_PASSING = phrase_list(
    """
    va a|vais a|vont a|aller a|allant a|pour aller|va au|vais au|vont au|aller au|scolarise|scolarisee|scolarises|travaille|
    travaillent|travaillons|rentrent|rentre de|eleve a|eleves de|
    amener|emmener|emmene|conduire|venant de|sortant de|deposer a|habite|ecrit a|telephone a|
    appele|transmis a|signale a|demande a|ma mere|mes parents|serai|je vais|membre|membres|directeur|directrice|parents d eleves|
    qui va a|sort de|sortent de|quand je|president|presidente|enseigne|professeur|inscrit a|inscrite a|inscrire|inscription a|
    acceder a|revenant|absent|absente|absents|je prends|prend le|prendre le|prenons le|rentre au|rentre a|rentrera|entre au|entrera|
    rentree au|rentree a|abonnement|mon rendez vous|rendez vous a|rendez vous au|rdv a|rdv au|suis passe|suis passee|sommes passes|
    me suis rendu|me suis rendue|suis alle|suis allee|train a|allant au|allant vers|en sortant|sortant du|venant du|retour de|
    retour du|train de|bus a|car a|bus de|descends a|descends au|nous louions|je louais|j habitais|nous habitions|je vivais|nous vivions|
    j ai habite|nous avons habite|j ai vecu|nous avons vecu|ancienne maison|ancien logement|ancien appartement|precedent logement|
    precedente maison|precedent appartement|avons quitte|ai quitte|chercher moi meme|aller le chercher|aller la chercher|aller les chercher|
    irai le chercher|irai la chercher|irai les chercher|viendrai le chercher|viendrai la chercher|passerai le prendre|passerai la prendre|
    un poste a|un poste au|un poste aux|un emploi a|un emploi au|un emploi aux|stage a|stage au|stage aux|candidature a|candidature au|
    candidature aux|reunion a|reunion au|reunion publique
    """
)
_NEAR = phrase_list(
    """
    pres de|pres du|proche de|proche du|a cote de|a cote du|non loin|derriere|pas loin|en direction|vers|a proximite|aux abords|jusqu au|
    jusqu a la|jusqu a l|jusqu aux|au pied de|au pied du|au pied d
    """
)
_POINTED = phrase_list(
    """
    devant|angle|niveau|hauteur|face|situe|situee|situes|situees|carrefour|croisement|intersection|coin|bout|debut|fin|milieu|
    le long|dans la|dans le|sur la|sur le|au bas|en haut|entree|sortie|lieu|adresse du probleme|dans l|sur l|au|sous le|
    sous la|parvis|jusqu a|depuis
    """
)
_CUES = Automaton([*_HOME, *_PASSING, *_NEAR, *_POINTED])
_ROLES = (
    {cue: Role.POINTED for cue in _POINTED}
    | {cue: Role.NEAR for cue in _NEAR}
    | {cue: Role.PASSING for cue in _PASSING}
    | {cue: Role.HOME for cue in _HOME}
)
CUE_REACH = {Role.HOME: 7, Role.PASSING: 4, Role.NEAR: 2, Role.POINTED: 3}
_SOMEBODY = 5
_BEFORE_CHEZ = word_set("devant face de derriere contre sous")
_OWN_PREMISES = Automaton(
    phrase_list(
        """
        je tiens|nous tenons|j exploite|nous exploitons|je gere|nous gerons|je dirige|nous dirigeons|j occupe|nous occupons|je loue|
        nous louons|je travaille|je suis commercant|je suis commercante|je suis medecin|je suis artisan|je suis gerant|je suis gerante|
        commercant au|commercante au|commerce est situe|commerce situe|commerce se trouve|magasin est situe|magasin se trouve|
        magasin situe|cabinet est situe|cabinet se trouve|cabinet situe|restaurant se trouve|restaurant est situe|boutique est situee|
        boutique se trouve|bureaux sont situes|bureaux se trouvent|atelier se trouve|atelier est situe|siege est situe|siege se trouve|
        installe au|installee au|installes au
        """
    )
)
"""What says of an address that the writer works there: another house told of after it is what he writes about."""
_PREMISES = word_set(
    """
    commerce magasin boutique restaurant bar cafe brasserie salon cabinet bureau bureaux agence atelier entreprise societe hotel pharmacie
    boulangerie boucherie garage officine etude local locaux siege association etablissement institut librairie epicerie pressing
    """
)
_MY = word_set("mon ma notre nos")
_BESIDE = word_set("devant face cote pres derriere niveau hauteur dans sous")
_OWN_REACH = 8
_ARTICLES = word_set("le la l les")
_MISTAKEN = frozenset(
    phrase_list(
        """
        hesite avec|hesitent avec|confond avec|confondent avec|confondue avec|confondu avec|confondre avec|confusion avec|
        confusions avec|melange avec|melangent avec|homonyme de|pris pour|prise pour|prend pour|prennent pour
        """
    )
)
"""What leads to the name that another is taken for: « à ne pas confondre avec l'impasse Carnot »."""
_WAYS_ROUND = word_set("deviation deviations devie deviee devies deviees devier itineraire contournement contourner detour")
_THROUGH = word_set("par via")
_WAY_REACH = 5
_SINCE_REACH = 7
_HOMEWARD = word_set("rentrant retournant rentre rentrais rentrait rentrions rentrons")
_TO_ONES = frozenset(phrase_list("chez moi|chez nous|a la maison"))
_BUSES = word_set("bus car cars autobus autocar")
_STOPS = word_set("abri abris arret arrets aubette station gare")
_FARTHEST_CUE = max(CUE_REACH.values())
_LONGEST_CUE = max(len(cue.split()) for cue in _ROLES)


def is_passed_by(words: Words, first: int) -> bool:
    """Return whether what stands before a word says that somebody only goes there or comes from there: « absent à l'école »."""
    return any(role is Role.PASSING and reach <= CUE_REACH[role] for role, reach in cues_before(words, first, first))


def cues_before(words: Words, first: int, until: int) -> Iterator[tuple[Role, int]]:
    """Yield what the words before a place and before ``until`` say of it, with how far before its first word they end."""
    begin, end = max(0, first - _FARTHEST_CUE - _LONGEST_CUE), min(first, until)
    if end <= begin:
        return
    base = words.at[begin] - 1
    joined = words.joined[base : words.at[end - 1] + len(words.forms[end - 1]) + 1]
    for hit in _CUES.find_in(joined, [at - base for at in words.at[begin:end]]):
        start = begin + hit.first
        if words.sentences[start] == words.sentences[first] and not (_is_at_ones(words, start) or _is_of_a_stop(words, start)):
            role, last = _ROLES[hit.literal], begin + hit.last
            # « Mon voisin de derrière, rue du Tertre »: what ends a phrase leads nowhere.
            if role is not Role.NEAR or "," not in words.gap(last):
                yield role, first - last


def is_own_premises(words: Words, first: int, until: int) -> bool:
    """Return whether the words before an address say that the writer works there: « je tiens l'hôtel situé au 40 rue Thiers »."""
    begin, end = max(0, first - _OWN_REACH - 3), min(first, until)
    if end <= begin:
        return False
    base = words.at[begin] - 1
    joined = words.joined[base : words.at[end - 1] + len(words.forms[end - 1]) + 1]
    hits = _OWN_PREMISES.find_in(joined, [at - base for at in words.at[begin:end]])
    if any(words.sentences[begin + hit.first] == words.sentences[first] for hit in hits):
        return True
    mine = [at for at in range(begin, end - 1) if words.forms[at] in _MY and words.forms[at + 1] in _PREMISES]
    return any(words.sentences[at] == words.sentences[first] and _BESIDE.isdisjoint(words.forms[max(0, at - 2) : at]) for at in mine)


def is_mistaken_for(words: Words, first: int) -> bool:
    """Return whether a name is only what another is taken for: « que le facteur confond avec l'impasse Carnot »."""
    at = first - 1
    while at >= 0 and words.forms[at] in _ARTICLES:
        at -= 1
    return at > 0 and words.sentences[at - 1] == words.sentences[first] and f"{words.forms[at - 1]} {words.forms[at]}" in _MISTAKEN


def is_way_round(words: Words, first: int) -> bool:
    """Return whether a street is only where others are led: « déviation mal indiquée par la rue Joliot-Curie »."""
    at = first - 1
    while at >= 0 and words.forms[at] in _ARTICLES:
        at -= 1
    if at < 0 or words.forms[at] not in _THROUGH or words.sentences[at] != words.sentences[first]:
        return False
    return any(words.forms[before] in _WAYS_ROUND for before in _before_in_sentence(words, at, _WAY_REACH))


def is_since_then(words: Words, first: int) -> bool:
    """Return whether a name is of what began the trouble: « depuis que la déviation de la rue Jean-Jaurès a été levée, on roule … »."""
    near = _before_in_sentence(words, first, _SINCE_REACH)
    since = next((at for at in near if words.forms[at] == "depuis" and words.forms[at + 1] in {"que", "qu"}), None)
    return since is not None and not any("," in words.gap(at) for at in range(since, first))


def is_way_home(words: Words, first: int) -> bool:
    """Return whether a name only tells where somebody was going: « j'en ai vu en rentrant chez moi rue de la Chaussée »."""
    near = _before_in_sentence(words, first, _WAY_REACH)
    homeward = next((at for at in near if words.forms[at] in _HOMEWARD), None)
    return homeward is not None and any(" ".join(words.forms[at : at + 2]) in _TO_ONES for at in range(homeward + 1, first))


def _before_in_sentence(words: Words, first: int, reach: int) -> range:
    """Return where the words of the same sentence stand right before a word, at most so many."""
    at = first
    while at > 0 and first - at < reach and words.sentences[at - 1] == words.sentences[first]:
        at -= 1
    return range(at, first)


def _is_at_ones(words: Words, start: int) -> bool:
    """Return whether a cue is somebody's home and no errand: « chez ma mère, 3 rue … », but « j'emmène ma mère rue … »."""
    return start > 0 and words.forms[start - 1] == "chez"


def _is_of_a_stop(words: Words, start: int) -> bool:
    """Return whether a bus is that of its stop, which stands there: « l'abri bus de Kerlann », « l'arrêt de car de la Croix »."""
    if words.forms[start] not in _BUSES:
        return False
    before = start - 1 - (start > 1 and words.forms[start - 1] in {"de", "du", "des"})
    return before >= 0 and words.forms[before] in _STOPS and words.sentences[before] == words.sentences[start]


def is_at_somebodys(words: Words, first: int) -> bool:
    """Return whether « devant chez ma mère », « en face de chez Mme Roy » leads to an address: what is told of is there."""
    before = words.forms[max(0, first - _SOMEBODY) : first]
    if "chez" not in before:
        return False
    at = first - len(before) + before.index("chez")
    return at > 0 and words.sentences[at] == words.sentences[first] and words.forms[at - 1] in _BEFORE_CHEZ
