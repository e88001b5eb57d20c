"""The folder of call logs: read when still, removed when kept; what is none stays in sight; told by doctor and desk."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from domain.errors import ConfigurationError
from flows import call_faults
from flows.call_faults import SourceError, SourceFault
from flows.calls_folder import STILL_SECONDS, CallsFolder
from flows.calls_options import folder_town, tail_sources
from flows.settings import Settings
from flows.wiring import Installation
from store import call_logs
from tests.flows.calling import ANNE, NOON, NOW, PAUL, Switchboard
from tests.flows.test_calls import arrivals, kept_calls
from tests.installations import AUVILLE, BREVILLE, settings


class Clock:
    ticks = 0.0

    def __call__(self) -> float:
        return self.ticks


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder(town_hall: Installation, tmp_path: Path, clock: Clock) -> CallsFolder:
    (tmp_path / "appels").mkdir()
    return CallsFolder(town_hall, tmp_path / "appels", BREVILLE, _now, clock)


def _now() -> datetime:
    return NOW


def settle(folder: CallsFolder, clock: Clock) -> int:
    folder.look()
    clock.ticks += STILL_SECONDS + 1
    return folder.look()


def test_a_file_is_taken_when_it_is_still_and_removed(folder: CallsFolder, clock: Clock, town_hall: Installation, tmp_path: Path) -> None:
    path, log = tmp_path / "appels" / "export.csv", Switchboard().missed(ANNE, NOON).answered(PAUL, NOON)
    path.write_text(log.text())
    assert folder.look() == 0
    log.internal(NOON)
    path.write_text(log.text())
    clock.ticks += STILL_SECONDS + 1
    assert folder.look() == 0 and path.exists(), "it has grown"
    clock.ticks += STILL_SECONDS + 1
    assert folder.look() == 1 and not path.exists()
    assert len(kept_calls(town_hall)) == 2 and len(arrivals(town_hall)) == 1
    path.write_text(log.text())
    assert settle(folder, clock) == 1 and not path.exists(), "the same again is removed as well"
    assert len(kept_calls(town_hall)) == 2


def test_what_is_no_log_stays_and_the_others_come_in(folder: CallsFolder, clock: Clock, town_hall: Installation, tmp_path: Path) -> None:
    (tmp_path / "appels" / "a.csv").write_text("Bonjour, voici une lettre.")
    (tmp_path / "appels" / "b.csv").write_text(Switchboard().missed(ANNE, NOON).text())
    (tmp_path / "appels" / "sub").mkdir()
    (tmp_path / "appels" / "link.csv").symlink_to(tmp_path / "appels" / "a.csv")
    folder.look()
    clock.ticks += STILL_SECONDS + 1
    with pytest.raises(SourceError) as raised:
        folder.look()
    assert (raised.value.fault, raised.value.detail) == (SourceFault.NOT_A_LOG, "a.csv")
    folder.note_fault(raised.value)
    assert len(kept_calls(town_hall)) == 1 and sorted(path.name for path in (tmp_path / "appels").iterdir()) == ["a.csv", "link.csv", "sub"]
    watched = town_hall.settings.model_copy(update={"calls_folder": tmp_path / "appels"})
    with pytest.raises(ConfigurationError, match=r"a\.csv"):
        call_faults.taking_in(watched, town_hall.database, NOW)
    with town_hall.database.read() as session:
        assert [town for town, _ in call_faults.troubles(session, watched, NOW)] == [BREVILLE]
        assert not list(call_faults.troubles(session, town_hall.settings, NOW)), "it is not in the settings any more"
    (tmp_path / "appels" / "a.csv").unlink()
    folder.look()
    assert "1" in str(call_faults.taking_in(watched, town_hall.database, NOW))
    with pytest.raises(ConfigurationError, match="last looked at"):
        call_faults.taking_in(watched, town_hall.database, NOW + timedelta(hours=1))


def test_a_folder_that_is_not_there_is_said(town_hall: Installation, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path, fault in ((tmp_path / "none", SourceFault.MISSING), (tmp_path / "file", SourceFault.SPECIAL)):
        with pytest.raises(SourceError) as raised:
            CallsFolder(town_hall, path, BREVILLE, _now).look()
        assert raised.value.fault is fault
    with town_hall.database.read() as session:
        assert not list(call_logs.sources(session))


def test_settings_that_name_no_town_a_wrong_one_or_a_file_twice_are_refused(tmp_path: Path) -> None:
    wanted = settings(
        tmp_path, calls_folder=tmp_path, call_logs=[{"path": "/a"}, {"path": "/b", "town": "x"}, {"path": "/c", "town": "auville"}] * 2
    )
    with pytest.raises(ConfigurationError) as raised:
        tail_sources(wanted, (AUVILLE, BREVILLE))
    assert [mistake.where for mistake in raised.value.mistakes] == [f"call_logs {number}" for number in (1, 2, 4, 5, 6)]
    with pytest.raises(ConfigurationError):
        folder_town(wanted, (AUVILLE, BREVILLE))
    assert folder_town(wanted, (AUVILLE,)) == AUVILLE and folder_town(settings(tmp_path), ()) is None


@pytest.mark.parametrize(
    "table", [{"own": ["01 23"]}, {"reception": ["x"]}, {"extensions": "["}, {"timezone": "Paris"}, {"poll_seconds": 0}, {"unknown": 1}]
)
def test_a_table_that_is_wrong_is_refused(tmp_path: Path, table: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        Settings.model_validate({"data": tmp_path, "call_logs": [{"path": "/a", **table}]})
