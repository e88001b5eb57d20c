"""The mails that remind departments of deadlines, by the town's models; of a confidential request they say its number alone."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from domain.deadline import Clock
from domain.department import Confidentiality
from domain.reminder import Level
from flows.correspondence.staff import BLANK, Speaker
from flows.deadline_words import SPACE, day_in_words
from flows.town_views import TownView
from letters.audience import hushed
from letters.fields import Echeances, Fields, Relance
from letters.kinds import Language, ModelKey
from routing.calendar import calendar_of
from routing.reminders import late_days
from store.outbox import Letter
from store.reminders import BellLine, KeptReminder, Untold
from store.request_lines import RequestLine

DIGEST = "reminders"
"""Kind of the letter that tells an address of a day's reminders."""
REMINDER = "reminder"
"""Kind of the letter that tells of one request that is due at an hour."""
_RANKS = {Level.AGENT: "1", Level.HEAD: "2", Level.DIRECTOR: "3", Level.ELECTED: "3"}
_BY_RANK = {"1": ModelKey.REMINDER_1, "2": ModelKey.REMINDER_2, "3": ModelKey.REMINDER_3}
_NOT_COMING = frozenset({Clock.LEGAL, Clock.CHASER})
_LATE: Mapping[Language, Mapping[Clock, str]] = {
    Language.FRENCH: {
        Clock.TAKING: "à prendre en charge depuis le {day}",
        Clock.COMPLETION: "date limite dépassée, {day}",
        Clock.ANSWER: "sans réponse du demandeur, attendue jusqu’au {day}, la demande est reprise",
        Clock.LEGAL: "décision implicite le {day}",
        Clock.RECEIPT: "accusé d’enregistrement non parti, dû au plus tard le {day}",
        Clock.ACKNOWLEDGEMENT: "accusé de réception non parti, dû au plus tard le {day}",
    },
    Language.ENGLISH: {
        Clock.TAKING: "to be taken in charge since {day}",
        Clock.COMPLETION: "past its target date, {day}",
        Clock.ANSWER: "no answer of the requester, awaited until {day}; the request goes on",
        Clock.LEGAL: "implicit decision on {day}",
        Clock.RECEIPT: "record of receipt has not left, due on {day} at the latest",
        Clock.ACKNOWLEDGEMENT: "acknowledgement has not left, due on {day} at the latest",
    },
}
_COMING: Mapping[Language, Mapping[Clock, str]] = {
    Language.FRENCH: {
        Clock.TAKING: "à prendre en charge au plus tard le {day}",
        Clock.COMPLETION: "date limite : {day}",
        Clock.ANSWER: "réponse du demandeur attendue jusqu’au {day}",
        Clock.LEGAL: "décision implicite le {day} si la commune ne répond pas",
        Clock.RECEIPT: "accusé d’enregistrement à envoyer au plus tard le {day}",
        Clock.ACKNOWLEDGEMENT: "accusé de réception à envoyer au plus tard le {day}",
        Clock.CHASER: "relance du demandeur, le {day}",
    },
    Language.ENGLISH: {
        Clock.TAKING: "to be taken in charge by {day}",
        Clock.COMPLETION: "target date: {day}",
        Clock.ANSWER: "answer of the requester awaited until {day}",
        Clock.LEGAL: "implicit decision on {day} if the town does not answer",
        Clock.RECEIPT: "record of receipt to be sent by {day}",
        Clock.ACKNOWLEDGEMENT: "acknowledgement to be sent by {day}",
        Clock.CHASER: "chaser of the requester, {day}",
    },
}
_TO_REVIEW = {Language.FRENCH: "à vérifier", Language.ENGLISH: "to be reviewed"}
_OVERDUE_BY = {Language.FRENCH: "{} ({} de retard)", Language.ENGLISH: "{} ({} late)"}
_WORKING_DAYS = {Language.FRENCH: ("jour ouvré", "jours ouvrés"), Language.ENGLISH: ("working day", "working days")}
_REQUESTS = {Language.FRENCH: ("demande", "demandes"), Language.ENGLISH: ("request", "requests")}


def digest(speaker: Speaker, recipient: str, day: date, untold: Untold) -> Letter:
    """Return the mail that tells an address of a day's reminders."""
    words = speaker.say(speaker.own(ModelKey.DUE_TODAY), of_day(speaker, day, untold))
    return Letter(town=speaker.view.town.id, request=None, kind=DIGEST, recipient=recipient, payload=words.payload(ModelKey.DUE_TODAY))


def urgent(speaker: Speaker, recipient: str, day: date, line: BellLine) -> Letter:
    """Return the mail that tells of one request that was due at an hour, at once."""
    words = speaker.say(speaker.own(ModelKey.OVERDUE), _hushed(of_one(speaker, day, line), line), line.request.id)
    payload = words.payload(ModelKey.OVERDUE)
    return Letter(town=speaker.view.town.id, request=line.request.id, kind=REMINDER, recipient=recipient, payload=payload)


def entry(speaker: Speaker, day: date, line: BellLine) -> str:
    """Return a reminder as it stands in a mail: a line, and what stands below it."""
    about = _about(speaker, day, line)
    key = ModelKey.IMPLICIT_DECISION if line.reminder.clock is Clock.LEGAL else _BY_RANK[about.rang]
    words = speaker.say(speaker.own(key), _hushed(_of(speaker, line, about), line), line.request.id)
    return "\n".join((words.subject, *(f"  {one}".rstrip() for one in words.body.splitlines())))


def of_one(speaker: Speaker, day: date, line: BellLine) -> Fields:
    """Return the merge fields of a reminder, with what it says as an entry."""
    return _of(speaker, line, replace(_about(speaker, day, line), ligne=entry(speaker, day, line)))


def of_day(speaker: Speaker, day: date, untold: Untold) -> Fields:
    """Return the merge fields of the mail of a day."""
    return replace(speaker.base(BLANK), echeances=_day(speaker, day, untold))


def _of(speaker: Speaker, line: BellLine, about: Relance) -> Fields:
    return replace(speaker.base(speaker.fiche(line.request, _called(line.request, speaker.language))), relance=about)


def _hushed(known: Fields, line: BellLine) -> Fields:
    """Return the fields of a reminder as a mail may say them; of a confidential request its number alone."""
    return hushed(known) if line.request.confidentiality > Confidentiality.NORMAL else known


def _about(speaker: Speaker, day: date, line: BellLine) -> Relance:
    late = _late(speaker.view, line.reminder, day)
    return Relance(
        rang=_RANKS[line.reminder.level],
        quoi=_what(line.reminder, late, speaker.language),
        date=day_in_words(line.reminder.due_on, speaker.language),
        jours=_counted(late, _WORKING_DAYS[speaker.language]) if late else None,
    )


def _day(speaker: Speaker, day: date, untold: Untold) -> Echeances:
    lines = untold.lines
    rest = untold.requests - len({line.request.id for line in lines})
    late = [line for line in lines if _late(speaker.view, line.reminder, day)]
    sections = (
        [line for line in lines if line.reminder.clock is Clock.LEGAL],
        [line for line in late if line.reminder.clock is not Clock.LEGAL],
        [line for line in lines if line.reminder.clock is Clock.CHASER],
        [line for line in lines if line.reminder.clock not in _NOT_COMING and line not in late],
    )
    decisions, overdue, chasers, coming = (tuple(entry(speaker, day, line) for line in some) for some in sections)
    return Echeances(
        jour=day_in_words(day, speaker.language),
        nombre=_counted(untold.requests, _REQUESTS[speaker.language]),
        decisions=decisions,
        retards=overdue,
        usagers=chasers,
        a_venir=coming,
        nombre_decisions=str(len(decisions)),
        nombre_retards=str(len(overdue)),
        nombre_usagers=str(len(chasers)),
        nombre_a_venir=str(len(coming)),
        reste=str(rest) if rest else None,
        lien=f"{speaker.url}/reminders",
    )


def _called(request: RequestLine, language: Language) -> str:
    """Return what a mail calls a request; it has no code of a confidential one, by which anybody could follow it."""
    if request.number is None and request.confidentiality > Confidentiality.NORMAL:
        return _TO_REVIEW[language]
    return str(request.number or request.tracking)


def _late(view: TownView, reminder: KeptReminder, day: date) -> int:
    """Return by how many working days it is late on the day of the mail, which may come long after that of the reminder."""
    return late_days(calendar_of(view.town), reminder.clock, reminder.due_on, day)


def _what(reminder: KeptReminder, late: int, language: Language) -> str:
    told = (_LATE if late else _COMING)[language][reminder.clock].format(day=day_in_words(reminder.due_on, language))
    return _OVERDUE_BY[language].format(told, _counted(late, _WORKING_DAYS[language])) if late else told


def _counted(count: int, words: tuple[str, str]) -> str:
    return f"{count}{SPACE}{words[count != 1]}"
