"""Conditions on what a message says, how and when it came, each with what was found for it."""

from collections.abc import Mapping, Sequence
from datetime import time
from functools import lru_cache
from typing import assert_never

from domain.draft import Role
from domain.evidence import Leaf, Part, Span
from domain.ids import SubjectCode
from domain.inbound import Channel
from domain.ruleset import (
    CameBy,
    CameInAt,
    HasAllWords,
    HasAttachment,
    HasFlag,
    HasNoWords,
    HasWords,
    InSeason,
    MatchesExpression,
    ReceivedDuring,
    RequesterIs,
    SenderIs,
    SubjectIs,
    ThemeIs,
    Weekday,
    WhileOpen,
    YearDay,
)
from domain.town import Moment
from rules.requesters import requester_kind
from rules.situation import Said, Situation
from rules.words import read_words

SubjectCondition = SubjectIs | ThemeIs
MessageCondition = CameBy | CameInAt | RequesterIs | HasAttachment | HasFlag | SenderIs
WordsCondition = HasWords | HasAllWords | HasNoWords | MatchesExpression
MomentCondition = ReceivedDuring | InSeason | WhileOpen

SUBJECT, WORDS, ALL_WORDS, EXPRESSION = "sujet", "mots", "tous les mots", "expression"
OWNER, STREET, LANDMARK, SECTOR = "gestion de la voie", "voie", "lieu", "secteur"
ENTRANCE, FLAG, SENDER = "entrée", "drapeau", "expéditeur"
TELLING = frozenset({SUBJECT, WORDS, ALL_WORDS, EXPRESSION, OWNER, STREET, LANDMARK, SECTOR, ENTRANCE, FLAG})
"""Conditions that few messages meet: a rule of which one was met, and that does not hold all the same, is worth a word."""
_WEEKDAYS = (
    Weekday.MONDAY,
    Weekday.TUESDAY,
    Weekday.WEDNESDAY,
    Weekday.THURSDAY,
    Weekday.FRIDAY,
    Weekday.SATURDAY,
    Weekday.SUNDAY,
)
_PAPER = frozenset({Channel.SCAN, Channel.FAX})
_SETTING = Span(part=Part.SETTING, start=0, end=0)
_FAMILY = "*"


def fact(condition: str, wanted: Sequence[str], found: str | None, *, holds: bool) -> Leaf:
    """Return the leaf of a fact of the message; where it has no such fact the leaf is false and says so."""
    where = None if found is None else _SETTING
    return Leaf(
        condition=condition, operand=", ".join(wanted), holds=holds and found is not None, quote=found, where=where, absent=found is None
    )


@lru_cache(maxsize=1 << 14)
def name_key(name: str) -> str:
    """Return a name without accents, case and signs, as names are compared."""
    return read_words(name).joined


def subject_leaf(condition: SubjectCondition, situation: Situation) -> Leaf:
    """Return a leaf about what the message asks."""
    match condition:
        case SubjectIs(subjects=wanted):
            code = situation.subject
            return fact(SUBJECT, wanted, code, holds=code is not None and any(_fits_code(code, one) for one in wanted))
        case ThemeIs(themes=wanted):
            theme = situation.theme or None
            return fact("thème", wanted, theme, holds=theme is not None and name_key(theme) in map(name_key, wanted))
        case _:
            assert_never(condition)


def message_leaf(condition: MessageCondition, situation: Situation) -> Leaf:
    """Return a leaf about how the message came, from whom, with what."""
    draft = situation.draft
    match condition:
        case CameBy(channels=channels):
            return fact("canal", channels, draft.channel, holds=draft.channel in channels)
        case CameInAt(entrances=wanted):
            return _any_of(ENTRANCE, wanted, situation.entrances, [one for one in wanted if name_key(one) in _keys(situation.entrances)])
        case RequesterIs(requester_kinds=kinds):
            kind = requester_kind(draft.requester)
            return fact("demandeur", kinds, kind, holds=kind in kinds)
        case HasAttachment(media_types=wanted):
            types = tuple(dict.fromkeys(piece.media_type for piece in draft.attachments if piece.role is Role.FILE))
            return _any_of("pièce jointe", wanted, types, [one for one in types if any(_fits_type(one, each) for each in wanted)])
        case HasFlag(flags=flags):
            return _any_of(FLAG, flags, sorted(draft.flags), [one for one in flags if one in draft.flags])
        case SenderIs(standings=wanted):
            standing = None if draft.authenticity is None else draft.authenticity.standing
            return fact(SENDER, wanted, standing, holds=standing in wanted)
        case _:
            assert_never(condition)


def words_leaf(condition: WordsCondition, situation: Situation) -> Leaf:
    """Return a leaf about words. A message without text has none, and none that are missing."""
    match condition:
        case HasWords(words=wanted):
            best = _best(wanted, situation.said)
            leaf = _heard(WORDS, wanted, (best,) if best else (), holds=best is not None and best.plain)
        case HasAllWords(all_words=wanted):
            heard = tuple(situation.said[word] for word in wanted if word in situation.said)
            leaf = _heard(ALL_WORDS, wanted, heard, holds=len(heard) == len(wanted) and all(said.plain for said in heard))
        case HasNoWords(no_words=wanted):
            best = _best(wanted, situation.said)
            has_text = bool(situation.draft.text or situation.draft.heading)
            leaf = _heard("aucun des mots", wanted, (best,) if best else (), holds=has_text and (best is None or not best.plain))
        case MatchesExpression(expression=expression):
            found = situation.matched.get(expression)
            leaf = _heard(EXPRESSION, (expression,), (found,) if found else (), holds=found is not None)
        case _:
            assert_never(condition)
    return leaf if situation.draft.text or situation.draft.heading else _missing(leaf)


def moment_leaf(condition: MomentCondition, situation: Situation) -> Leaf:
    """Return a leaf about the time of reception, in the town's own time."""
    moment = situation.moment
    match condition:
        case ReceivedDuring(start=start, end=end, days=days):
            today = _WEEKDAYS[moment.at.weekday()]
            named = today in days or (moment.holiday and Weekday.HOLIDAY in days)
            hours = f"{start:%H:%M}–{end:%H:%M}" if start is not None and end is not None else ""
            clock = None if is_day_only(situation.draft.channel, moment) else moment.at.time()
            found = " ".join(part for part in (today, f"{clock:%H:%M}" if clock is not None else "") if part)
            found += f", {Weekday.HOLIDAY}" if moment.holiday else ""
            within = clock is not None and _within(clock, start, end)
            return fact("moment", [part for part in (hours, *days) if part], found, holds=within or named)
        case InSeason(first_day=first, last_day=last):
            day = (moment.at.month, moment.at.day)
            low, high = (first.month, first.day), (last.month, last.day)
            holds = low <= day <= high if low <= high else day >= low or day <= high
            return fact("saison", (f"du {_day(first)} au {_day(last)}",), f"{moment.at:%d/%m}", holds=holds)
        case WhileOpen(is_open=is_open):
            return fact("mairie", (_opening(is_open),), _opening(moment.open), holds=moment.open is is_open)
        case _:
            assert_never(condition)


def is_day_only(channel: Channel, moment: Moment) -> bool:
    """Return whether nothing is known of a moment but its day: of paper the stamp tells the day, and midnight stands for its hour."""
    return channel in _PAPER and moment.at.time().replace(tzinfo=None) == time.min


def _any_of(condition: str, wanted: Sequence[str], there: Sequence[str], held: Sequence[str]) -> Leaf:
    """Return the leaf of what a message may have several of: those wanted, else those that are there."""
    return fact(condition, wanted, ", ".join(held or there) or None, holds=bool(held))


def _best(wanted: Sequence[str], said: Mapping[str, Said]) -> Said | None:
    """Return the first of the words that is plainly said, else the first that is denied or past."""
    heard = [said[word] for word in wanted if word in said]
    return next((one for one in heard if one.plain), heard[0] if heard else None)


def _heard(condition: str, wanted: Sequence[str], heard: Sequence[Said], *, holds: bool) -> Leaf:
    quotes = ", ".join(dict.fromkeys(said.quote for said in heard))
    return Leaf(
        condition=condition,
        operand=", ".join(wanted),
        holds=holds,
        quote=quotes or None,
        where=heard[0].where if heard else None,
    )


def _missing(leaf: Leaf) -> Leaf:
    return Leaf(condition=leaf.condition, operand=leaf.operand, holds=False, quote=None, where=None, absent=True)


def _keys(names: Sequence[str]) -> frozenset[str]:
    return frozenset(map(name_key, names))


def _fits_code(code: SubjectCode, wanted: str) -> bool:
    """Return whether a code is the one wanted or of the family ``VOI-*``."""
    return code.startswith(wanted[:-1]) if wanted.endswith(_FAMILY) else code == wanted


def _fits_type(media_type: str, wanted: str) -> bool:
    """Return whether a media type is the one wanted, or of the family ``image/*``."""
    return media_type.startswith(wanted[:-1]) if wanted.endswith(_FAMILY) else media_type == wanted


def _within(at: time, start: time | None, end: time | None) -> bool:
    """Return whether a time of day lies between two, across midnight where the end comes before the start."""
    if start is None or end is None:
        return False
    at = at.replace(tzinfo=None)
    return start <= at < end if start <= end else at >= start or at < end


def _day(day: YearDay) -> str:
    return f"{day.day:02}/{day.month:02}"


def _opening(is_open: bool) -> str:
    return "ouverte" if is_open else "fermée"
