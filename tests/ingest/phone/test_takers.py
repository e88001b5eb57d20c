"""What takes calls without being a person, and columns that say how a call ended by yes and no, in logs known by their columns' names."""

import pytest

from domain.call import CallEnd, Way
from ingest.phone.faults import Reason, Rule, Skipped
from ingest.phone.words import Role, end_of, is_group, is_yes, role_of, seconds_in, taken_by, way_of
from tests.ingest.phone.logs import imported, legs, options, readings, unreadable

HEAD = "Date;Heure;Sens;Appelant;Appelé;Sonnerie;Conversation;Statut\n"


@pytest.mark.parametrize(
    ("name", "end"),
    [
        ("Fax (888)", CallEnd.FAX),
        ("VG_FAX", CallEnd.FAX),
        ("fax server", CallEnd.FAX),
        ("Télécopieur", CallEnd.FAX),
        ("Mme Fauxbras", None),
        ("Voicemail of Accueil (201)", CallEnd.VOICEMAIL),
        ("VM-205", CallEnd.VOICEMAIL),
        ("VM01", CallEnd.VOICEMAIL),
        ("MVOC", CallEnd.VOICEMAIL),
        ("*99203", CallEnd.VOICEMAIL),
        ("*98", None),
        ("AA:Ferme", CallEnd.MISSED),
        ("IVR fermeture", CallEnd.MISSED),
        ("CTIRP_ACCUEIL", CallEnd.MISSED),
        ("Accueil 2 (201)", None),
        ("201", None),
    ],
)
def test_names_of_what_takes_calls(name: str, end: CallEnd | None) -> None:
    assert taken_by(name) is end


@pytest.mark.parametrize(
    ("word", "end"),
    [
        ("Hors horaires", CallEnd.MISSED),
        ("annonce fermeture", CallEnd.MISSED),
        ("Ankommend nicht angenommen", CallEnd.MISSED),
        ("keine Antwort", CallEnd.MISSED),
        ("Request Terminated", CallEnd.MISSED),
        ("Temporarily Unavailable", CallEnd.MISSED),
        ("Busy Here", CallEnd.BUSY),
        ("Gehend, Fehler", CallEnd.FAILED),
        ("numéro non attribué", CallEnd.FAILED),
        ("Sprachbox", CallEnd.VOICEMAIL),
        ("Beantwortet", CallEnd.ANSWERED),
        ("Unbeantwortet", CallEnd.MISSED),
    ],
)
def test_words_for_ends(word: str, end: CallEnd) -> None:
    assert end_of(word) is end


def test_words_for_ways_queues_columns_and_durations() -> None:
    ways = ("user_in", Way.IN), ("user_out", Way.OUT), ("ByotOut", Way.OUT), ("Gehend besetzt", Way.OUT), ("Ankommend", Way.IN)
    assert all(way_of(word) is way for word, way in (*ways, ("ext-to-ext", Way.INTERNAL)))
    assert [is_group(one) for one in ("Queue Accueil (800)", "File d’attente", "Ring Group 600", "Accueil")] == [True, True, True, False]
    assert (role_of("date (TZ offset incl.)"), role_of("datetime (UTC)"), role_of("duration (in call)")) == (
        Role.DATE,
        Role.START,
        Role.TALK,
    )
    assert seconds_in("418s (6m 58s)") == 418
    assert [is_yes(one) for one in ("Oui", "no", "", "peut-être")] == [True, False, False, None]


def test_a_column_of_yes_and_no_says_what_its_name_asks() -> None:
    raw = """Début,Sens,ANI,DNIS,Durée,Durée de conversation,Abandonné,Messagerie vocale
2026-03-12 08:00:00,Entrant,tel:+33639981234,tel:+33261910500,61000,60000,Non,Non
2026-03-12 09:00:00,Entrant,tel:+33639981235,tel:+33261910500,20000,0,Oui,Non
2026-03-12 10:00:00,Entrant,tel:+33639981236,tel:+33261910500,47000,0,Non,Oui
"""
    calls, _, _ = imported(raw)
    assert [(call.end, call.talk_s) for call in calls] == [(CallEnd.ANSWERED, 60), (CallEnd.MISSED, 0), (CallEnd.VOICEMAIL, 47)]
    assert calls[2].audio is None, "yes is no file"


@pytest.mark.parametrize("name", ["Start time (UTC)", "start_time_utc", "Start time GMT"])
def test_a_column_of_times_may_say_that_they_are_utc(name: str) -> None:
    raw = f"{name},Direction,From,To,Result,Duration\n2026-07-12 08:00:00,Inbound,+33639981234,+33261910500,Answered,60\n" + (
        "2026-07-13 08:00:00,Inbound,+33639981235,+33261910500,Missed,0\n"
    )
    assert [leg.at.isoformat() for leg in legs(raw)] == ["2026-07-12T10:00:00+02:00", "2026-07-13T10:00:00+02:00"]
    local = raw.replace(name, "Start time")
    assert legs(local)[0].at.isoformat() == "2026-07-12T08:00:00+02:00"


def test_seconds_that_are_whole_thousands_now_and_then_are_seconds() -> None:
    raw = HEAD + "12/03/2026;08:00:00;Entrant;0639981234;201;0;1000;Répondu\n13/03/2026;08:00:00;Entrant;0639981235;201;7;95;Répondu\n"
    assert [leg.talk_s for leg in legs(raw)] == [1000, 95]


def test_a_switchboard_that_names_no_channel_of_who_was_called_took_the_call_itself() -> None:
    raw = """Date,Source,Destination,Canal source,Canal de destination,Statut,Durée
2026-03-12 08:00:00,0639981234,201,PJSIP/trunk-1,PJSIP/201-2,RÉPONDU,61s (1m 1s)
2026-03-12 09:00:00,0639981235,s,PJSIP/trunk-3,,RÉPONDU,20s
2026-03-12 10:00:00,0639981236,fax,PJSIP/trunk-4,,RÉPONDU,47s
"""
    assert [leg.end for leg in legs(raw)] == [CallEnd.ANSWERED, CallEnd.MISSED, CallEnd.FAX]
    never = raw.replace("PJSIP/201-2", "")
    assert [leg.end for leg in legs(never)][:2] == [CallEnd.ANSWERED, CallEnd.ANSWERED], "the column is never filled"


def test_a_destination_that_is_a_word_is_no_number_that_was_called() -> None:
    raw = """Start time,Call type,Caller number,Callee number,Duration (seconds),Final SIP phrase,Destination
2026-03-12 08:00:00Z,user_out,+33261910500,+33639981234,60,BYE,
2026-03-12 09:00:00Z,user_in,+33639981235,+33261910500,25,BYE,Voicemail
2026-03-12 10:00:00Z,user_in,+33639981236,+33261910500,0,Request Terminated,
"""
    calls, _, _ = imported(raw)
    assert [(call.outside, call.end) for call in calls] == [
        ("+33639981234", CallEnd.ANSWERED),
        ("+33639981235", CallEnd.VOICEMAIL),
        ("+33639981236", CallEnd.MISSED),
    ]


def test_what_is_left_of_rows_is_told_and_titles_are_not() -> None:
    raw = HEAD + (
        ";;jj/mm/aa;hh:mm:ss;;;s;\n12/03/2026;08:00:00;Entrant;0639981234;201;7;95;Répondu\n12/03/2026;;;;;;;\n\0\0\0\0\n"
        "13/03/2026;08:00:00;Entrant;0639981235;201;7;95;Répondu\n"
    )
    assert [one.line for one in unreadable(raw)] == [4, 5]
    assert [one.rule for one in readings(raw) if isinstance(one, Skipped)] == [Rule.HEADER, Rule.HEADER]


def test_a_row_cut_off_within_a_quote_does_not_swallow_the_one_below() -> None:
    rows = [f'"x","063998123{last}","201","2026-03-12 08:0{last}:00","Répondu",60\n' for last in range(4)]
    raw = "".join(('"Nom","Appelant","Appelé","Début","Statut","Durée"\n', *rows[:2], '"","0639\n', *rows[2:]))
    assert [leg.line for leg in legs(raw)] == [2, 3, 5, 6]
    assert [(one.line, one.reason) for one in unreadable(raw, options())] == [(4, Reason.CELLS)]
