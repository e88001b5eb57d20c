"""What nobody caught: the page that says so is guarded as every other page is, and no log tells what was in people's requests."""

import logging
from collections.abc import AsyncIterator

import pytest
from fastapi.testclient import TestClient
from starlette.responses import StreamingResponse

from store import gauges
from tests.web.conftest import ORIGIN, Browser, Hall
from web.app import create_app
from web.gate import FIXED
from web.pages.errors import AnswerBrokenOffError

SECRET = "Camille Lebrun demande"


def test_a_fault_of_ours_is_said_with_a_reference_and_guarded_as_every_page(
    claire: Browser, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    usual = claire.client.get("/review")

    def broken(*_: object) -> None:
        raise ValueError(SECRET)

    monkeypatch.setattr(gauges, "in_review", broken)
    with caplog.at_level(logging.DEBUG):
        answer = claire.client.get("/review")
    assert (usual.status_code, answer.status_code) == (200, 500)
    guards = (*FIXED, "Content-Security-Policy")
    assert {name: answer.headers.get(name) for name in guards} == {name: usual.headers[name] for name in guards}
    told = capsys.readouterr()
    reference = told.out.partition("reference=")[2][:8]
    assert len(reference) == 8
    assert reference in answer.text
    assert SECRET not in told.out + told.err + caplog.text + answer.text


def test_no_server_is_handed_what_was_in_a_fault(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ValueError(SECRET)

    monkeypatch.setattr(gauges, "in_review", broken)
    strict = Browser(TestClient(create_app(hall.installation), base_url=ORIGIN))
    assert strict.sign_in("claire") == 303
    assert strict.client.get("/review").status_code == 500  # such a client raises what an application hands on


def test_an_answer_that_breaks_in_the_middle_is_not_ended_as_if_it_were_whole(hall: Hall) -> None:
    app = create_app(hall.installation)

    async def parts() -> AsyncIterator[bytes]:
        yield b"first"
        raise ValueError(SECRET)

    @app.get("/broken-off")
    async def broken_off() -> StreamingResponse:
        return StreamingResponse(parts())

    with pytest.raises(AnswerBrokenOffError), TestClient(app, base_url=ORIGIN) as client:
        client.get("/broken-off")
