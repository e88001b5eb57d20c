"""What `scripts/audit` makes of the answers of other people's programs."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    spec = importlib.util.spec_from_file_location("audit", ROOT / "scripts" / "audit.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_flaws_of_libraries_are_told_with_what_mends_them(audit: ModuleType) -> None:
    sound = {"name": "jinja2", "version": "3.1.6", "vulns": []}
    ill = {"name": "a", "version": "1", "vulns": [{"id": "CVE-2026-1", "fix_versions": ["2"]}, {"id": "CVE-2026-2", "fix_versions": []}]}
    assert audit.flaws_of_python(json.dumps({"dependencies": [sound]})) == []
    assert audit.flaws_of_python(json.dumps({"dependencies": [sound, ill]})) == [
        "a 1: CVE-2026-1, mended in 2",
        "a 1: CVE-2026-2, mended in no version yet",
    ]
    report = {"vulnerabilities": {"leaflet": {"severity": "high", "range": "<1.9.5"}}}
    assert audit.flaws_of_assets(json.dumps(report)) == ["leaflet: high, versions <1.9.5"]
    assert audit.flaws_of_assets('{"vulnerabilities": {}}') == []


@pytest.mark.parametrize(
    ("reader", "said"),
    [
        ("flaws_of_python", ""),
        ("flaws_of_python", "requests.exceptions.ConnectionError"),
        ("flaws_of_python", '{"dependencies": []}'),
        ("flaws_of_python", '{"dependencies": [{"name": "a", "skip_reason": "not found"}]}'),
        ("flaws_of_assets", ""),
        ("flaws_of_assets", '{"message": "405 Method Not Allowed", "error": {}}'),
    ],
)
def test_a_database_that_did_not_answer_is_no_good_news(audit: ModuleType, reader: str, said: str) -> None:
    with pytest.raises(audit.NotLookedError):
        getattr(audit, reader)(said)


def test_it_is_said_in_words_that_nobody_looked(
    audit: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(audit, "_python_report", lambda _lock: '{"dependencies": [{"name": "a", "version": "1", "vulns": []}]}')
    monkeypatch.setattr(audit, "_assets_report", lambda: "")
    assert audit.main(["libraries"]) == 1
    told = capsys.readouterr().out
    assert (
        "OSV (api.osv.dev) asked about requirements-dev.lock: no known flaws" in told and "Nobody looked: npm’s".replace("’", "'") in told
    )
    monkeypatch.setattr(audit, "_assets_report", lambda: '{"vulnerabilities": {}}')
    assert audit.main(["libraries"]) == 0


def test_a_secret_that_is_known_in_its_file_is_new_in_another(audit: ModuleType) -> None:
    def found(name: str, line: int, secret: str) -> dict[str, object]:
        return {"results": {name: [{"type": "Secret Keyword", "hashed_secret": secret, "line_number": line}]}}

    known = found("a.py", 3, "h1")
    assert audit.new_secrets(found("a.py", 9, "h1"), known) == []
    assert audit.new_secrets(found("a.py", 3, "h2"), known) == ["a.py:3: Secret Keyword"]
    assert audit.new_secrets(found("b.py", 3, "h1"), known) == ["b.py:3: Secret Keyword"]


def test_a_bill_has_the_hashes_of_the_lock_and_the_licences_of_what_is_installed(audit: ModuleType) -> None:
    shipped = {
        "components": [{"name": "Jinja2", "bom-ref": "r-1", "hashes": ["h"]}, {"name": "gone", "bom-ref": "r-2"}],
        "dependencies": [{"ref": "citoyen", "dependsOn": ["r-1", "r-2"]}, {"ref": "r-1"}],
    }
    installed = {
        "components": [
            {"name": "jinja2", "bom-ref": "i-1", "licenses": ["BSD"]},
            {"name": "pytest", "bom-ref": "i-2"},
        ],
        "dependencies": [{"ref": "i-1", "dependsOn": ["i-2"]}, {"ref": "i-2"}],
    }
    assert audit.with_licences(shipped, installed) == {
        "components": [{"name": "Jinja2", "bom-ref": "r-1", "hashes": ["h"], "licenses": ["BSD"]}, {"name": "gone", "bom-ref": "r-2"}],
        "dependencies": [{"ref": "citoyen", "dependsOn": ["r-1", "r-2"]}, {"ref": "r-1", "dependsOn": []}, {"ref": "r-2"}],
    }
