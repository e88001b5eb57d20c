"""Clients that others wrote, from the public registries and unchanged, against a started server."""

import json
import os
import shutil
import subprocess
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import pytest

from domain.api_key import Scope
from domain.ids import SubjectCode
from flows import api_keys
from flows.api_keys import Wanted
from flows.open311.services import Offers
from flows.settings import load_settings
from flows.wiring import open_installation
from store import tracking
from store.engine import Database
from store.schema import RequestRow
from tests.web import seed
from tests.web.served import serving
from tests.web.test_open311 import QUESTIONS
from web import assets
from web.app import create_app

pytestmark = [pytest.mark.clients, pytest.mark.servers]
HERE = Path(__file__).parent / "open311_clients"
CACHE = Path(__file__).resolve().parents[2] / ".cache" / "open311"
PYTHON_CLIENTS = ("georeport==0.3.1", "civicbot==0.4.0")
SECONDS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A started server: its address, a key that may post, the public number of a request."""

    address: str
    key: str
    number: str

    @property
    def arguments(self) -> list[str]:
        return [self.address, self.key, self.number]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    assets.build()
    settings = load_settings(data=tmp_path_factory.mktemp("open311"))
    database = Database(settings.database_address)
    database.migrate()
    ids = seed.keep_all(database, settings.blobs_folder, datetime.now(UTC))
    with database.read() as session:
        row = session.get_one(RequestRow, ids["trou"])
        number = f"{row.year}-{row.counter:04d}"
    database.close()
    installation = open_installation(settings)
    wanted = Wanted(town=seed.VALOGNES, name="clients", scopes=frozenset({Scope.OPEN311}))
    key = api_keys.make(installation, wanted, "admin", datetime.now(UTC)).secret
    app = create_app(installation)
    app.state.open311 = Offers(installation.database, lambda _town: {SubjectCode("VOI-01"): QUESTIONS})
    try:
        with serving(app) as address:
            yield Served(address=address, key=key, number=number)
    finally:
        installation.close()


def leave_out(why: str) -> NoReturn:
    """Skip the test where a client cannot be had. Where the tests decide (CI), that is a failure: nobody would see what is left out."""
    if os.environ.get("CI"):
        pytest.fail(why)
    pytest.skip(why)


def install(folder: Path, *command: str) -> None:
    """Run what installs a client into a folder, once; leave the test out where the registry cannot be reached."""
    ready = folder / ".ready"
    wanted = " ".join(command)
    if ready.exists() and ready.read_text() == wanted:
        return
    try:
        ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        leave_out(f"the registry did not answer within {SECONDS} s: {command[0]}")
    if ended.returncode:
        leave_out(f"the clients could not be installed from the registry: {ended.stderr.strip()[-300:]}")
    ready.write_text(wanted)


def run(*command: str, cwd: Path) -> Any:
    ended = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def check(told: Any, served: Served) -> None:
    """Check what the calls of a client, whatever its language, came back with."""
    assert told["services"][0]["service_code"] == "VOI-01"
    assert [one["code"] for one in told["definition"]["attributes"]] == ["size", "near", "depth", "since", "note"]
    code = told["posted"][0]["service_request_id"]
    assert tracking.read_code(code) == code
    assert told["token"][0]["service_request_id"] == code
    assert [one["service_request_id"] for one in told["several"]] == [code, served.number]
    assert [one["service_request_id"] for one in told["listed"]] == [served.number]


@pytest.mark.timeout(300)
def test_a_python_client_makes_all_its_calls(served: Served) -> None:
    folder = CACHE / "python"
    python = folder / "bin" / "python"
    if not python.exists():
        try:
            venv.create(folder, with_pip=True)
        except subprocess.CalledProcessError:
            leave_out("this Python has no pip (apt install python3-venv)")
    install(folder, str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PYTHON_CLIENTS)
    told = run(str(python), str(HERE / "calls.py"), *served.arguments, cwd=folder)
    check(told, served)
    assert told["own"]["service_request_id"] == told["posted"][0]["service_request_id"]
    status, body = told["refused"]
    assert (status, json.loads(body)[0]["code"]) == (403, 403)
    in_json, in_xml = told["georeport_json"], told["georeport_xml"]
    assert [one["service_name"] for one in in_xml["services"]] == [one["service_name"] for one in in_json["services"]]
    assert in_xml["definition"]["attributes"]["attribute"][0]["values"]["value"][1] == {"key": "l", "name": "grand"}
    for part in ("listed", "several"):
        assert [one["service_request_id"] for one in in_xml[part]] == [one["service_request_id"] for one in in_json[part]]
    assert in_xml["one"]["address"] == in_json["one"]["address"] == "Rue de Poterie, Centre-ville, 50700 Valognes"


@pytest.mark.timeout(300)
def test_a_javascript_client_makes_all_its_calls(served: Served) -> None:
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        leave_out("npm is not installed (apt install npm)")
    folder = CACHE / "javascript"
    shutil.copytree(HERE, folder, dirs_exist_ok=True)
    install(folder, npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock")
    told = run(node, "calls.js", *served.arguments, cwd=folder)
    check(told, served)
    assert told["discovery"]["endpoints"][0]["formats"] == ["text/xml", "application/json"]
    assert told["own"][0]["service_request_id"] == told["posted"][0]["service_request_id"]
    assert datetime.fromisoformat(told["listed"][0]["requested_datetime"]).year >= 2026
    assert told["refused"].count("400") >= 1
