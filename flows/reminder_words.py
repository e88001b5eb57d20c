"""The mails that remind departments of deadlines, in the town's language; of a confidential request they say its number alone."""

from collections.abc import Iterator, Sequence
from datetime import date

from domain.deadline import Clock
from domain.department import Confidentiality
from flows import notice
from flows.deadline_words import SPACE, day_in_words
from flows.town_views import TownView
from routing.calendar import calendar_of
from routing.reminders import late_days
from store.outbox import Letter
from store.reminders import BellLine, KeptReminder
from store.request_lines import RequestLine

DIGEST = "reminders"
"""Kind of the letter that tells an address of a day's reminders."""
REMINDER = "reminder"
"""Kind of the letter that tells of one request that is due at an hour."""
_LANGUAGE = "fr"
_NOT_COMING = frozenset({Clock.LEGAL, Clock.CHASER})
_LATE = {
    Clock.TAKING: "à prendre en charge depuis le {day}",
    Clock.COMPLETION: "date limite dépassée, {day}",
    Clock.ANSWER: "sans réponse du demandeur, attendue jusqu’au {day}, la demande est reprise",
    Clock.LEGAL: "décision implicite le {day}",
    Clock.RECEIPT: "accusé d’enregistrement non parti, dû au plus tard le {day}",
    Clock.ACKNOWLEDGEMENT: "accusé de réception non parti, dû au plus tard le {day}",
}
_COMING = {
    Clock.TAKING: "à prendre en charge au plus tard le {day}",
    Clock.COMPLETION: "date limite : {day}",
    Clock.ANSWER: "réponse du demandeur attendue jusqu’au {day}",
    Clock.LEGAL: "décision implicite le {day} si la commune ne répond pas",
    Clock.RECEIPT: "accusé d’enregistrement à envoyer au plus tard le {day}",
    Clock.ACKNOWLEDGEMENT: "accusé de réception à envoyer au plus tard le {day}",
    Clock.CHASER: "relance du demandeur, le {day}",
}


def digest(view: TownView, recipient: str, day: date, count: int, lines: Sequence[BellLine], url: str) -> Letter:
    """Return the mail that tells an address of a day's reminders: ``lines`` are the worst of ``count``."""
    listed = "\n".join(_listed(view, day, count, lines, url))
    subject = f"Échéances du {day_in_words(day, _LANGUAGE)}{SPACE}: {_counted(count)}"
    payload = {"subject": subject, "body": listed}
    return Letter(town=view.town.id, request=None, kind=DIGEST, recipient=recipient, payload=payload)


def urgent(view: TownView, recipient: str, day: date, line: BellLine, url: str) -> Letter:
    """Return the mail that tells of one request that was due at an hour, at once."""
    body = "\n".join((*_entry(view, day, line, url), "", f"{view.town.name} – Citoyen"))
    payload = {"subject": f"Échéance dépassée – demande {_called(line.request)}", "body": body}
    return Letter(town=view.town.id, request=line.request.id, kind=REMINDER, recipient=recipient, payload=payload)


def _listed(view: TownView, day: date, count: int, lines: Sequence[BellLine], url: str) -> Iterator[str]:
    yield f"Échéances à suivre au {day_in_words(day, _LANGUAGE)}{SPACE}: {_counted(count)}."
    sections = (
        ("Décisions implicites à venir", [line for line in lines if line.reminder.clock is Clock.LEGAL]),
        ("En retard", [line for line in lines if line.reminder.clock is not Clock.LEGAL and _late(view, line.reminder, day)]),
        ("Relances d’usagers", [line for line in lines if line.reminder.clock is Clock.CHASER]),
        ("À venir", [line for line in lines if line.reminder.clock not in _NOT_COMING and not _late(view, line.reminder, day)]),
    )
    for title, some in sections:
        if some:
            yield from ("", f"{title} ({len(some)})", "")
            for line in some:
                yield from _entry(view, day, line, url)
    if count > len(lines):
        yield from ("", f"… et {count - len(lines)} de plus.")
    yield from ("", f"Toutes les alertes : {url}/reminders", "", f"{view.town.name} – Citoyen")


def _entry(view: TownView, day: date, line: BellLine, url: str) -> tuple[str, ...]:
    request = line.request
    number = f"Demande {_called(request)}"
    told = _what(line.reminder, _late(view, line.reminder, day))
    if request.confidentiality > Confidentiality.NORMAL:
        return (f"- {number} (confidentielle) – {told}", f"  {url}/requests/{request.id}")
    about = filter(None, (notice.subject_label(view.ruleset, request.subject), request.place))
    return (f"- {number} – {', '.join(about)} – {told}", f"  {url}/requests/{request.id}")


def _called(request: RequestLine) -> str:
    """Return what a mail calls a request; it has no code of a confidential one, by which anybody could follow it."""
    if request.number is None and request.confidentiality > Confidentiality.NORMAL:
        return "à vérifier"
    return str(request.number or request.tracking)


def _late(view: TownView, reminder: KeptReminder, day: date) -> int:
    """Return by how many working days it is late on the day of the mail, which may come long after that of the reminder."""
    return late_days(calendar_of(view.town), reminder.clock, reminder.due_on, day)


def _what(reminder: KeptReminder, late: int) -> str:
    table = _LATE if late else _COMING
    told = table[reminder.clock].format(day=day_in_words(reminder.due_on, _LANGUAGE))
    return f"{told} ({_days(late)} de retard)" if late else told


def _days(count: int) -> str:
    return f"{count}{SPACE}jour ouvré" if count == 1 else f"{count}{SPACE}jours ouvrés"


def _counted(count: int) -> str:
    return f"{count}{SPACE}demande" if count == 1 else f"{count}{SPACE}demandes"
