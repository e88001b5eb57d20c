"""A deadline in words, the same on the desk and in letters: by when, and how that was counted.

The sentences agree in number, list days by month and write the first of a month as « 1er », which a catalogue of separate messages cannot
do; and a letter, which is written where there is no screen, needs them too. So both languages stand here. French writes U+00A0
before « : » and « ; » and between a number and its unit (Imprimerie nationale, Lexique).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from domain.deadline import Clock, Count, DayOff, Due, Holiday, Rest, Waited
from routing.promises import HANDED_OVER

SPACE = "\u00a0"
_SATURDAY = 5
_FIRST = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """What one language calls things; a pair is the form for one and for several."""

    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    counts: Mapping[Count, tuple[str, str]]
    same_day: str
    whole: str
    note: str
    day_and_time: str
    hour: str
    minutes: str
    first: str
    last_of_all: str
    off: tuple[str, str]
    closed_on: str
    closed: str
    reason: str
    waited: str
    waiting: str
    complete: str
    span: str
    end_of_month: str
    not_moved: str
    holidays: Mapping[Holiday, str]


_FRENCH = _Words(
    weekdays=("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    months=("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    counts={
        Count.MONTHS: (f"{{}}{SPACE}mois de quantième à quantième", f"{{}}{SPACE}mois de quantième à quantième"),
        Count.DAYS: (f"{{}}{SPACE}jour", f"{{}}{SPACE}jours"),
        Count.WORKING_DAYS: (f"{{}}{SPACE}jour ouvré", f"{{}}{SPACE}jours ouvrés"),
        Count.HOURS: (f"{{}}{SPACE}heure, jour et nuit,", f"{{}}{SPACE}heures, jour et nuit,"),
        Count.OPENING_HOURS: (f"{{}}{SPACE}heure d’ouverture", f"{{}}{SPACE}heures d’ouverture"),
    },
    same_day="le jour même, ou le premier jour ouvré qui suit,",
    whole=f"{{count}} à compter du {{since}}{{notes}}{SPACE}: {{due}}",
    note=f"{SPACE}; {{}}",
    day_and_time="{day} à {time}",
    hour=f"{{hour}}{SPACE}h",
    minutes=f"{{hour}}{SPACE}h{SPACE}{{minute:02}}",
    first="1er",
    last_of_all=" et ",
    off=("{} chômé", "{} chômés"),
    closed_on="mairie fermée le {}",
    closed="mairie fermée du {}",
    reason=" ({})",
    waited="suspendu du {} dans l’attente du demandeur",
    waiting="suspendu du {} au plus tard, dans l’attente du demandeur",
    complete="dossier complet ce jour-là",
    span="{first} au {last}",
    end_of_month="dernier jour du mois, faute de {}",
    not_moved="non reporté",
    holidays={
        Holiday.NEW_YEAR: "jour de l’An",
        Holiday.EASTER_MONDAY: "lundi de Pâques",
        Holiday.LABOUR_DAY: "fête du Travail",
        Holiday.VICTORY: "Victoire de 1945",
        Holiday.ASCENSION: "Ascension",
        Holiday.WHIT_MONDAY: "lundi de Pentecôte",
        Holiday.NATIONAL_DAY: "fête nationale",
        Holiday.ASSUMPTION: "Assomption",
        Holiday.ALL_SAINTS: "Toussaint",
        Holiday.ARMISTICE: "Armistice de 1918",
        Holiday.CHRISTMAS: "Noël",
        Holiday.GOOD_FRIDAY: "Vendredi saint",
        Holiday.SAINT_STEPHEN: "Saint-Étienne",
        Holiday.ABOLITION: "abolition de l’esclavage",
        Holiday.MID_LENT: "mi-carême",
        Holiday.SCHOELCHER: "fête de Victor Schœlcher",
        Holiday.CITIZENSHIP: "fête de la Citoyenneté",
        Holiday.GOSPEL: "arrivée de l’Évangile",
        Holiday.AUTONOMY: "fête de l’Autonomie",
        Holiday.MATARII: "Matari’i",
        Holiday.SAINT_PETER_CHANEL: "saint Pierre Chanel",
        Holiday.SAINTS_PETER_AND_PAUL: "saints Pierre et Paul",
        Holiday.TERRITORY: "fête du Territoire",
    },
)
_ENGLISH = _Words(
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    months=("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"),
    counts={
        Count.MONTHS: ("{} month, date to date,", "{} months, date to date,"),
        Count.DAYS: ("{} day", "{} days"),
        Count.WORKING_DAYS: ("{} working day", "{} working days"),
        Count.HOURS: ("{} hour, day and night,", "{} hours, day and night,"),
        Count.OPENING_HOURS: ("{} opening hour", "{} opening hours"),
    },
    same_day="the same day, or the next working day,",
    whole="{count} from {since}{notes}: {due}",
    note="; {}",
    day_and_time="{day} at {time}",
    hour="{hour:02}:00",
    minutes="{hour:02}:{minute:02}",
    first="1",
    last_of_all=" and ",
    off=("{} off", "{} off"),
    closed_on="town hall closed on {}",
    closed="town hall closed from {}",
    reason=" ({})",
    waited="suspended from {}, waiting for the requester",
    waiting="suspended from {} at the latest, waiting for the requester",
    complete="file complete that day",
    span="{first} to {last}",
    end_of_month="last day of the month, which has no {}",
    not_moved="not moved",
    holidays={
        Holiday.NEW_YEAR: "New Year’s Day",
        Holiday.EASTER_MONDAY: "Easter Monday",
        Holiday.LABOUR_DAY: "Labour Day",
        Holiday.VICTORY: "Victory in Europe Day",
        Holiday.ASCENSION: "Ascension Day",
        Holiday.WHIT_MONDAY: "Whit Monday",
        Holiday.NATIONAL_DAY: "Bastille Day",
        Holiday.ASSUMPTION: "Assumption Day",
        Holiday.ALL_SAINTS: "All Saints’ Day",
        Holiday.ARMISTICE: "Armistice Day",
        Holiday.CHRISTMAS: "Christmas Day",
        Holiday.GOOD_FRIDAY: "Good Friday",
        Holiday.SAINT_STEPHEN: "Saint Stephen’s Day",
        Holiday.ABOLITION: "Abolition of Slavery",
        Holiday.MID_LENT: "Mid-Lent",
        Holiday.SCHOELCHER: "Victor Schœlcher Day",
        Holiday.CITIZENSHIP: "Citizenship Day",
        Holiday.GOSPEL: "Gospel Day",
        Holiday.AUTONOMY: "Autonomy Day",
        Holiday.MATARII: "Matari’i",
        Holiday.SAINT_PETER_CHANEL: "Saint Peter Chanel",
        Holiday.SAINTS_PETER_AND_PAUL: "Saints Peter and Paul",
        Holiday.TERRITORY: "Territory Day",
    },
)
_DELAYS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "fr": {"h": ("heure", "heures"), "jo": ("jour ouvré", "jours ouvrés"), "j": ("jour", "jours")},
    "en": {"h": ("hour", "hours"), "jo": ("working day", "working days"), "j": ("day", "days")},
}
_LANGUAGES: Mapping[str, _Words] = {"fr": _FRENCH, "en": _ENGLISH}


def explanation(due: Due, language: str) -> str:
    """Return how a deadline was counted, and which it is; ``language`` is ``fr`` or ``en``, others raise KeyError.

    Such as « 10 jours ouvrés à compter du jeudi 30 avril 2026 ; 1er, 8 et 14 mai chômés : mardi 19 mai 2026 ». Weekends go without saying.
    """
    words = _LANGUAGES[language]
    one, several = words.counts[due.count]
    count = (one if due.amount in (0, 1) else several).format(due.amount)
    if due.amount == 0 and due.count is Count.WORKING_DAYS:
        count = words.same_day
    notes = "".join(words.note.format(note) for note in _notes(due, words))
    return words.whole.format(count=count, since=_moment(due.since, due.since_at, words), notes=notes, due=_moment(due.on, due.at, words))


def delay_in_words(target: str, language: str) -> str:
    """Return a delay of the catalogue (``4 h``, ``5 jo``, ``T 2 jo``, ``30 j``) in words; one written otherwise stays as it is."""
    number, _, unit = target.removeprefix(HANDED_OVER).partition(" ")
    words = _DELAYS[language].get(unit)
    if words is None or not number.isdecimal():
        return target
    return f"{number}{SPACE}{words[int(number) > 1]}"


def due_in_words(due: Due, language: str) -> str:
    """Return by when something is due: « mardi 19 mai 2026 », « mardi 5 mai 2026 à 11 h 30 »."""
    return _moment(due.on, due.at, _LANGUAGES[language])


def day_in_words(day: date, language: str) -> str:
    """Return a day with its weekday: « mardi 19 mai 2026 »."""
    return _full_day(day, _LANGUAGES[language])


def day_off_in_words(off: DayOff, language: str) -> str:
    """Return a day off with its name, where it has one: « vendredi 1er mai 2026 (fête du Travail) »."""
    words = _LANGUAGES[language]
    name = words.holidays[off.holiday] if off.holiday else off.label
    return _full_day(off.day, words) + (words.reason.format(name) if name else "")


def _notes(due: Due, words: _Words) -> Iterator[str]:
    """Yield what moved a deadline, or might have been thought to."""
    years = due.since.year != due.on.year
    holidays = [off.day for off in due.skipped if off.rest is Rest.HOLIDAY]
    if holidays:
        one, several = words.off
        yield (one if len(holidays) == 1 else several).format(_days(holidays, words, years=years))
    yield from _closures(due.skipped, words, years=years)
    if due.clock is Clock.LEGAL and due.waited and due.waited[-1].until <= due.since:
        yield words.complete
    else:
        yield from (_wait(waited, words, years=years) for waited in due.waited)
    if due.count is Count.MONTHS and not due.waited and due.on.day != due.since.day:
        yield words.end_of_month.format(due.since.day)
    if due.count is Count.MONTHS and due.on.weekday() >= _SATURDAY:
        yield words.not_moved


def _closures(skipped: Sequence[DayOff], words: _Words, *, years: bool) -> Iterator[str]:
    """Yield the closures of the town, each run of days once; weekends and holidays within it do not end it."""
    for label, first, last in _runs(skipped):
        if first == last:
            told = words.closed_on.format(_day(first, words, years=years))
        else:
            told = words.closed.format(_span(first, last, words, years=years))
        yield told + (words.reason.format(label) if label else "")


def _runs(skipped: Sequence[DayOff]) -> Iterator[tuple[str | None, date, date]]:
    run: tuple[str | None, date, date] | None = None
    before: date | None = None
    for off in skipped:
        is_next = before is not None and off.day - before == timedelta(days=1)
        before = off.day
        if run is not None and (not is_next or (off.rest is Rest.CLOSURE and off.label != run[0])):
            yield run
            run = None
        if off.rest is Rest.CLOSURE:
            run = (off.label, run[1] if run else off.day, off.day)
    if run is not None:
        yield run


def _wait(waited: Waited, words: _Words, *, years: bool) -> str:
    return (words.waited if waited.is_over else words.waiting).format(_span(waited.since, waited.until, words, years=years))


def _moment(day: date, at: datetime | None, words: _Words) -> str:
    told = _full_day(day, words)
    if at is None:
        return told
    time = (words.minutes if at.minute else words.hour).format(hour=at.hour, minute=at.minute)
    return words.day_and_time.format(day=told, time=time)


def _full_day(day: date, words: _Words) -> str:
    return f"{words.weekdays[day.weekday()]} {_day(day, words, years=True)}"


def _day(day: date, words: _Words, *, years: bool) -> str:
    return f"{_number(day, words)}{SPACE}{_month(day, words, years=years)}"


def _month(day: date, words: _Words, *, years: bool) -> str:
    return f"{words.months[day.month - 1]} {day.year}" if years else words.months[day.month - 1]


def _number(day: date, words: _Words) -> str:
    return words.first if day.day == _FIRST else str(day.day)


def _span(first: date, last: date, words: _Words, *, years: bool) -> str:
    same = (first.year, first.month) == (last.year, last.month)
    begins = _number(first, words) if same else _day(first, words, years=years)
    return words.span.format(first=begins, last=_day(last, words, years=years))


def _days(days: Sequence[date], words: _Words, *, years: bool) -> str:
    """Return days listed by month: « 1er, 8 et 14 mai », « 11 novembre et 25 décembre »."""
    months = [list(group) for _, group in groupby(days, key=lambda day: (day.year, day.month))]
    told = [f"{_listed([_number(day, words) for day in month], words)}{SPACE}{_month(month[0], words, years=years)}" for month in months]
    return _listed(told, words)


def _listed(parts: Sequence[str], words: _Words) -> str:
    return words.last_of_all.join(filter(None, (", ".join(parts[:-1]), parts[-1])))
