"""What was erased stays so: a backup that is put back brings nobody back (S44). All people are made up."""

import json
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from domain.errors import ConfigurationError, UnavailableError
from domain.ids import RequestId
from domain.person_rights import IdentityProof, Person, Right, RightsState
from domain.rights import Role
from flows import accounts, erasure_log
from flows.backup import back_up
from flows.erase import Why, erase
from flows.erasure_log import file_of, read, repeat, text_of, write_down
from flows.facts import differences
from flows.journal import verify
from flows.person_rights import NewRight, choose, grant, prove, take_down
from flows.restore import restore
from flows.wiring import Installation, open_installation
from store import backups, person_rights, requests
from store.agents import NewAgent
from tests.flows.test_backup import Pair, pair, silent
from tests.flows.test_erase import INSIDE, MAIL, MARK, NAME, PHONE, everywhere, live
from tests.flows.waiting_hall import FIRST, at, come, mail, open_hall
from tests.installations import AUVILLE, BREVILLE

__all__ = ["pair"]
DPO = "delphine"
LATER = at("2031-06-01T10:00")
OTHER = "Cramponne"


def filled(where: Pair) -> Installation:
    """Open an installation with a closed request of hers, an open one of another person, and a data protection officer."""
    hall = open_hall(where.here.data, where.here.database_address)
    accounts.add_agent(hall, NewAgent(town=BREVILLE, login=DPO, name=DPO, roles=frozenset({Role.DPO}), password_hash="x"), LATER)
    live(hall)
    come(
        hall,
        mail(f"Bonjour, un nid de poule devant le 9 rue de Poterie. Paul {OTHER}", 7, sender="paul@fictif.example"),
        "2026-04-02T09:00",
    )
    return hall


def ask(hall: Installation) -> tuple[int, int]:
    """Record that she wants everything erased; return the number and the version."""
    person = Person(names=(f"Yolande {NAME}",), emails=(MAIL,))
    number = take_down(hall, BREVILLE, NewRight(right=Right.ERASURE, person=person, received_on=date(2031, 5, 30)), DPO, LATER)
    one = choose(hall, number, (FIRST,), 1, DPO, LATER)
    return number, prove(hall, number, IdentityProof.PROVEN, one.version, DPO, LATER).version


def traces(hall: Installation) -> list[str]:
    """Return what of her is in any table, and in any file of originals."""
    files = b"".join(path.read_bytes() for path in hall.settings.blobs_folder.rglob("*") if path.is_file())
    whole = everywhere(hall) + files.decode("utf-8", "replace")
    return [one for one in (NAME, MAIL, PHONE, MARK, INSIDE) if one.lower() in whole.lower()]


def test_an_erasure_after_the_backup_is_repeated_by_the_restore(pair: Pair) -> None:
    with closing(filled(pair)) as hall:
        number, version = ask(hall)
        back_up(pair.here, pair.home, 7, silent)
        grant(hall, number, "", version, DPO, LATER)
        assert traces(hall) == []
        file = file_of(hall.settings)
        (mark,) = read(file)
        assert (mark.kind, mark.row, mark.rule) == ("request", FIRST, f"right {number}") and mark.town == BREVILLE
        # Nothing of her is in it.
        assert not [one for one in (NAME, MAIL, PHONE, MARK) if one in file.read_text()]
    back = restore(pair.there, pair.home, silent, file)
    assert back.repeated == 1
    with closing(open_installation(pair.there, readers=1)) as hall:
        assert traces(hall) == []
        with hall.database.read() as session:
            assert requests.get(session, FIRST).erased_at is not None
            assert requests.get(session, RequestId(2)).erased_at is None
            asked = person_rights.get(session, number)
        assert (asked.state, asked.person) == (RightsState.GRANTED, Person())
        assert OTHER in everywhere(hall) and not list(differences(hall))
        assert not any(one.findings for one in verify(hall.database, BREVILLE))
        # What was repeated is known of here, too, and done again it does nothing.
        assert read(file_of(hall.settings)) != () and repeat(hall, read(file), "cli", LATER).requests == 0


def test_without_that_file_the_next_backup_knows_of_it(pair: Pair) -> None:
    with closing(filled(pair)) as hall:
        back_up(pair.here, pair.home, 7, silent)
        (first,) = (pair.home / "states").iterdir()
        number, version = ask(hall)
        grant(hall, number, "", version, DPO, LATER)
        back_up(pair.here, pair.home, 7, silent)
    # The machine is gone with its disk, and the last state turns out to be damaged.
    assert restore(pair.there, first, silent).repeated == 1
    with closing(open_installation(pair.there, readers=1)) as hall:
        assert traces(hall) == []


def test_a_file_elsewhere_outlives_the_disk(tmp_path: Path, pair: Pair) -> None:
    file = tmp_path / "elsewhere" / "erasures.jsonl"
    here, there = (one.model_copy(update={"erasures_file": file}) for one in (pair.here, pair.there))
    filled(pair).close()
    with closing(open_installation(here, readers=1)) as hall:
        back_up(here, pair.home, 7, silent)
        number, version = ask(hall)
        grant(hall, number, "", version, DPO, LATER)
    assert len(read(file)) == 1
    assert restore(there, pair.home, silent).repeated == 1


def test_an_erasure_that_cannot_be_written_down_is_not_done(tmp_path: Path, pair: Pair) -> None:
    filled(pair).close()
    blocked = tmp_path / "a file"
    blocked.write_text("x")
    with closing(open_installation(pair.here.model_copy(update={"erasures_file": blocked / "erasures.jsonl"}), readers=1)) as hall:
        number, version = ask(hall)
        with pytest.raises(UnavailableError, match="erased"):
            grant(hall, number, "", version, DPO, LATER)
        with hall.database.read() as session:
            assert requests.get(session, FIRST).erased_at is None
            assert person_rights.get(session, number).state is RightsState.OPEN


def test_a_number_that_is_another_request_s_by_now_is_left_alone(pair: Pair) -> None:
    with closing(filled(pair)) as hall:
        number, version = ask(hall)
        grant(hall, number, "", version, DPO, LATER)
        (mark,) = read(file_of(hall.settings))
        theirs = replace(mark, row=2), replace(mark, row=999), replace(mark, town=AUVILLE)
        assert repeat(hall, theirs, "cli", LATER).requests == 0
        with hall.database.read() as session:
            assert requests.get(session, RequestId(2)).erased_at is None


def test_what_a_killed_process_left_out_is_added_and_half_a_line_does_no_harm(pair: Pair) -> None:
    with closing(filled(pair)) as hall:
        with hall.database.destroy() as session:
            erase(hall, session, BREVILLE, [FIRST], Why(actor="x", rule="right 3"), datetime.now(UTC))
        file = file_of(hall.settings)
        file.parent.mkdir(exist_ok=True)
        file.write_text('{"kind": "requ')
        assert read(file) == ()
        for count in (1, 0):
            with hall.database.read() as session:
                assert write_down(hall.settings, session) == count
        assert [one.row for one in read(file)] == [FIRST] and file.read_text().count("\n") == 2
        assert text_of((*read(file), *read(file))).count(b"\n") == 1


def test_a_file_that_is_none_of_ours_is_refused_before_anything_is_restored(pair: Pair, tmp_path: Path) -> None:
    with closing(filled(pair)):
        back_up(pair.here, pair.home, 7, silent)
    other = tmp_path / "other.jsonl"
    other.write_text(json.dumps({"kind": "request"}) + "\n")
    with pytest.raises(ConfigurationError, match="erasure"):
        restore(pair.there, pair.home, silent, other)
    assert not (pair.there.data / "citoyen.db").exists()


def test_the_copy_in_a_backup_is_called_as_the_file() -> None:
    assert erasure_log.NAME == backups.ERASURES
