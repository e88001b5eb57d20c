"""Mentions of places in a message: which words name a place, with which house number, and in what role."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import pairwise

from rules.automaton import Automaton
from rules.context import Meaning
from rules.forms import Target
from rules.gazetteer import Gazetteer, Naming, fit_of
from rules.names import DISTANT_KINDS, KINDS, PARTICLES
from rules.numbers import with_number
from rules.prose import SUFFIXES
from rules.setting import closing_of, is_carried_along, names_a_shop
from rules.words import Words, fold, phrase_list

_POSTCODE_DIGITS = 5
_NEAR_EQUAL = 0.07
_NEAR_MISSPELT = 0.13
_EXACT = 0.96
_CORNERS = frozenset({"coin", "angle", "croisement", "intersection"})
_CORNER_REACH = 8


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

    ``others`` is empty where the name leaves no doubt. ``start`` is the first word shown, house number included. ``between`` are the
    numbers of a stretch, which has no single number.
    """

    words: Words
    naming: Naming
    others: tuple[Naming, ...]
    start: int
    end: int
    number: str | None
    between: tuple[str, str] | None
    role: Role


_HOME = phrase_list(
    """
    j habite|nous habitons|on habite|habitant|habitante|habitants|domicilie|domiciliee|demeurant|je demeure|nous demeurons|
    je reside|residant|resident|residente|mon adresse|notre adresse|je vis|nous vivons|mon domicile|j etais|adresse postale|
    je loge|locataire|proprietaire|je suis au|ancienne adresse
    """
)
_PASSING = phrase_list(
    """
    va a|vais a|vont a|aller a|allant a|pour aller|va au|vais au|vont au|aller au|scolarise|scolarisee|scolarises|travaille|
    rentrent|rentre de|eleve a|eleves de|amener|emmener|emmene|conduire|venant de|sortant de|deposer a|habite|ecrit a|telephone a|
    appele|transmis a|signale a|demande a|ma mere|mes parents|serai|je vais|membre|membres|directeur|directrice|parents d eleves|
    qui va a|sort de|sortent de|quand je|president|presidente|enseigne|professeur|inscrit a|inscrite a|inscrire|inscription a|
    acceder a|revenant
    """
)
_NEAR = phrase_list(
    """
    pres de|pres du|proche de|proche du|a cote de|a cote du|non loin|derriere|pas loin|en direction|vers|a proximite|aux abords
    """
)
_POINTED = phrase_list(
    """
    devant|angle|niveau|hauteur|face|situe|situee|situes|situees|carrefour|croisement|intersection|coin|bout|debut|fin|milieu|
    le long|dans la|dans le|sur la|sur le|au bas|en haut|entree|sortie|rue|lieu|adresse du probleme|dans l|sur l|au|sous le|
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
_CUE_REACH = {Role.HOME: 7, Role.PASSING: 4, Role.NEAR: 2, Role.POINTED: 3}
_FARTHEST_CUE = max(_CUE_REACH.values())


def find_mentions(gazetteer: Gazetteer, words: Words, meaning: Meaning) -> tuple[Mention, ...]:
    """Return the places named in a part, in order, one mention a passage."""
    closing = closing_of(words)
    cues = tuple((hit.last, hit.first, _ROLES[hit.literal]) for hit in _CUES.find(words))
    kept: list[Mention] = []
    for naming, others in _settle(words, _admissible(words, gazetteer.find_in(words))):
        said = with_number(words, naming)
        mention = Mention(
            words=words,
            naming=naming,
            others=others,
            start=said.first,
            end=said.last,
            number=said.number,
            between=said.between,
            role=Role.PLAIN,
        )
        carried = _role_in_setting(mention, closing)
        kept.append(replace(mention, role=_role(mention, meaning, cues) if carried is None else carried))
    return tuple(_lower_corners(sorted(kept, key=lambda mention: mention.start)))


def _admissible(words: Words, namings: Iterable[Naming]) -> Iterable[Naming]:
    """Yield the names that may stand where they stand: a bare common word needs its article, a bare hamlet a preposition."""
    return (naming for naming in namings if _may_stand(words, naming))


def _may_stand(words: Words, naming: Naming) -> bool:
    """Return whether a name may stand where it stands."""
    form, first = naming.form, naming.first
    bare = first == naming.last or len(form.core) == 1
    typed = naming.typed or (words.forms[first] in KINDS and first != naming.last)
    is_road = not form.kind and form.core[0][-1:].isdigit()
    if not bare or typed or is_road:
        return True
    match form.target:
        case Target.LANDMARK:
            return _article_before(words, first)
        case Target.COMMUNE | Target.SECTOR:
            return words.original(first)[:1].isupper()
        case Target.STREET if form.kind in DISTANT_KINDS or not form.kind:
            return _after_number(words, first) or _led_by_preposition(words, first)
        case Target.STREET:
            return _after_number(words, first)


def _article_before(words: Words, index: int) -> bool:
    """Return whether a definite article, alone or within « du », « au », stands right before a word."""
    return index > 0 and words.forms[index - 1] in {"le", "la", "l", "du", "au"} and words.sentences[index - 1] == words.sentences[index]


def _led_by_preposition(words: Words, index: int) -> bool:
    """Return whether « à », « au », « de », « hameau de » or a number leads to a word written with a capital."""
    before = [form for form in words.forms[max(0, index - 3) : index] if form not in {"la", "le", "l", "les"}]
    leads = {"a", "au", "de", "du", "hameau", "dit", "lieu", "village", "quartier", "route", "chemin"}
    return bool(before) and (before[-1] in leads or before[-1].isdigit()) and words.original(index)[:1].isupper()


def _after_number(words: Words, index: int) -> bool:
    """Return whether a house number stands right before a name: « au 25 Presbytère », « 12 bis de la Wanne »."""
    at = index - 1
    while at >= 0 and (words.forms[at] in PARTICLES or words.forms[at] in SUFFIXES):
        at -= 1
    return at >= 0 and words.forms[at][:1].isdigit() and words.sentences[at] == words.sentences[index]


def _settle(words: Words, namings: Iterable[Naming]) -> Iterable[tuple[Naming, tuple[Naming, ...]]]:
    """Yield for each passage the reading that fits best, with the readings of other places that come near it."""
    fits = {naming: fit_of(words, naming) for naming in namings}
    ranked = sorted(fits, key=lambda naming: (-fits[naming], naming.first))
    covering: dict[int, list[Naming]] = defaultdict(list)
    for naming in ranked:
        for index in range(naming.first, naming.last + 1):
            covering[index].append(naming)
    taken: set[int] = set()
    for naming in ranked:
        covered = range(naming.first, naming.last + 1)
        if not taken.isdisjoint(covered):
            continue
        taken.update(covered)
        others: dict[tuple[Target, int], Naming] = {}
        for other in covering[naming.first]:
            gap = fits[naming] - fits[other]
            if (
                gap < (_NEAR_EQUAL if naming.score >= _EXACT else _NEAR_MISSPELT)
                and _place_of(other) != _place_of(naming)
                and not _lies_within(other, naming)
            ):
                others.setdefault(_place_of(other), other._replace(score=naming.score - gap / 2))
        yield naming, tuple(others.values())


def _lies_within(other: Naming, naming: Naming) -> bool:
    """Return whether a name is only the beginning of a longer one that is there as well: « Rue de la Pierre » of « Pierre Plate »."""
    return other.last < naming.last and naming.score >= other.score


def _place_of(naming: Naming) -> tuple[Target, int]:
    """Return which place a name belongs to."""
    return naming.form.target, naming.form.entry


def _role_in_setting(mention: Mention, closing: int) -> Role | None:
    """Return the role of a name that the message only carries along; None where it says something."""
    words, naming = mention.words, mention.naming
    if not naming.typed and names_a_shop(words, naming.first):
        return Role.DENIED
    if is_carried_along(words, mention.start, mention.end):
        return Role.DENIED
    return Role.HOME if mention.start > closing else None


def _role(mention: Mention, meaning: Meaning, cues: tuple[tuple[int, int, Role], ...]) -> Role:
    """Return the role of a mention by the words before it in its sentence. ``cues`` are last word, first word and role, by last word."""
    words, first = mention.words, mention.start
    worth = meaning.of(range(mention.naming.first, mention.naming.last + 1))
    if worth < 1:
        return Role.DENIED if worth <= 0 else Role.PASSING
    near = cues[bisect_left(cues, (first - _FARTHEST_CUE,)) : bisect_left(cues, (min(first, mention.naming.first),))]
    roles = {role for last, start, role in near if first - last <= _CUE_REACH[role] and words.sentences[start] == words.sentences[first]}
    if mention.end > mention.naming.last:
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
        lowered.append(
            replace(mention, role=Role.NEAR) if near and _CORNERS & set(between) and mention.role is not Role.DENIED else mention
        )
    return lowered


def is_postal_line(mention: Mention, postcode: str) -> bool:
    """Return whether postcode or town follows a mention at once, as in a postal address."""
    words = mention.words
    following = words.forms[mention.end + 1 : mention.end + 4]
    return bool(following) and (
        postcode in following[:2] or any(len(form) == _POSTCODE_DIGITS and form.isdigit() for form in following[:2])
    )


def same_address(text: str | None, mention: Mention) -> bool:
    """Return whether a mention repeats an address given on one line."""
    if not text or mention.number is None:
        return False
    line = " " + " ".join(fold(part) for part in re.findall(r"\w+", text)) + " "
    return f" {mention.number} " in line and all(
        f" {word} " in line for word in mention.words.forms[mention.naming.first : mention.naming.last + 1]
    )
