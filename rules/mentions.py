"""Mentions of places in a message: which words name a place, with which house number, and in what role."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import pairwise

from rules.automaton import Automaton
from rules.context import Meaning
from rules.gazetteer import Gazetteer, Naming, Target
from rules.names import KINDS, PARTICLES
from rules.words import STOPWORDS, Words, fold

_NUMBER = re.compile(r"(\d{1,4})(bis|ter|quater|[a-h])?")
_SUFFIXES = frozenset({"bis", "ter", "quater", "a", "b", "c"})
_UNITS = frozenset(
    "h heure heures min minutes mn cm m mm metre metres km ans an annees jours jour semaines mois euros eur kg litres l fois personnes degres "
    "eme e er etage janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre enfants pieces voitures repas".split()
)
_NUMBER_LEADS = frozenset("n no num numero devant au face hauteur niveau entre du le vers pres cote a et aux".split())
_NUMBER_SIGNS = frozenset("devant face hauteur niveau numero n no num entre".split())
_REACH_AFTER = 12
_NEAR_EQUAL = 0.07
_CORNERS = frozenset({"coin", "angle", "croisement", "intersection"})
_CORNER_REACH = 8
_WORD_GAIN = 0.05


class Role(IntEnum):
    """What a mention does in the message; the greater, the likelier it is where the problem is."""

    DENIED = 0
    HOME = 1
    PASSING = 2
    NEAR = 3
    PLAIN = 4
    POINTED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A place named in a part: the reading that fits best and the others that come near it, the words, number and role.

    ``others`` is empty where the name leaves no doubt. ``start`` is the first word shown, house number included.
    """

    words: Words
    naming: Naming
    others: tuple[Naming, ...]
    start: int
    end: int
    number: str | None
    role: Role


_HOME = (
    "j habite|nous habitons|on habite|habitant|habitante|habitants|domicilie|domiciliee|demeurant|je demeure|nous demeurons|je reside|residant|"
    "resident|residente|mon adresse|notre adresse|je vis|nous vivons|mon domicile|j etais|adresse postale|je loge|locataire|"
    "proprietaire|je suis au|ancienne adresse"
).split("|")
_PASSING = (
    "va a|vais a|vont a|aller a|allant a|pour aller|va au|vais au|vont au|aller au|scolarise|scolarisee|scolarises|travaille|rentrent|rentre de|"
    "eleve a|eleves de|amener|emmener|emmene|conduire|venant de|sortant de|deposer a|habite|ecrit a|telephone a|appele|transmis a|signale a|demande a|"
    "ma mere|mes parents|serai|je vais|membre|membres|directeur|directrice|parents d eleves|qui va a|sort de|sortent de|"
    "quand je|president|presidente|enseigne|professeur|inscrit a|inscrite a|inscrire|inscription a|acceder a|revenant"
).split("|")
_NEAR = "pres de|pres du|proche de|proche du|a cote de|a cote du|non loin|derriere|pas loin|en direction|vers|a proximite|aux abords".split("|")
_POINTED = (
    "devant|angle|niveau|hauteur|face|situe|situee|situes|situees|carrefour|croisement|intersection|coin|bout|debut|fin|milieu|le long|dans la|"
    "dans le|sur la|sur le|au bas|en haut|entree|sortie|rue|lieu|adresse du probleme|dans l|sur l|au|sous le|sous la|parvis|jusqu a|depuis"
).split("|")
_CUES = Automaton([*_HOME, *_PASSING, *_NEAR, *_POINTED])
_ROLES = (
    {cue: Role.POINTED for cue in _POINTED}
    | {cue: Role.NEAR for cue in _NEAR}
    | {cue: Role.PASSING for cue in _PASSING}
    | {cue: Role.HOME for cue in _HOME}
)
_CUE_REACH = {Role.HOME: 7, Role.PASSING: 4, Role.NEAR: 2, Role.POINTED: 3}


def find_mentions(gazetteer: Gazetteer, words: Words, meaning: Meaning) -> tuple[Mention, ...]:
    """Return the places named in a part, in order, one mention a passage."""
    cues = tuple((hit.first, hit.last, _ROLES[hit.literal]) for hit in _CUES.find(words))
    kept: list[Mention] = []
    for naming, others in _settle(tuple(_admissible(words, gazetteer.find_in(words)))):
        start, end, number = _with_number(words, naming)
        mention = Mention(words=words, naming=naming, others=others, start=start, end=end, number=number, role=Role.PLAIN)
        kept.append(replace(mention, role=_role(mention, meaning, cues)))
    return tuple(_lower_corners(sorted(kept, key=lambda mention: mention.start)))


def _admissible(words: Words, namings: Iterable[Naming]) -> Iterable[Naming]:
    """Yield the names that may stand where they stand: a bare common word needs its article, a bare hamlet a preposition."""
    for naming in namings:
        form = naming.form
        first = naming.first
        bare = first == naming.last or len(form.core) == 1
        typed = words.forms[first] in KINDS and first != naming.last
        if not bare or typed or form.kind == "" and form.core[0][-1:].isdigit():
            yield naming
        elif form.target is Target.LANDMARK and _article_before(words, first):
            yield naming
        elif form.target is Target.COMMUNE and words.original(first)[:1].isupper():
            yield naming
        elif form.target is Target.SECTOR and words.original(first)[:1].isupper():
            yield naming
        elif form.target is Target.STREET and form.kind in {"lieu dit", "hameau"} and _led_by_preposition(words, first):
            yield naming


def _article_before(words: Words, index: int) -> bool:
    """Return whether a definite article, alone or within « du », « au », stands right before a word."""
    return index > 0 and words.forms[index - 1] in {"le", "la", "l", "du", "au"} and words.sentences[index - 1] == words.sentences[index]


def _led_by_preposition(words: Words, index: int) -> bool:
    """Return whether « à », « au », « de », « hameau de » or a number leads to a word written with a capital."""
    before = [form for form in words.forms[max(0, index - 3) : index] if form not in {"la", "le", "l", "les"}]
    leads = {"a", "au", "de", "du", "hameau", "dit", "lieu", "village", "quartier", "route", "chemin"}
    return bool(before) and (before[-1] in leads or before[-1].isdigit()) and words.original(index)[:1].isupper()


def _settle(namings: tuple[Naming, ...]) -> Iterable[tuple[Naming, tuple[Naming, ...]]]:
    """Yield for each passage the reading that fits best, with the readings of other places that come near it."""
    ranked = sorted(namings, key=lambda naming: (-_fit(naming), naming.first))
    taken: set[int] = set()
    for naming in ranked:
        covered = range(naming.first, naming.last + 1)
        if not taken.isdisjoint(covered):
            continue
        taken.update(covered)
        others: dict[tuple[Target, int], Naming] = {}
        for other in ranked:
            rival = (other.form.target, other.form.entry) != (naming.form.target, naming.form.entry)
            overlaps = other.first <= naming.last and naming.first <= other.last
            if rival and overlaps and other.first <= naming.first and _fit(naming) - _fit(other) < _NEAR_EQUAL and naming.score < 1:
                others.setdefault((other.form.target, other.form.entry), other)
        same = [
            other
            for other in ranked
            if other.form.target is not naming.form.target and (other.first, other.last) == (naming.first, naming.last) and other.score == naming.score
        ]
        yield naming, (*others.values(), *(other for other in same if other not in others.values()))


def _fit(naming: Naming) -> float:
    """Return how well a name fits its passage: its score, longer names first."""
    return naming.score + _WORD_GAIN * min(4, naming.last - naming.first + 1)


def _role(mention: Mention, meaning: Meaning, cues: tuple[tuple[int, int, Role], ...]) -> Role:
    """Return the role of a mention by the words before it in its sentence."""
    words, first = mention.words, mention.start
    if meaning.of(range(mention.naming.first, mention.naming.last + 1)) < 0.5:
        return Role.DENIED
    roles = {
        role
        for start, last, role in cues
        if last < first and first - last <= _CUE_REACH[role] and words.sentences[start] == words.sentences[first] and last < mention.naming.first
    }
    if mention.number is not None and mention.end > mention.naming.last:
        roles.add(Role.POINTED)
    for role in (Role.HOME, Role.PASSING, Role.NEAR, Role.POINTED):
        if role in roles:
            return Role.POINTED if role is Role.PASSING and Role.POINTED in roles and mention.number is not None else role
    return Role.PLAIN


def _lower_corners(mentions: list[Mention]) -> list[Mention]:
    """Return the mentions with NEAR for streets that « au coin de », « à l'angle de » leads to from another: that one is the place."""
    lowered = list(mentions[:1])
    for earlier, mention in pairwise(mentions):
        words = mention.words
        between = words.forms[earlier.end + 1 : mention.start]
        near = words.sentences[earlier.end] == words.sentences[mention.start] and len(between) <= _CORNER_REACH
        lowered.append(replace(mention, role=Role.NEAR) if near and _CORNERS & set(between) and mention.role is not Role.DENIED else mention)
    return lowered


def _with_number(words: Words, naming: Naming) -> tuple[int, int, str | None]:
    """Return first and last word with the house number, before the name (« au 12 bis de la rue ») or after it (« devant le 22 »)."""
    if naming.form.target is not Target.STREET or naming.form.core[0][-1:].isdigit() and len(naming.form.core) == 1:
        return naming.first, naming.last, None
    before = _number_before(words, naming.first)
    if before is not None:
        return before[0], naming.last, before[1]
    after = _number_after(words, naming.last)
    return (naming.first, after[0], after[1]) if after is not None else (naming.first, naming.last, None)


def _number_before(words: Words, first: int) -> tuple[int, str] | None:
    """Return the number right before a name and its first word: « 12 », « 12 bis », « 12 et 14 », « n° 12 de la »."""
    index = first - 1
    while index >= 0 and words.forms[index] in PARTICLES and words.sentences[index] == words.sentences[first]:
        index -= 1
    suffix = ""
    if index > 0 and words.forms[index] in _SUFFIXES and words.forms[index - 1].isdigit():
        suffix, index = words.forms[index], index - 1
    if index < 0 or first - index > 4 or words.sentences[index] != words.sentences[first]:
        return None
    number = _house_number(words, index, suffix)
    if number is None or "\n" in words.gap(index).strip(" "):
        return None
    pair = index - 2
    if pair >= 0 and words.forms[index - 1] in {"et", "au", "a"} and words.forms[pair].isdigit() and len(words.forms[pair]) < 4:
        return pair, _house_number(words, pair, "") or number
    return index, number


def _number_after(words: Words, last: int) -> tuple[int, str] | None:
    """Return the number after a name and its last word: « devant le 22 », « au niveau du n° 30 », « 14 » alone."""
    limit = min(len(words), last + 1 + _REACH_AFTER)
    signed = False
    for index in range(last + 1, limit):
        if words.sentences[index] > words.sentences[last] + 1 or (index > last + 1 and _begins_place(words, index)):
            return None
        signed = signed and words.sentences[index] == words.sentences[index - 1]
        form = words.forms[index]
        number = _house_number(words, index, "")
        if number is not None:
            next_to = words.sentences[index] == words.sentences[last] and (index == last + 1 or (words.forms[index - 1] == "au" and index == last + 2))
            if signed or next_to:
                return _number_end(words, index), _suffixed(words, index, number)
        elif form in _NUMBER_SIGNS:
            signed = True
        elif form not in _NUMBER_LEADS and form not in STOPWORDS and form not in {"juste", "environ", "batiment", "immeuble"}:
            signed = False
    return None


def _begins_place(words: Words, index: int) -> bool:
    """Return whether a word is a kind of street, so that another name begins."""
    return words.forms[index] in KINDS and len(words.forms[index]) > 2


def _house_number(words: Words, index: int, suffix: str) -> str | None:
    """Return the house number written at a word; None for hours, lengths, dates, years and telephone numbers."""
    found = _NUMBER.fullmatch(words.forms[index])
    if found is None or found[1].startswith("0"):
        return None
    following = words.forms[index + 1] if index + 1 < len(words) else ""
    gap = words.gap(index)
    if gap[:1] in {"%", "€", "°"} or following in _UNITS and not gap.strip():
        return None
    after_digits = index > 0 and words.forms[index - 1].isdigit() and len(words.gap(index - 1)) == 1
    before_digits = following.isdigit() and len(gap) == 1 and gap in " .,"
    if after_digits or before_digits:
        return None
    return f"{int(found[1])} {found[2] or suffix}".strip()


def _suffixed(words: Words, index: int, number: str) -> str:
    """Return a number with the « bis » that follows it."""
    follows = index + 1 < len(words) and words.forms[index + 1] in {"bis", "ter", "quater"}
    return f"{number} {words.forms[index + 1]}" if follows and " " not in number else number


def _number_end(words: Words, index: int) -> int:
    """Return the last word of a number: the « bis » after it if there is one."""
    return index + 1 if index + 1 < len(words) and words.forms[index + 1] in {"bis", "ter", "quater"} else index


def is_postal_line(mention: Mention, postcode: str) -> bool:
    """Return whether postcode or town follows a mention at once, as in a postal address."""
    words = mention.words
    following = words.forms[mention.end + 1 : mention.end + 4]
    return bool(following) and (postcode in following[:2] or any(len(form) == 5 and form.isdigit() for form in following[:2]))


def same_address(text: str | None, mention: Mention) -> bool:
    """Return whether a mention repeats an address given on one line."""
    if not text or mention.number is None:
        return False
    line = " " + " ".join(fold(part) for part in re.findall(r"\w+", text)) + " "
    return f" {mention.number} " in line and all(f" {word} " in line for word in mention.words.forms[mention.naming.first : mention.naming.last + 1])
