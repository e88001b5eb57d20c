"""`citoyen exchange` and `citoyen webhooks`: files in and out, and who is told, from the command line (S45)."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.hook_server import Hook, listening

MAPPING = {
    "outside": "Ancien",
    "kind": "history",
    "columns": {"number": "ref", "status": "etat", "received_at": "jour", "closed_at": "fin"},
    "defaults": {"subject": "VOI-01"},
}


def test_a_file_is_tried_taken_in_once_and_handed_out(valognes: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mapping, file, out = tmp_path / "m.json", tmp_path / "old.csv", tmp_path / "out.jsonl"
    mapping.write_text(json.dumps(MAPPING))
    file.write_text("ref;etat;jour;fin\nA-1;closed;2019-03-04;2019-03-12\nA-2;?;2019-03-04;\n")
    assert valognes("exchange", "import", file, "--mapping", mapping, "--try", "--json") == 0
    tried = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["number"] for one in tried] == ["A-1", None]
    assert valognes("exchange", "import", file, "--mapping", mapping, "--json") == 1
    run = json.loads(capsys.readouterr().out)
    assert [run[one] for one in ("created", "updated", "unchanged", "refused")] == [1, 0, 0, 1]
    assert valognes("exchange", "import", file, "--mapping", mapping, "--json") == 1
    assert json.loads(capsys.readouterr().out)["id"] == run["id"]
    assert valognes("exchange", "refused", run["id"], "--json") == 0
    assert json.loads(capsys.readouterr().out)["line"] == 2
    assert valognes("exchange", "runs") == 0
    assert "old.csv" in capsys.readouterr().out
    assert valognes("exchange", "export", "--as", "jsonl", "--output", out) == 0
    assert "--after" in capsys.readouterr().err
    (line,) = out.read_text().splitlines()
    assert (json.loads(line)["outside"], json.loads(line)["status"]) == ("Ancien A-1", "closed")
    assert valognes("exchange", "export", "--since", "2026-01-01") == 0
    assert "A-1" not in capsys.readouterr().out


def test_states_are_followed_in_the_name_of_somebody(valognes: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mapping, file = tmp_path / "m.json", tmp_path / "s.csv"
    mapping.write_text(json.dumps({"outside": "GMAO", "kind": "states", "columns": {"number": "ref", "status": "etat"}}))
    file.write_text("ref;etat\n2026/0999;done\n")
    assert valognes("exchange", "import", file, "--mapping", mapping) == 2
    assert "--agent" in capsys.readouterr().err
    assert valognes("exchange", "import", file, "--mapping", mapping, "--agent", "marie") == 1
    assert valognes("exchange", "import", file, "--mapping", "nothing", "--agent", "marie") == 2


def test_a_webhook_is_made_tried_and_removed(valognes: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert valognes("webhooks", "add", "GMAO", "https://127.0.0.1/") == 1
    monkeypatch.setenv("CITOYEN_WEBHOOK_NETWORKS", "127.0.0.0/8")
    with listening(Hook()) as hook:
        assert valognes("webhooks", "add", "GMAO", hook.url, "--event", "request.closed", "--department", "VOI") == 0
        secret = next(word for word in capsys.readouterr().out.split() if word.startswith("whsec_"))
        assert valognes("webhooks", "ping", "1") == 0
        assert hook.is_signed(0, secret)
        assert valognes("webhooks", "off", "1") == 0
        assert valognes("webhooks", "list", "--json") == 0
        told = json.loads(capsys.readouterr().out.splitlines()[-1])
        assert (told["state"], told["departments"], told["content"]) == ("off", ["VOI"], "states")
        assert valognes("webhooks", "on", "1") == 0
        assert valognes("webhooks", "rotate", "1") == 0
        capsys.readouterr()
        assert valognes("webhooks", "log", "1", "--json") == 0
        (line,) = capsys.readouterr().out.splitlines()
        assert (json.loads(line)["event"], json.loads(line)["answer"]) == ("ping", 204)
        assert valognes("webhooks", "resend", "1", "1") == 1
        assert valognes("webhooks", "list") == 0
        assert valognes("webhooks", "log", "1") == 0
        hook.status = 500
        assert valognes("webhooks", "ping", "1") == 1
        assert valognes("webhooks", "remove", "1") == 0
        assert valognes("webhooks", "remove", "1") == 1
