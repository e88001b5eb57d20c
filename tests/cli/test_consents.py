"""`citoyen requests consents`: what was agreed to with a request, and its withdrawal for its requester (issue 11; GDPR, article 7)."""

import json
from datetime import UTC, datetime

import pytest

from domain.ids import TownId
from flows import forms
from flows.forms import FormBook
from flows.rulesets import Author
from flows.settings import load_settings
from flows.submit import FormIntake, Way
from flows.wiring import open_installation
from flows.work import work
from ingest.form.validate import Submission
from store import jobs
from tests.cli.conftest import Run
from tests.flows.test_consents import FORM, SAID, SHOW, TERMS

TOWN = TownId("valognes")
NIGHT = datetime(2026, 3, 12, 23, 30, tzinfo=UTC)
"""In the town the next day has begun."""


@pytest.fixture
def asked(valognes: Run) -> Run:
    """A town with one request, whose form asked for consents."""
    installation = open_installation(load_settings())
    author = Author(name="a", now=NIGHT)
    try:
        forms.publish(installation, forms.begin(installation, TOWN, FORM, author), author)
        book = FormBook(installation.database)
        published = book.find(TOWN, FORM.code)
        assert published is not None
        given = {"texte": SAID, "courriel": "sylvie.lebrun@courriel.example", TERMS: True, SHOW: True}
        FormIntake(installation, book).submit(published, Submission(given=given, files={}), Way(now=NIGHT, language="fr")).result(20)
        while any(work(installation, queue, datetime.now(UTC)).claimed for queue in jobs.QUEUES):
            pass
    finally:
        installation.close()
    return valognes


def listed(town: Run, capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, object]]:
    capsys.readouterr()
    assert town("requests", "consents", "1", *words, "--json") == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_consents_are_shown_by_the_town_s_day_and_one_is_withdrawn_with_how_it_was_said(
    asked: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    found = {str(one["words"]): one for one in listed(asked, capsys)}
    mine = found["Ma photo peut être publiée."]
    assert (mine["is_given"], mine["use"], mine["withdrawn_at"]) == (True, "publication", None)
    assert asked("requests", "consents", "1") == 0
    told = capsys.readouterr().out
    assert "2026-03-13" in told and "2026-03-12" not in told
    assert asked("users", "add", "marie", "--town", "valognes", "--role", "reception") == 0
    by = ("--agent", "marie")
    assert asked("requests", "consents", "1", *by, "--withdraw", str(mine["id"])) != 0  # without a word of how he said so
    assert asked("requests", "consents", "1", *by, "--withdraw", "999", "--why", "Par téléphone") != 0
    (gone,) = listed(asked, capsys, *by, "--withdraw", str(mine["id"]), "--why", "Par téléphone")
    assert gone["withdrawn_at"] is not None and gone["withdrawn_by"] == "marie"
    assert len([one for one in listed(asked, capsys) if one["withdrawn_at"]]) == 1
