"""What `citoyen doctor` says of the identity provider: in plain words, in time, and no reason not to start (S37)."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import pytest
from joserfc.jwk import RSAKey

from domain.errors import ConfigurationError
from flows import checks_provider
from flows.checks import look_at_everything, refuse_to_start
from flows.checks_provider import look_at_provider
from flows.identity_provider import WELL_KNOWN
from tests.installations import settings
from tests.servers import free_port

KEY = RSAKey.generate_key(2048, {"kid": "one"})


@dataclass
class Fake:
    """A provider by what it answers at each path: a status, and a body or None for an answer that does not come."""

    issuer: str = ""
    status: int = 200
    answers: dict[str, bytes | None] = field(default_factory=dict)

    def says(self, **changed: object) -> None:
        """Say of itself what a sound one says, with changes."""
        endpoints = {f"{name}_endpoint": f"{self.issuer}/{name}" for name in ("authorization", "token")}
        document: Mapping[str, object] = {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys", **endpoints, **changed}
        keys = {"keys": [KEY.as_dict(private=False)]}
        self.answers = {WELL_KNOWN: json.dumps(document).encode(), "/keys": json.dumps(keys).encode()}


@contextmanager
def served() -> Iterator[Fake]:
    fake, over = Fake(), Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = fake.answers[self.path]
            if body is None:
                over.wait(10)
                return
            self.send_response(fake.status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake.issuer = f"http://127.0.0.1:{server.server_port}"
    fake.says()
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield fake
    finally:
        over.set()
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def fake() -> Iterator[Fake]:
    with served() as found:
        yield found


def told(folder: Path, issuer: str) -> str:
    with pytest.raises(ConfigurationError) as raised:
        look_at_provider(settings(folder, oidc_issuer=issuer, oidc_client_id="citoyen"))
    (mistake,) = raised.value.mistakes
    assert mistake.where == "CITOYEN_OIDC_ISSUER" and mistake.remedy
    return mistake.what


def test_a_provider_that_answers_is_named_and_none_is_no_fault(tmp_path: Path, fake: Fake) -> None:
    assert look_at_provider(settings(tmp_path, oidc_issuer=fake.issuer, oidc_client_id="citoyen")) == f"{fake.issuer} answers"
    assert look_at_provider(settings(tmp_path)) == "none: agents sign in by passwords"


def test_what_is_wrong_with_what_it_says_of_itself_is_told(tmp_path: Path, fake: Fake) -> None:
    fake.says(issuer=f"{fake.issuer}/")
    assert told(tmp_path, fake.issuer) == f"The identity provider calls itself “{fake.issuer}/”."
    fake.says(token_endpoint=None)
    assert "does not say where one signs in" in told(tmp_path, fake.issuer)
    fake.says()
    fake.answers["/keys"] = b"{}"
    assert "cannot be read" in told(tmp_path, fake.issuer)
    fake.answers[WELL_KNOWN] = b"<html>"
    assert "is no identity provider" in told(tmp_path, fake.issuer)
    fake.status = 404
    assert "answers 404 instead" in told(tmp_path, fake.issuer)


def test_one_that_is_away_or_slow_is_told_in_time(tmp_path: Path, fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Nothing answers" in told(tmp_path, f"http://127.0.0.1:{free_port()}")
    monkeypatch.setattr(checks_provider, "LOOK_SECONDS", 0.2)
    fake.answers[WELL_KNOWN] = None
    assert "does not answer within" in told(tmp_path, fake.issuer)


def test_it_is_looked_at_with_everything_else_and_keeps_nothing_from_starting(tmp_path: Path) -> None:
    away = f"http://127.0.0.1:{free_port()}"
    wanted = settings(tmp_path / "data", oidc_issuer=away, oidc_client_id="citoyen", smtp_port=free_port(), web_port=free_port())
    (check,) = [one for one in look_at_everything(wanted) if one.name == "identity provider"]
    assert [one.where for one in check.mistakes] == ["CITOYEN_OIDC_ISSUER"]
    refuse_to_start(wanted)
