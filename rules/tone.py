"""What the sentences of a message do: which ask for something, and which words say that something is well.

A long message tells much beside what it asks: what was repaired last year, which services are good, what is not the matter.
"""

import re
from collections.abc import Iterable, Set
from typing import NamedTuple

from rules.automaton import Hit
from rules.cues import CONTRASTS
from rules.guarded import Guarded
from rules.words import Words, phrase_list, word_set

_ASKING = phrase_list(
    """
    voudrais|voudrions|voudrait|souhaite|souhaitons|souhaiterais|souhaiterions|aimerais|aimerions|desire|desirons|desirerais|demande|
    demandons|demanderais|sollicite|sollicitons|solliciter|reclame|reclamons|exige|exigeons|conteste|contestons|merci de|merci d|
    merci de bien vouloir|pourriez|pouvez|pourrait|pourrions|serait il possible|est il possible|y aurait il|est ce que|faudrait|il faut|
    faut il|prie de|prions de|prier de|remercie de|remercier de|remercie de bien vouloir|signale|signalons|signaler|attends que|
    attends de|attendons que|attendons de|voeu|besoin|cherche|cherchons|veux savoir|savoir si|savoir comment|savoir quand|savoir quel|
    savoir quelle|a quand|que faire|comment faire|comment|faites le necessaire|faire le necessaire|intervenir|intervention|adjure|supplie|
    appel a|compte sur vous|comptons sur vous|ce que je veux|ce que nous voulons|veuillez|serait bien|serait bon|serait utile|
    serait souhaitable|attirer votre attention|attire votre attention|porter a votre connaissance|viens vous|venons vous|opposer|oppose|
    recours|reclamation|declare|declarer|candidature|postule|propose|proposons|interesse|interessee|que quelqu un|qu on|que l on|que vous|
    que la ville|que la mairie|que la commune|que les services|que vos services|qu une equipe|qu un agent
    """
)
"""Words of a sentence that asks for something to be done, said or known."""
_NO_ASKING = word_set("ne n")
_POLITE_ASKING = word_set("agreer croire recevoir accepter trouver excuser noter")
"""Verbs that ask for nothing after « veuillez » and « je vous prie de »."""
_NOTHING = word_set("pas plus jamais rien aucun aucune")
_IF_NEEDED = word_set("si au")
"""« Si besoin », « au besoin » ask for nothing."""
_REACH = 2

_WELL = phrase_list(
    """
    aucun souci|aucun soucis|aucun probleme|pas de souci|rien a redire|rien a dire|rien a signaler|impeccable|impeccables|nickel|parfait|
    parfaite|parfaits|parfaites|va tres bien|va bien|marche tres bien|marche bien|fonctionne tres bien|fonctionne bien|
    fonctionne parfaitement|est tres bien|sont tres bien|a ete refait|a ete refaite|ont ete refaits|ont ete refaites|ete tres bien|
    est neuf|est neuve|sont neufs|bien propre|bien propres|est propre|est bonne|superbe|superbes|font plaisir|fait plaisir|
    fait grand plaisir|adorent|adore|bravo|chapeau|felicitations|pas en cause|pas le sujet|pas la question|question n est pas la|
    probleme n est pas la|demande rien|demandons rien|reclame rien|reclamons rien|reclame pas|reclamons pas|conteste pas|contestons pas|
    rien contre|me plains pas|plaignons pas|rien a reprocher|me louer|nous louer|saluer|remercier pour|remercie pour|merci pour|
    merci encore|est respectee|est respecte|est reglee|est regle|est resolu|sait gre|savons gre|sais gre|ravie|ravi|enchante|enchantee|
    merveilleux|merveilleuse|charmant|charmante|tres aimable|tres gentil|tres gentille|en chantant|nous l envient|bien refait|
    bien refaite|bien fauchee|s en occupe|deja l autorisation|deja un dossier|bien ramasse|bien ramassee
    """
)
"""Words of a sentence that says that something is well, or is not the matter."""
_ANNOUNCED = Guarded(
    r"\b(?:deux|trois|quatre|plusieurs|[234])\s(?:petite?s?\s)?(?:choses?|sujets?|points?|demandes?|questions?|affaires?|probl[eè]mes?|soucis?|"
    r"requ[eê]tes?|dol[eé]ances?|signalements?|remarques?|trucs?|motifs?)\b(?!\s(?:d['’]|lumineux|de\s(?:collecte|vente|tri)))",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"\?")
TONES = (*_ASKING, *_WELL)
"""The cues by which `tone_of` goes."""
_ASKS, _SAY_WELL = frozenset(_ASKING), frozenset(_WELL)


class Tone(NamedTuple):
    """The sentences of a message that ask for something, by number, and its words that say that something is well."""

    asking: Set[int]
    well: Set[int]


def tone_of(words: Words, hits: Iterable[Hit]) -> Tone:
    """Return what asks for something, by its words or by a question mark, and what is said to be well. ``hits`` are the cues found.

    Well is what stands in a sentence from the contrast before a cue to the one after it.
    """
    asking = set(_questions(words))
    well: set[int] = set()
    for hit in hits:
        if hit.literal in _ASKS:
            if _asks(words, hit):
                asking.add(words.sentences[hit.first])
        elif hit.literal in _SAY_WELL and hit.first not in well and not _is_denied(words, hit):
            well.update(_around(words, hit))
    return Tone(asking, well)


def announces_several(words: Words) -> bool:
    """Return whether a message says that it speaks of several things: « je vous écris pour deux choses »."""
    return _ANNOUNCED.search(words.source) is not None


def _asks(words: Words, hit: Hit) -> bool:
    """Return whether a cue asks: not denied, and nothing of what only politeness asks."""
    before = words.forms[max(0, hit.first - _REACH) : hit.first]
    after = words.forms[hit.last + 1 : hit.last + 1 + _REACH]
    if hit.literal == "besoin" and not _IF_NEEDED.isdisjoint(before[-1:]):
        return False
    is_denied = not _NO_ASKING.isdisjoint(before) or not _NOTHING.isdisjoint((*before[-1:], *after[:1]))
    return not is_denied and _POLITE_ASKING.isdisjoint(after)


def _is_denied(words: Words, hit: Hit) -> bool:
    """Return whether « n'est pas » leads to a cue that something is well."""
    return hit.first > 0 and words.forms[hit.first - 1] in _NOTHING and not _NOTHING & set(words.forms[hit.first : hit.last + 1])


def _questions(words: Words) -> Set[int]:
    """Return the sentences that a question mark ends."""
    return {words.sentences[words.after(mark.start()) - 1] for mark in _QUESTION.finditer(words.source) if words.after(mark.start())}


def _around(words: Words, hit: Hit) -> range:
    """Return the words of the sentence of a cue between contrasts."""
    sentence, first, last = words.sentences[hit.first], hit.first, hit.last
    while first > 0 and words.sentences[first - 1] == sentence and words.forms[first - 1] not in CONTRASTS:
        first -= 1
    while last + 1 < len(words) and words.sentences[last + 1] == sentence and words.forms[last + 1] not in CONTRASTS:
        last += 1
    return range(first, last + 1)
