"""Whether two requests speak of one fact: person, place, subject, words, days; each says how much, in log-odds, and people decide.

The weights were set on labelled pairs (tests/rules/same_facts.tsv, bench/sameness.py). What shares of the words of two messages prove
depends on their subject: everybody who reports a dark lamp says « lampadaire », and few say « abribus ». So a word weighs what it
surprises among messages of that subject (rules/usage.tsv).
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from domain.dossier import Identity, Likelihood
from domain.ids import UNCLASSIFIED, SubjectCode
from domain.place import Place, PlaceStatus, Point
from domain.sameness import POSSIBLE, Ground, Matter, SameKind, Sameness, Sign
from rules.acquaintance import is_same_address, likeness
from rules.things import is_of_all, things_in, words_told
from rules.words import fold, fold_text, folded_words, stem, word_set, written_words

NEAR_M = 50.0
"""Two places no farther apart may be one (S45)."""
_METRES_A_DEGREE = 111_320.0
_NEXT_DOOR = 4
"""House numbers apart, where no position is known: two doors on one side of the street."""
_DAY_S = 86_400.0

_START = -3.3
"""Two requests of a town taken at random."""
_PERSON: Mapping[Likelihood, tuple[Sign, float]] = {
    Likelihood.SURE: (Sign.PERSON_SURE, 1.9),
    Likelihood.LIKELY: (Sign.PERSON_LIKELY, 1.3),
    Likelihood.TO_CONFIRM: (Sign.PERSON_TO_CONFIRM, 0.9),
}
_SAME_SUBJECT, _SAME_THEME, _OTHER_SUBJECT = 1.8, 0.5, -1.8
_SAME_ADDRESS, _SAME_LANDMARK, _SAME_STREET, _SAME_SECTOR = 2.5, 1.9, 1.6, 0.2
_NEAR, _NEXT, _OTHER_NUMBER, _OTHER_PLACE = 1.4, 0.9, -2.8, -4.5
_NO_PLACE = -0.4
_SAME_OBJECT, _OTHER_OBJECT = 3.0, -4.5
_OTHER_HOUSEHOLD = -5.0
_OTHER_THING, _OTHER_EXTENT = -1.3, -0.7
_PERSONAL = -4.0
"""Two people who both ask for a passport ask for two."""
_SAME_TEXT, _MOST_OF_WORDS, _FEWEST_WORDS = 3.2, 2.8, -0.7
_SAME_THING = 0.0
_COPY = 0.85
_ENOUGH = 9.0
"""Surprise, in nats, of the words two messages share from which more proves no more."""
_DAYS = ((1.0, 0.8), (7.0, 0.4), (30.0, 0.0), (90.0, -0.7), (math.inf, -1.6))
"""Up to so many days apart, and what that says."""
_SOON_S = 36 * 3600.0
"""Who says the same by two ways does so on one day, or on the next morning."""
_MOST_WORDS_SHOWN = 6

_POLITE = word_set(
    """
    bonjour bonsoir madame monsieur mesdames messieurs merci cordialement salutations sinceres distinguees meilleures veuillez agreer prie
    svp attente reponse avance remercie mairie services service maire adjoint permets permettre signaler signale informe vous vos
    souhaite souhaiterais voudrais aimerais demande urgent urgence objet suite appel appelle telephone courrier fax mail message rappeler
    habite habitant riverain domicilie rue avenue boulevard place allee impasse chemin route quartier hauteur niveau face cote numero
    jour jours semaine semaines mois depuis hier matin soir nuit lundi mardi mercredi jeudi vendredi samedi dimanche
    """
)
"""Words that open, close and place any message."""
_THING = re.compile(
    r"\b(?:lampadaires?|candelabres?|luminaires?|reverberes?|lampes?|mats?|poteaux?|bornes?|conteneurs?|bennes?|panneaux?|armoires?|"
    r"regards?|horodateurs?|concessions?|tombes?)\s*(?:n\s*[°ºo]?|num(?:ero)?)?\s*[.:]?\s*([a-z]{0,3}[- ]?\d{1,6})\b"
)
"""A thing that bears a number, folded."""
_PLATE = re.compile(r"\b([a-z]{2})[- ]?(\d{3})[- ]?([a-z]{2})\b")
_OWN_THING = re.compile(
    r"\b(?:mon|ma|mes|notre|nos)\s+(?:\w+\s+)?(?:bacs?|poubelles?|conteneurs?|compteurs?|robinets?|jardins?|garages?|portails?|maison|"
    r"logement|cave|toits?|murs?|factures?|entree|sortie|haies?|boites?|branchement)\b"
)
"""What somebody has at home, folded."""
_HOUSE = re.compile(r"\s*(\d{1,4})")
_USAGE = "usage.tsv"
_MIXED = 2.0
_MOST_SURPRISE = 5.0
_UNHEARD = 0.5
_SHORTEST = 3


def sameness(new: Matter, known: Matter) -> Sameness | None:
    """Return how much speaks for ``new`` being of the same fact as ``known``, which came before it; None where that is not worth a look.

    Cost is linear in the length of both texts; where the rest already tells that they are two, the texts are not read.
    """
    level = Likelihood.SURE if new.dossier is not None and new.dossier == known.dossier else _acquainted(new.identity, known.identity)
    is_same_person = level is not None and level >= Likelihood.LIKELY
    place = _place(new.place, known.place)
    grounds = [*_person(level), *_subject(new, known), *_days(new, known, is_same_person=is_same_person)]
    if place is not None:
        grounds.append(place)
        grounds.extend(_households(new, known, place, is_same_person=is_same_person))
    hidden = _NO_PLACE if place is None else 0.0
    if not is_same_person and (new.is_personal or known.is_personal or place is None):
        hidden += _PERSONAL
    total = _START + hidden + sum(one.weight for one in grounds)
    if _chance(total + max(_SAME_TEXT, _MOST_OF_WORDS) + _SAME_OBJECT) < POSSIBLE:
        return None
    words = _words(new, known)
    grounds.extend(words)
    total += sum(one.weight for one in words)
    score = _chance(total)
    if score < POSSIBLE:
        return None
    kind = _kind(new, known, words, is_same_person=is_same_person)
    return Sameness(kind=kind, score=round(score, 3), grounds=tuple(sorted(grounds, key=lambda one: -abs(one.weight))))


def _chance(log_odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-log_odds))


def _kind(new: Matter, known: Matter, words: tuple[Ground, ...], *, is_same_person: bool) -> SameKind:
    if known.closed_at is not None and known.closed_at <= new.received_at:
        return SameKind.RECURRENCE
    if not is_same_person:
        return SameKind.INCIDENT
    is_copy = any(one.sign is Sign.SAME_TEXT for one in words)
    is_soon = abs((new.received_at - known.received_at).total_seconds()) <= _SOON_S
    return SameKind.DUPLICATE if is_copy or is_soon else SameKind.CHASER


def _acquainted(mine: Identity, theirs: Identity) -> Likelihood | None:
    found = likeness(mine, theirs)
    return None if found is None else found.level


def _person(level: Likelihood | None) -> Iterator[Ground]:
    if level is not None:
        sign, weight = _PERSON[level]
        yield Ground(sign=sign, weight=weight)


def _subject(new: Matter, known: Matter) -> Iterator[Ground]:
    if UNCLASSIFIED in {new.subject, known.subject}:
        return
    if new.subject == known.subject:
        yield Ground(sign=Sign.SAME_SUBJECT, weight=_SAME_SUBJECT)
    elif new.theme and new.theme == known.theme:
        yield Ground(sign=Sign.SAME_THEME, weight=_SAME_THEME)
    else:
        yield Ground(sign=Sign.OTHER_SUBJECT, weight=_OTHER_SUBJECT)


def _days(new: Matter, known: Matter, *, is_same_person: bool) -> Iterator[Ground]:
    days = abs((new.received_at - known.received_at).total_seconds()) / _DAY_S
    weight = next(weight for most, weight in _DAYS if days <= most)
    if weight < 0 and known.closed_at is not None:
        # What comes back was away meanwhile.
        weight = 0.0
    elif weight < 0 and is_same_person:
        # Who still waits asks again after months, too.
        weight /= 2
    yield Ground(sign=Sign.DAYS, weight=weight, days=round(days))


def _place(mine: Place, theirs: Place) -> Ground | None:
    """Return what two places say; None where one of them says nothing of where it is."""
    if mine.street is not None and theirs.street is not None and fold(mine.street) == fold(theirs.street):
        return _on_street(mine, theirs)
    if mine.landmark is not None and theirs.landmark is not None and fold(mine.landmark) == fold(theirs.landmark):
        return Ground(sign=Sign.SAME_LANDMARK, weight=_SAME_LANDMARK)
    metres = _metres(mine, theirs)
    shown = None if metres is None else round(metres)
    if metres is not None and metres <= NEAR_M:
        return Ground(sign=Sign.NEAR, weight=_NEAR, metres=shown)
    if _is_somewhere(mine) and _is_somewhere(theirs):
        return Ground(sign=Sign.OTHER_PLACE, weight=_OTHER_PLACE, metres=shown)
    return _roughly(mine, theirs)


def _roughly(mine: Place, theirs: Place) -> Ground | None:
    """Return what two places say of which one is not known to the town."""
    if mine.text and theirs.text and folded_words(mine.text) == folded_words(theirs.text):
        return Ground(sign=Sign.SAME_STREET, weight=_SAME_STREET)
    if mine.sector is not None and mine.sector == theirs.sector:
        return Ground(sign=Sign.SAME_SECTOR, weight=_SAME_SECTOR)
    return None


def _on_street(mine: Place, theirs: Place) -> Ground:
    """Return what two places of one street say: by their numbers, and how far these are apart."""
    if mine.number is None or theirs.number is None:
        if mine.landmark is not None and mine.landmark == theirs.landmark:
            return Ground(sign=Sign.SAME_LANDMARK, weight=_SAME_LANDMARK)
        return Ground(sign=Sign.SAME_STREET, weight=_SAME_STREET)
    if _plain(mine.number) == _plain(theirs.number):
        return Ground(sign=Sign.SAME_ADDRESS, weight=_SAME_ADDRESS)
    metres = _metres(mine, theirs)
    is_near = metres <= NEAR_M if metres is not None else _is_next_door(mine.number, theirs.number)
    sign, weight = (Sign.NEAR, _NEXT) if is_near else (Sign.OTHER_NUMBER, _OTHER_NUMBER)
    return Ground(sign=sign, weight=weight, metres=None if metres is None else round(metres))


def _is_next_door(number: str, other: str) -> bool:
    one, two = _HOUSE.match(number), _HOUSE.match(other)
    return one is not None and two is not None and abs(int(one[1]) - int(two[1])) <= _NEXT_DOOR


def _households(new: Matter, known: Matter, place: Ground, *, is_same_person: bool) -> Iterator[Ground]:
    """Yield that each speaks of his own house, where the houses are two: a bin that was not emptied is not the neighbour's."""
    if is_same_person or place.sign is not Sign.NEAR:
        return
    if all(_is_at_home(one) for one in (new, known)):
        yield Ground(sign=Sign.OTHER_HOUSEHOLD, weight=_OTHER_HOUSEHOLD)


def _is_at_home(matter: Matter) -> bool:
    place, home = matter.place, matter.identity.requester.address
    is_home = place.number is not None and home is not None and is_same_address(home, f"{place.number} {place.street or ''}")
    return is_home and _OWN_THING.search(fold_text(matter.text).text) is not None


def _is_somewhere(place: Place) -> bool:
    return bool(place.street or place.landmark or place.commune) and place.status is not PlaceStatus.NONE


def _metres(mine: Place, theirs: Place) -> float | None:
    """Return how far two places are apart; None where one is a whole street, whose position is its middle."""
    one, other = _point(mine), _point(theirs)
    if one is None or other is None:
        return None
    north = (one.lat - other.lat) * _METRES_A_DEGREE
    east = (one.lon - other.lon) * _METRES_A_DEGREE * math.cos(math.radians(one.lat))
    return math.hypot(north, east)


def _point(place: Place) -> Point | None:
    return place.point if place.number is not None or place.landmark is not None else None


def _plain(number: str) -> str:
    return fold(number).replace(" ", "")


def _words(new: Matter, known: Matter) -> tuple[Ground, ...]:
    return (*_objects(new.text, known.text), *_things(new.text, known.text), *_alike(new, known))


def _things(mine: str, theirs: str) -> Iterator[Ground]:
    """Yield what speaks against it in what both speak of: a bench is no tree, and one lamp not all lamps of a street."""
    one, other = things_in(mine), things_in(theirs)
    if one and other and not one & other:
        yield Ground(sign=Sign.OTHER_THING, weight=_OTHER_THING)
    if is_of_all(mine) != is_of_all(theirs):
        yield Ground(sign=Sign.OTHER_EXTENT, weight=_OTHER_EXTENT)


def _objects(mine: str, theirs: str) -> Iterator[Ground]:
    """Yield what the numbers of things say that both messages give: two lamps of one street are two facts."""
    one, other = _numbered(mine), _numbered(theirs)
    if not one or not other:
        return
    shared = one & other
    if shared:
        yield Ground(sign=Sign.SAME_OBJECT, weight=_SAME_OBJECT, words=tuple(sorted(shared)))
    else:
        yield Ground(sign=Sign.OTHER_OBJECT, weight=_OTHER_OBJECT, words=(*sorted(one), *sorted(other)))


@lru_cache(maxsize=2048)
def _numbered(text: str) -> frozenset[str]:
    folded = fold_text(text).text
    things = {re.sub(r"[- ]", "", found[1]).lstrip("0") for found in _THING.finditer(folded)}
    plates = {"".join(found.groups()) for found in _PLATE.finditer(folded)}
    return frozenset(things | plates)


def _alike(new: Matter, known: Matter) -> Iterator[Ground]:
    """Yield how much the words of two messages have in common, weighted by how much each surprises on their subject."""
    mine, theirs = _said(new.text), _said(known.text)
    unread = _unread(new) | _unread(known)
    one, other = (frozenset(root for root in said.roots if root not in unread) for said in (mine, theirs))
    if not one or not other:
        return
    subject = new.subject if new.subject == known.subject else UNCLASSIFIED
    shared = one & other
    common = sum(_surprise(root, subject) for root in shared)
    least = min(sum(_surprise(root, subject) for root in part) for part in (one, other))
    cover = common / least if least else 0.0
    if cover >= _COPY and len(shared) >= _SHORTEST and len(mine.roots ^ theirs.roots) <= len(shared):
        yield Ground(sign=Sign.SAME_TEXT, weight=_SAME_TEXT, words=_shown(mine, shared, subject))
        return
    worth = math.sqrt(cover * min(1.0, common / _ENOUGH))
    weight = _FEWEST_WORDS + (_MOST_OF_WORDS - _FEWEST_WORDS) * worth
    if things_in(new.text) & things_in(known.text):
        # A « réverbère » is a « lampadaire »: both say the same in other words.
        weight = max(weight, _SAME_THING)
    yield Ground(sign=Sign.SHARED_WORDS if weight > 0 else Sign.FEW_WORDS, weight=round(weight, 3), words=_shown(mine, shared, subject))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """The roots of the words of a text that tell something, each with the word as it was written first."""

    roots: frozenset[str]
    written: Mapping[str, str]


@lru_cache(maxsize=2048)
def _said(text: str) -> _Said:
    written: dict[str, str] = {}
    for word, form, root in words_told(text):
        if root and len(form) >= _SHORTEST and form not in _POLITE and form.isalpha():
            written.setdefault(root, word)
    return _Said(roots=frozenset(written), written=written)


def _unread(matter: Matter) -> frozenset[str]:
    """Return the roots of names: of the place and of who asks, which other grounds speak of."""
    requester, place = matter.identity.requester, matter.place
    return _roots((requester.name, requester.organisation, requester.address, place.street, place.landmark, place.text))


@lru_cache(maxsize=2048)
def _roots(named: tuple[str | None, ...]) -> frozenset[str]:
    return frozenset(stem(word) for name in named if name for word in written_words(name))


def _shown(said: _Said, shared: frozenset[str], subject: SubjectCode) -> tuple[str, ...]:
    telling = sorted(shared, key=lambda root: (-_surprise(root, subject), root))
    return tuple(said.written[root] for root in telling[:_MOST_WORDS_SHOWN])


@lru_cache(maxsize=1 << 15)
def _surprise(root: str, subject: SubjectCode) -> float:
    """Return how much a word surprises in a message on a subject, in nats: minus the logarithm of how often it is met there."""
    sizes, terms = _counts()
    met = _read(terms.get(root, ""))
    messages = sum(sizes.values())
    anywhere = (sum(met.values()) + _UNHEARD) / (messages + 1)
    size = sizes.get(subject, 0)
    chance = anywhere if not size else (met.get(subject, 0) + _MIXED * anywhere) / (size + _MIXED)
    return min(_MOST_SURPRISE, -math.log(chance))


@cache
def _counts() -> tuple[Mapping[SubjectCode, int], Mapping[str, str]]:
    """Return how many messages of each subject were counted, and of each word in how many it stands, as the file writes it."""
    lines = resources.files(__package__).joinpath(_USAGE).read_text(encoding="utf-8").splitlines()
    terms = {term: counts for term, _, counts in (line.partition("\t") for line in lines) if " " not in term}
    return _read(terms.pop("")), terms


def _read(counts: str) -> Mapping[SubjectCode, int]:
    return {SubjectCode(code): int(n) for code, _, n in (one.partition("=") for one in counts.split())}
