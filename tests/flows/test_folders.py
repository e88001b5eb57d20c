from pathlib import Path

import pytest

from domain.errors import ConfigurationError, Mistake
from domain.inbound import Channel
from flows.folder_settings import Subfolders
from flows.folders import Known, drop_folders, resolved
from flows.settings import Settings, load_settings
from flows.wiring import Installation
from tests import installations
from tests.installations import AUVILLE, BREVILLE

ONE = Known(
    towns=(installations.town(),),
    mailboxes=installations.mailboxes(BREVILLE),
    departments={BREVILLE: installations.ruleset(BREVILLE).departments},
)
TWO = Known(
    towns=(installations.town(BREVILLE), installations.town(AUVILLE)),
    mailboxes=(*installations.mailboxes(BREVILLE), *installations.mailboxes(AUVILLE)),
    departments={name: installations.ruleset(name).departments for name in (BREVILLE, AUVILLE)},
)


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def told(error: ConfigurationError) -> dict[str, Mistake]:
    return {mistake.where: mistake for mistake in error.mistakes}


def test_folders_of_the_environment_are_for_the_only_town(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CITOYEN_SCAN_FOLDER", "scans/../scans/")
    monkeypatch.setenv("CITOYEN_FAX_FOLDER", "/srv/fax")
    scan, fax = resolved(load_settings(), ONE)
    assert (scan.path, scan.channel, scan.town, scan.is_deep, scan.done) == (tmp_path / "scans", Channel.SCAN, BREVILLE, False, None)
    assert (fax.path, fax.channel) == (Path("/srv/fax"), Channel.FAX)
    assert (scan.still_seconds, scan.rescan_seconds, scan.give_up_seconds) == (2, 10, 600)


def test_folders_of_the_file_say_more() -> None:
    Path("citoyen.toml").write_text(
        """
[[folders]]
path = "/srv/scans/accueil"
town = "breville"
scanner = "Copieur accueil"
mailbox = "Mairie@breville.example"
subfolders = "department"
patterns = ["*.PDF"]
done = "done"

[[folders]]
path = "/srv/scans/urbanisme"
town = "auville"
department = "VOI"
date = "name"
give_up_minutes = 0.5
"""
    )
    first, second = resolved(load_settings(), TWO)
    assert (first.mailbox, first.scanner, first.patterns, first.done) == (
        "mairie@breville.example",
        "Copieur accueil",
        ("*.pdf",),
        Path("/srv/scans/accueil/done"),
    )
    assert first.subfolders is Subfolders.DEPARTMENT and first.is_deep
    assert (second.town, second.department, second.give_up_seconds) == (AUVILLE, "VOI", 30)


def test_all_that_is_wrong_in_the_tables_is_told_at_once() -> None:
    Path("citoyen.toml").write_text(
        """
[[folders]]
channel = "email"
date = "yesterday"
subfolders = "yes"
blank_pages = "perhaps"
patterns = "*.pdf"
still_seconds = 0
rescan_seconds = "often"
give_up_minutes = -1
max_bytes = 1
[[folders]]
path = "/srv/a"
mailbox = "a@b.example"
department = "VOI"
[[folders]]
path = "/srv/b"
patterns = []
fodler = "x"
[[folders]]
path = "/srv/c"
patterns = [""]
scanner = ""
"""
    )
    with pytest.raises(ConfigurationError) as caught:
        load_settings()
    whats = [mistake.what for mistake in caught.value.mistakes]
    fields = (
        "path",
        "channel",
        "date",
        "subfolders",
        "blank_pages",
        "patterns",
        "still_seconds",
        "rescan_seconds",
        "give_up_minutes",
        "max_bytes",
    )
    for name in fields:
        assert [what for what in whats if f"folders 1, {name}:" in what], name
    assert [what for what in whats if what.startswith("folders 2: A folder is for a mailbox or for a department")]
    assert [what for what in whats if what == "folders 3: There is no such setting."]
    assert len([what for what in whats if "folders 4" in what]) == 2
    assert all(mistake.remedy and mistake.line for mistake in caught.value.mistakes)
    # Nothing a library says shines through.
    assert not [what for what in whats if "Input should" in what]


def test_what_the_installation_does_not_have_is_told_at_once() -> None:
    tables = [
        {"path": "/srv/a"},
        {"path": "/srv/b", "town": "nulle-part"},
        {"path": "/srv/c", "town": "breville", "mailbox": "mairie@auville.example"},
        {"path": "/srv/d", "town": "breville", "department": "XYZ"},
        {"path": "/srv/e", "town": "breville"},
        {"path": "/srv/e/../e", "town": "auville"},
        {"path": "/srv/f", "town": "breville", "subfolders": "plain"},
        {"path": "/srv/f/g", "town": "breville"},
        {"path": "/srv/h", "town": "breville", "done": "."},
        {"path": "/srv/i", "town": "breville", "done": "/srv/e"},
    ]
    with pytest.raises(ConfigurationError) as caught:
        resolved(Settings.model_validate({"folders": tables, "scan_folder": "/srv/z"}), TWO)
    found = told(caught.value)
    assert set(found) == {"CITOYEN_SCAN_FOLDER", *(f"folders {number}" for number in (1, 2, 3, 4, 6, 8, 9, 10))}
    assert "breville, auville" in found["folders 2"].remedy
    assert "citoyen.toml" in found["CITOYEN_SCAN_FOLDER"].remedy
    assert "VOI, CCAS, ACC" in found["folders 4"].remedy
    assert all(mistake.what and mistake.remedy for mistake in caught.value.mistakes)


@pytest.mark.parametrize("path", [".", "data", "data/originals", "data/originals/ab", "/"])
def test_folder_of_our_own_files_is_never_taken_empty(path: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        resolved(Settings.model_validate({"data": "data", "scan_folder": path}), ONE)
    assert "own files" in caught.value.mistakes[0].what


def test_folder_beside_our_own_files_is_taken() -> None:
    assert resolved(Settings.model_validate({"data": "data", "scan_folder": "data/scans"}), ONE)


def test_without_a_town_the_way_to_one_is_told() -> None:
    with pytest.raises(ConfigurationError) as caught:
        resolved(Settings.model_validate({"scan_folder": "/srv/a"}), Known(towns=(), mailboxes=(), departments={}))
    assert "citoyen init" in str(caught.value)


def test_departments_are_those_of_the_published_rule_set(town_hall: Installation) -> None:
    wanted = Settings.model_validate({"folders": [{"path": "/srv/a", "town": "breville", "department": "VOI"}]})
    with town_hall.database.read() as session:
        (found,) = drop_folders(wanted, session)
        assert drop_folders(Settings(), session) == ()
    assert (found.department, found.departments["action sociale"]) == ("VOI", "CCAS")
