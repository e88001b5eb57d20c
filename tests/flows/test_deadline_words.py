from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from domain.deadline import Clock, Count, DayOff, Due, Holiday, Lack, Reception, Rest, Suspension
from domain.inbound import Channel
from domain.town import Closure
from flows.deadline_words import day_off_in_words, delay_in_words, due_in_words, explanation
from routing.calendar import Calendar
from routing.deadlines import clocks
from tests.routing.promised import promise, received, town

PARIS = ZoneInfo("Europe/Paris")
MAINLAND = Calendar(town())


def plain(text: str) -> str:
    """Return a sentence with every space an ordinary one, to be read in a test."""
    return text.replace("\u00a0", " ")


def told(due: Due | None, language: str = "fr") -> str:
    assert due is not None
    return plain(explanation(due, language))


def waited(since: date, given_until: date, ended: date | None) -> Suspension:
    ended_at = None if ended is None else datetime.combine(ended, time(15), PARIS)
    return Suspension(since=datetime.combine(since, time(10), PARIS), given_until=given_until, ended_at=ended_at, lack=Lack.REQUIRED)


def test_working_days_say_which_days_were_off() -> None:
    due = clocks(promise(), received("2026-04-30"), MAINLAND).acknowledgement

    assert told(due) == "10 jours ouvrés à compter du jeudi 30 avril 2026 ; 1er, 8 et 14 mai chômés : mardi 19 mai 2026"
    assert told(due, "en") == "10 working days from Thursday 30 April 2026; 1, 8 and 14 May off: Tuesday 19 May 2026"


def test_spaces_that_must_not_break_do_not() -> None:
    due = clocks(promise(), received("2026-04-30"), MAINLAND).acknowledgement

    assert due is not None
    french, english = explanation(due, "fr"), explanation(due, "en")
    assert french.startswith("10\u00a0jours ouvrés")
    assert "2026\u00a0; 1er, 8 et 14\u00a0mai chômés\u00a0: mardi 19\u00a0mai 2026" in french
    assert " ;" not in french.replace("\u00a0", "_")
    assert "\u00a0;" not in english
    assert "\u00a0:" not in english


@pytest.mark.parametrize(
    ("target", "day", "french"),
    [
        ("1 jo", "2026-03-12", "1 jour ouvré à compter du jeudi 12 mars 2026 : vendredi 13 mars 2026"),
        ("1 jo", "2026-04-03", "1 jour ouvré à compter du vendredi 3 avril 2026 ; 6 avril chômé : mardi 7 avril 2026"),
        ("1 jo", "2026-04-30", "1 jour ouvré à compter du jeudi 30 avril 2026 ; 1er mai chômé : lundi 4 mai 2026"),
        (
            "5 jo",
            "2026-12-24",
            "5 jours ouvrés à compter du jeudi 24 décembre 2026 ; 25 décembre 2026 et 1er janvier 2027 chômés : lundi 4 janvier 2027",
        ),
        ("30 j", "2026-05-01", "30 jours à compter du vendredi 1er mai 2026 : dimanche 31 mai 2026"),
        ("T 2 jo", "2026-05-04", "2 jours ouvrés à compter du lundi 4 mai 2026 : mercredi 6 mai 2026"),
    ],
)
def test_numbers_and_days_agree(target: str, day: str, french: str) -> None:
    assert told(clocks(promise("aucun", target), received(day), MAINLAND).completion) == french


def test_hours_tell_the_time() -> None:
    due = clocks(promise("aucun", "4 h"), received("2026-03-13T17:00"), MAINLAND).completion
    on_call = clocks(promise("aucun", "1 h", on_call=True), received("2026-03-13T17:05"), MAINLAND).completion

    assert told(due) == "4 heures d’ouverture à compter du vendredi 13 mars 2026 à 17 h : lundi 16 mars 2026 à 12 h"
    assert told(due, "en") == "4 opening hours from Friday 13 March 2026 at 17:00: Monday 16 March 2026 at 12:00"
    assert told(on_call) == "1 heure, jour et nuit, à compter du vendredi 13 mars 2026 à 17 h 05 : vendredi 13 mars 2026 à 18 h 05"
    assert told(on_call, "en") == "1 hour, day and night, from Friday 13 March 2026 at 17:05: Friday 13 March 2026 at 18:05"


def test_a_legal_period_says_that_no_sunday_moves_it_and_where_a_month_is_too_short() -> None:
    sunday = clocks(promise(), received("2026-01-15"), MAINLAND).legal
    short = clocks(promise(), received("2025-12-31"), MAINLAND).legal

    assert told(sunday) == "2 mois de quantième à quantième à compter du jeudi 15 janvier 2026 ; non reporté : dimanche 15 mars 2026"
    assert told(short) == (
        "2 mois de quantième à quantième à compter du mercredi 31 décembre 2025 ; dernier jour du mois, faute de 31 ; non reporté : "
        "samedi 28 février 2026"
    )
    assert told(short, "en") == (
        "2 months, date to date, from Wednesday 31 December 2025; last day of the month, which has no 31; not moved: "
        "Saturday 28 February 2026"
    )


def test_what_was_waited_is_said() -> None:
    over = clocks(promise(), received("2026-01-15"), MAINLAND, [waited(date(2026, 1, 20), date(2026, 2, 20), date(2026, 1, 30))]).legal
    running = clocks(promise(), received("2026-01-15"), MAINLAND, [waited(date(2026, 1, 20), date(2026, 2, 20), None)]).legal
    accepted = clocks(promise("SVA-2M"), received("2026-01-15"), MAINLAND, [waited(date(2026, 1, 20), date(2026, 2, 20), date(2026, 2, 2))])

    head = "2 mois de quantième à quantième à compter du jeudi 15 janvier 2026"
    assert told(over) == f"{head} ; suspendu du 20 au 30 janvier dans l’attente du demandeur : mercredi 25 mars 2026"
    assert (
        told(running) == f"{head} ; suspendu du 20 janvier au 20 février au plus tard, dans l’attente du demandeur : mercredi 15 avril 2026"
    )
    assert told(accepted.legal) == (
        "2 mois de quantième à quantième à compter du lundi 2 février 2026 ; dossier complet ce jour-là : jeudi 2 avril 2026"
    )
    assert "; suspended from 20 to 30 January, waiting for the requester: " in told(over, "en")


def test_closures_of_the_town_are_told_apart_with_their_reasons() -> None:
    closures = (
        Closure(first_day=date(2026, 5, 15), last_day=date(2026, 5, 15), label="pont de l’Ascension"),
        Closure(first_day=date(2026, 5, 21), last_day=date(2026, 5, 27)),
    )
    bridge = Calendar(replace(town(), closures=closures))
    due = clocks(promise("aucun", "10 jo"), received("2026-05-07"), bridge).completion

    assert told(due) == (
        "10 jours ouvrés à compter du jeudi 7 mai 2026 ; 8, 14 et 25 mai chômés ; mairie fermée le 15 mai (pont de l’Ascension) ; "
        "mairie fermée du 21 au 27 mai : mardi 2 juin 2026"
    )
    assert "town hall closed on 15 May (pont de l’Ascension); town hall closed from 21 to 27 May" in told(due, "en")


def test_no_day_at_all_is_the_same_day() -> None:
    permit = promise("URBANISME", "0 jo")
    sunday = Reception(at=datetime(2026, 5, 3, 10, tzinfo=PARIS), channel=Channel.COUNTER)

    due = clocks(permit, sunday, MAINLAND).acknowledgement

    assert told(due) == "le jour même, ou le premier jour ouvré qui suit, à compter du dimanche 3 mai 2026 : lundi 4 mai 2026"


def test_a_deadline_and_a_day_off_can_be_said_alone() -> None:
    due = clocks(promise("aucun", "4 h"), received("2026-03-13T17:00"), MAINLAND).completion
    off = DayOff(day=date(2026, 5, 1), rest=Rest.HOLIDAY, holiday=Holiday.LABOUR_DAY)

    assert due is not None
    assert plain(due_in_words(due, "fr")) == "lundi 16 mars 2026 à 12 h"
    assert plain(day_off_in_words(off, "fr")) == "vendredi 1er mai 2026 (fête du Travail)"
    assert plain(day_off_in_words(off, "en")) == "Friday 1 May 2026 (Labour Day)"
    assert plain(day_off_in_words(DayOff(day=date(2026, 5, 2), rest=Rest.WEEKEND), "fr")) == "samedi 2 mai 2026"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_count_and_every_holiday_has_its_words(language: str) -> None:
    for count in Count:
        for amount in (1, 2):
            due = Due(clock=Clock.COMPLETION, count=count, amount=amount, since=date(2026, 3, 2), on=date(2026, 3, 5))
            assert str(amount) in explanation(due, language)
            assert "{" not in explanation(due, language)
    names = [day_off_in_words(DayOff(day=date(2026, 3, 2), rest=Rest.HOLIDAY, holiday=holiday), language) for holiday in Holiday]
    assert len(set(names)) == len(Holiday)


def test_a_language_there_is_no_word_in_is_refused() -> None:
    with pytest.raises(KeyError):
        explanation(Due(clock=Clock.COMPLETION, count=Count.DAYS, amount=1, since=date(2026, 3, 2), on=date(2026, 3, 3)), "de")


@pytest.mark.parametrize(
    ("target", "french", "english"),
    [
        ("5 jo", "5\u00a0jours ouvrés", "5\u00a0working days"),
        ("1 jo", "1\u00a0jour ouvré", "1\u00a0working day"),
        ("48 h", "48\u00a0heures", "48\u00a0hours"),
        ("30 j", "30\u00a0jours", "30\u00a0days"),
        ("T 2 jo", "2\u00a0jours ouvrés", "2\u00a0working days"),
        ("vite", "vite", "vite"),
    ],
)
def test_a_delay_of_the_catalogue_is_said_in_words(target: str, french: str, english: str) -> None:
    assert (delay_in_words(target, "fr"), delay_in_words(target, "en")) == (french, english)
