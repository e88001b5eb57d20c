"""Mentions of places in a message: which words name a place, with which house number, and in what role."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, replace
from itertools import pairwise

from rules.context import Meaning
from rules.forms import Target
from rules.gazetteer import Gazetteer
from rules.house_number import Numbered
from rules.houses import house_farther_on
from rules.institutions import is_asked_or_acts, is_institution, lends_its_thing
from rules.letter import Frame
from rules.names import KINDS, PARTICLES, TAKEN_FOR_ANOTHER
from rules.naming import Naming, fit_of
from rules.numbers import with_number
from rules.numbers_after import CORRECTIONS, number_after
from rules.roles import (
    CUE_REACH,
    Role,
    cues_before,
    is_at_somebodys,
    is_mistaken_for,
    is_own_premises,
    is_since_then,
    is_way_home,
    is_way_round,
)
from rules.setting import Label, closing_of, follows_a_person, is_carried_along, label_of, names_a_shop
from rules.signature import closes_last_line, is_sender_line, is_signatory_line, opens_first_line
from rules.standing import may_stand
from rules.words import Words, fold, word_set

_POSTCODE_DIGITS = 5
_PERSON = 0.0
"""What a word is worth that is a person's name, as `rules.context` gives it."""
_NEAR_EQUAL = 0.07
_NEAR_MISSPELT = 0.13
_FARTHEST = 0.4
_EXACT = 0.96
_CORNERS = frozenset({"coin", "angle", "croisement", "intersection", "carrefour"})
_CORNER_REACH = 8
_AND = frozenset({"et", "avec"})
_JOINING_TWO = _AND | {"de", "du", "des", "d", "la", "le", "les", "l"}
_PAIR_SIGNS = frozenset({"/", "-", "–", "x"})
_HINDERING = frozenset({Role.HOME, Role.PASSING})
_ELSEWHERE = word_set("square parc carrefour rond pont esplanade quai parking")
"""After the street somebody lives in these tell of another place: « j'habite rue Thiers. Au square … devant le 14 »."""
_SPATIAL = frozenset({Role.NEAR, Role.POINTED})
_CORRECTION_REACH = 6
_JOINING = word_set("et ou puis la le les l de du d dans sur par ainsi que")
_LAST = word_set("derniere dernier")
_THE = word_set("la le cette ce")
_TELLING = word_set("c est a n ne elle il en fait reste etait s n est par surtout")
_LAST_REACH = 40
"""Words after a list within which « la dernière » speaks of its last place; with no noun behind it, as « la dernière fois » has."""
_ROADS = TAKEN_FOR_ANOTHER - word_set("place square quai cours esplanade promenade")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A place named in a part: the reading that fits best and the others that come near it, the words, number and role.

    ``others`` is empty where the name leaves no doubt; ``farther`` are readings that only a house number can speak for. ``start`` is the
    first word shown, house number included. ``between`` are the numbers of a stretch, which has no single number. ``meets`` is the other
    street at whose corner with this the place is.
    """

    words: Words
    naming: Naming
    others: tuple[Naming, ...]
    farther: tuple[Naming, ...]
    start: int
    end: int
    number: str | None
    between: tuple[str, str] | None
    role: Role
    meets: Naming | None = None


def find_mentions(gazetteer: Gazetteer, words: Words, meaning: Meaning) -> tuple[Mention, ...]:
    """Return the places named in a part, in order, one mention a passage."""
    closing = closing_of(words)
    kept: list[Mention] = []
    for naming, others, farther in _settle(words, (one for one in gazetteer.find_in(words) if may_stand(words, one))):
        said = with_number(words, naming, has_houses=gazetteer.has_houses(naming.form))
        carried = _role_in_setting(words, naming, said, closing, meaning.frame)
        role = _role(words, naming, said, meaning) if carried is None else carried
        if naming.form.target is Target.STREET and (carried is None or _is_callers(words, said, carried, closing)):
            if (elsewhere := _another_house(words, naming, said, role)) is not None:
                said, role = elsewhere, Role.POINTED
            elif carried is None and said.number is None and said.between is None and role >= Role.NEAR:
                said = house_farther_on(words, naming.first, said.last) or said
        kept.append(
            Mention(
                words=words,
                naming=naming,
                others=others,
                farther=farther,
                start=said.first,
                end=said.last,
                number=said.number,
                between=said.between,
                role=role,
            )
        )
    ordered = _lower_ends(sorted(kept, key=lambda mention: mention.start))
    return tuple(_lower_corrected(_lower_told_apart(_lower_corners(ordered))))


def _is_callers(words: Words, said: Numbered, carried: Role, closing: int) -> bool:
    """Return whether an address is of the person who calls, as notes begin: « Mme Ray, 5 rue Siquet, se plaint du chien du 7 »."""
    is_home = carried is Role.HOME and said.number is not None and said.first < closing
    return is_home and follows_a_person(words, said.first)


def _another_house(words: Words, naming: Naming, said: Numbered, role: Role) -> Numbered | None:
    """Return a name with another house told of in the street where somebody lives or works: « j'habite rue Carnot … devant le 20 »."""
    if role is not Role.HOME and (said.number is None or not is_own_premises(words, said.first, naming.first)):
        return None
    if said.last > naming.last and words.sentences[said.last] > words.sentences[naming.last]:
        return said
    near = number_after(words, naming.first, said.last) if said.number is not None and role is Role.HOME else None
    other = near if near is not None and near.number != said.number else house_farther_on(words, naming.first, said.last, _ELSEWHERE)
    return other if other is not None and other.number not in {None, said.number} else None


def _settle(words: Words, namings: Iterable[Naming]) -> Iterable[tuple[Naming, tuple[Naming, ...], tuple[Naming, ...]]]:
    """Yield for each passage the reading that fits best, with the readings of other places that come near it and those farther off."""
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
        others, farther = _rivals(naming, ((other, fits[naming] - fits[other]) for other in covering[naming.first]))
        yield naming, others, farther


def _rivals(naming: Naming, readings: Iterable[tuple[Naming, float]]) -> tuple[tuple[Naming, ...], tuple[Naming, ...]]:
    """Return the readings of other places that come near a name, and those farther off, of readings with how much less they fit."""
    others: dict[tuple[Target, int], Naming] = {}
    farther: dict[tuple[Target, int], Naming] = {}
    near = _NEAR_EQUAL if naming.score >= _EXACT else _NEAR_MISSPELT
    for other, gap in readings:
        place = _place_of(other)
        if gap >= _FARTHEST or place == _place_of(naming) or _lies_within(other, naming):
            continue
        if gap < near:
            others.setdefault(place, other._replace(score=naming.score - gap / 2))
        elif place not in others and other.last == naming.last:
            farther.setdefault(place, other)
    return tuple(others.values()), tuple(farther.values())


def _lies_within(other: Naming, naming: Naming) -> bool:
    """Return whether a name is only the beginning of a longer one that is there as well: « Rue de la Pierre » of « Pierre Plate »."""
    return other.last < naming.last and naming.score >= other.score


def _place_of(naming: Naming) -> tuple[Target, int]:
    """Return which place a name belongs to."""
    return naming.form.target, naming.form.entry


def _role_in_setting(words: Words, naming: Naming, said: Numbered, closing: int, frame: Frame) -> Role | None:
    """Return the role of a name that the message only carries along; None where it says something."""
    if not naming.typed and said.number is None and names_a_shop(words, naming.first):
        return Role.DENIED
    if is_carried_along(words, said.first, said.last):
        return Role.DENIED
    label = label_of(words, said.first)
    if label is not None:
        return Role.POINTED if label is Label.PROBLEM else Role.HOME
    if said.first < frame.body and said.first not in frame.subject:
        return Role.SIGNED if naming.form.target is Target.STREET else Role.DENIED
    if naming.form.target is Target.STREET and is_sender_line(words, said.first, said.last):
        return Role.SIGNED
    lives_there = follows_a_person(words, said.first) and not is_at_somebodys(words, said.first)
    is_home = (
        said.first > closing
        or frame.formula <= said.first < frame.end
        or lives_there
        or (said.number is not None and is_signatory_line(words, said.first, said.last))
        or (said.number is not None and closes_last_line(words, said.first, said.last))
        or (said.number is not None and opens_first_line(words, said.first, said.last))
    )
    return Role.HOME if is_home else None


def _role(words: Words, naming: Naming, said: Numbered, meaning: Meaning) -> Role:
    """Return the role of a mention by the words before it in its sentence."""
    first = said.first
    worth = meaning.of(_meant(naming, said, meaning))
    if worth < 1:
        return Role.DENIED if worth <= 0 else Role.PASSING
    roles = {role for role, reach in cues_before(words, first, naming.first) if reach <= CUE_REACH[role]}
    if said.last > naming.last or (roles.isdisjoint(_HINDERING) and is_at_somebodys(words, first)):
        roles.add(Role.POINTED)
    if _is_set_aside(words, first, said.last) or is_mistaken_for(words, first):
        return Role.DENIED
    roles.update(_roles_on_the_way(words, said))
    if naming.form.target is Target.LANDMARK:
        roles.update(tuple(_roles_of_landmark(words, first, said.last, roles)))
    for role in (Role.DENIED, Role.HOME, Role.PASSING, Role.NEAR, Role.POINTED):
        if role in roles:
            return Role.POINTED if role is Role.PASSING and Role.POINTED in roles and said.number is not None else role
    return Role.PLAIN


def _roles_on_the_way(words: Words, said: Numbered) -> Iterator[Role]:
    """Yield what is to be said of a place that others are led through, or that only began the trouble."""
    if is_way_round(words, said.first):
        yield Role.PASSING
    elif said.number is None and is_since_then(words, said.first):
        yield Role.NEAR


def _roles_of_landmark(words: Words, first: int, last: int, roles: Set[Role]) -> Iterator[Role]:
    """Yield what is to be said of a place of interest beside ``roles``, that of the cues before it."""
    if _lies_in_street_name(words, first):
        yield Role.NEAR
    elif is_institution(words, first, last):
        if is_asked_or_acts(words, first, last, is_pointed_to=not roles.isdisjoint(_SPATIAL)):
            yield Role.DENIED
        elif lends_its_thing(words, first):
            yield Role.POINTED


def _is_set_aside(words: Words, first: int, last: int) -> bool:
    """Return whether a name is only there for another to be put in its place: « pas rue Carnot mais rue Thiers »."""
    at = first - 1
    while at >= 0 and words.forms[at] in PARTICLES and words.sentences[at] == words.sentences[first]:
        at -= 1
    following = words.forms[last + 1 : last + 1 + _CORNER_REACH]
    return at >= 0 and words.forms[at] == "pas" and words.sentences[at] == words.sentences[first] and "mais" in following


def _lies_in_street_name(words: Words, first: int) -> bool:
    """Return whether a kind of street leads to the name of a place of interest: of a « rue de la Gare » unknown here, « la gare »."""
    at = first - 1
    while at >= 0 and words.forms[at] in PARTICLES and words.sentences[at] == words.sentences[first]:
        at -= 1
    return at >= 0 and words.forms[at] in _ROADS and words.sentences[at] == words.sentences[first] and not words.breaks[at]


def _meant(naming: Naming, said: Numbered, meaning: Meaning) -> Iterable[int]:
    """Return the words of a name that say how it is meant: of « rue Jean Moulin » not « Jean », although the sender has that name too."""
    whole = range(naming.first, naming.last + 1)
    is_address = naming.typed or said.number is not None
    return (index for index in whole if not is_address or meaning.worth[index] != _PERSON)


def _lower_corners(mentions: list[Mention]) -> list[Mention]:
    """Return the mentions with NEAR for streets that « au coin de », « à l'angle de » leads to from another: that one is the place.

    So is the first of two, « à l'angle de la rue Thiers et de la rue Carnot ». It knows the street it meets there.
    """
    lowered = list(mentions[:1])
    for earlier, mention in pairwise(mentions):
        if mention.role is Role.DENIED or not (_leads_to_corner(earlier, mention) or _is_corner_of_two(earlier, mention)):
            lowered.append(mention)
            continue
        lowered[-1] = replace(lowered[-1], meets=mention.naming)
        lowered.append(replace(mention, role=Role.NEAR))
    return lowered


def _leads_to_corner(earlier: Mention, mention: Mention) -> bool:
    words = mention.words
    between = words.forms[earlier.end + 1 : mention.start]
    near = words.sentences[earlier.end] == words.sentences[mention.start] and len(between) <= _CORNER_REACH
    return near and not _CORNERS.isdisjoint(between)


def _is_corner_of_two(earlier: Mention, mention: Mention) -> bool:
    """Return whether « à l'angle de » leads to two streets: « au croisement de la rue Thiers et du quai », « carrefour Thiers/Carnot »."""
    words = mention.words
    is_pair = mention.start == earlier.end + 1 and words.gap(earlier.end).strip() in _PAIR_SIGNS
    if not is_pair and words.sentences[earlier.start] == words.sentences[mention.start]:
        between = words.forms[earlier.end + 1 : mention.start]
        is_pair = _JOINING_TWO.issuperset(between) and not _AND.isdisjoint(between)
    if earlier.number is not None or mention.number is not None:
        return False
    at = earlier.start - 1
    while at >= 0 and words.forms[at] in PARTICLES and words.sentences[at] == words.sentences[earlier.start]:
        at -= 1
    return is_pair and at >= 0 and words.forms[at] in _CORNERS and words.sentences[at] == words.sentences[earlier.start]


def _lower_ends(mentions: list[Mention]) -> list[Mention]:
    """Return the mentions with NEAR for two streets between which another lies: « rue Thiers, entre la rue Carnot et la rue Siquet »."""
    lowered = list(mentions)
    for at in range(1, len(mentions) - 1):
        whole, one, other = mentions[at - 1 : at + 2]
        words = one.words
        before, joining = words.forms[whole.end + 1 : one.start], words.forms[one.end + 1 : other.start]
        is_one = words.sentences[whole.end] == words.sentences[one.start] == words.sentences[other.start]
        leads = len(before) <= _CORNER_REACH and _leads_between(before) and joining[:1] == ("et",) and PARTICLES.issuperset(joining[1:])
        if is_one and leads and whole.role >= Role.PLAIN:
            lowered[at : at + 2] = [replace(end, role=min(end.role, Role.NEAR)) for end in (one, other)]
    return lowered


def _leads_between(before: tuple[str, ...]) -> bool:
    """Return whether « entre » stands right before a name, small words apart."""
    return "entre" in before and PARTICLES.issuperset(before[before.index("entre") + 1 :])


def _lower_corrected(mentions: list[Mention]) -> Iterator[Mention]:
    """Yield the mentions with DENIED for those that the next is put in place of: « rue Thiers, pardon, rue Carnot »."""
    for mention, later in pairwise(mentions):
        words = mention.words
        between = words.forms[mention.end + 1 : later.start]
        near = words.sentences[later.start] - words.sentences[mention.end] <= 1 and len(between) <= _CORRECTION_REACH
        corrects = near and not CORRECTIONS.isdisjoint(between) and "que" not in between
        yield replace(mention, role=Role.DENIED) if corrects and not _same_place(mention, later) else mention
    yield from mentions[-1:]


def _lower_told_apart(mentions: list[Mention]) -> list[Mention]:
    """Return the mentions with PASSING for those only on the way home from another, and those that « la dernière » is told apart from."""
    if len(mentions) < 2:  # noqa: PLR2004, nothing to tell apart
        return mentions
    kept = list(mentions[:1])
    for earlier, mention in pairwise(mentions):
        words = mention.words
        told = earlier.role >= Role.NEAR and words.sentences[earlier.end] == words.sentences[mention.start]
        is_aside = told and mention.role > Role.SIGNED and is_way_home(words, mention.start)
        kept.append(replace(mention, role=Role.PASSING) if is_aside else mention)
    first = 0
    for at in range(1, len(kept) + 1):
        if at < len(kept) and _goes_with(kept[at - 1], kept[at]):
            continue
        if at - first > 1 and _last_is_meant(kept[at - 1]):
            kept[first : at - 1] = [replace(one, role=min(one.role, Role.PASSING)) for one in kept[first : at - 1]]
        first = at
    return kept


def _goes_with(one: Mention, other: Mention) -> bool:
    """Return whether two places are named in one list: « la rue Victor-Hugo, la rue Pagnol et l'allée des Camélias »."""
    words = one.words
    return words.sentences[one.end] == words.sentences[other.start] and _JOINING.issuperset(words.forms[one.end + 1 : other.start])


def _last_is_meant(last: Mention) -> bool:
    """Return whether what follows a list speaks of its last place alone: « Mais la dernière, c'est la jungle »."""
    words = last.words
    for at in range(last.end + 2, min(len(words) - 1, last.end + _LAST_REACH)):
        if words.forms[at] in _LAST and words.forms[at - 1] in _THE:
            return "," in words.gap(at) or words.forms[at + 1] in _TELLING
    return False


def _same_place(one: Mention, other: Mention) -> bool:
    """Return whether two mentions name the same place, with the same number or none."""
    return _place_of(one.naming) == _place_of(other.naming) and (one.number == other.number or other.number is None)


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
    # Its kind may be cut short on one side: « 17 rte de Quinéville ».
    name = [word for word in mention.words.forms[mention.naming.first : mention.naming.last + 1] if word not in KINDS]
    return f" {mention.number} " in line and bool(name) and all(f" {word} " in line for word in name)
