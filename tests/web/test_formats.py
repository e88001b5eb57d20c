from datetime import UTC, datetime

from babel import Locale

from web import formats

FR, EN = Locale("fr"), Locale("en")
AT = datetime(2026, 3, 12, 23, 14, tzinfo=UTC)


def test_a_moment_is_told_in_the_time_of_the_town() -> None:
    assert formats.long_moment(AT, "Europe/Paris", FR) == "vendredi 13 mars 2026, 00:14"
    assert formats.long_moment(AT, "Pacific/Noumea", EN) == "Friday, March 13, 2026, 10:14"
    assert formats.day(AT, "Europe/Paris", FR) == "13/03/2026"
    assert formats.short_day(AT, "Europe/Paris", FR) == "13 mars 2026"
    assert formats.machine_moment(AT) == "2026-03-12T23:14:00+00:00"


def test_the_first_of_a_month_is_an_ordinal_where_the_month_is_a_word() -> None:
    first = datetime(2026, 12, 1, 12, tzinfo=UTC)
    assert formats.plain_day(first.date(), FR) == "1er décembre 2026"
    assert formats.short_day(first, "Europe/Paris", FR) == "1er déc. 2026"
    assert formats.long_moment(first, "Europe/Paris", FR) == "mardi 1er décembre 2026, 13:00"
    assert formats.day(first, "Europe/Paris", FR) == "01/12/2026"
    assert formats.plain_day(first.date(), EN) == "1 December 2026"
    assert formats.plain_day(datetime(2026, 12, 11, tzinfo=UTC).date(), FR) == "11 décembre 2026"


def test_phones_are_written_as_they_are_dialled() -> None:
    assert formats.phone("+33639981204") == "06\u00a039\u00a098\u00a012\u00a004"
    assert formats.phone("+687271234") == "+687\u00a027.12.34", "six digits alone say nothing in Cherbourg"
    assert formats.phone("n'importe quoi") == "n'importe quoi"


def test_sizes_and_shares_follow_the_language() -> None:
    assert formats.size(2408, FR) == "2,4\u00a0ko"
    assert formats.size(512, EN) == "512\u00a0B"
    assert formats.size(50 * 2**20, EN) == "50\u00a0MB"
    assert formats.percent(0.934, FR) == "93\u202f%"
    assert formats.percent(0.934, EN) == "93%"
