"""What other people's forms, call notes and counters say, shape by shape."""

from collections.abc import Sequence
from datetime import datetime

import pytest

from domain.draft import Draft
from domain.inbound import Reception
from ingest.form.read import looks_like_submission, read_submission
from tests.ingest.form.foreign import FOREIGN, Foreign
from tests.ingest.form.kin import KIN
from tests.ingest.form.neighbours import NEIGHBOURS
from tests.ingest.form.strangers import STRANGERS

TOWN = Reception(town_name="Valognes", timezone="Europe/Paris")
ALL = (*FOREIGN, *STRANGERS, *NEIGHBOURS, *KIN)


def named(payloads: Sequence[Foreign]) -> list[object]:
    return [pytest.param(one, id=f"{number}-{one.shape}") for number, one in enumerate(payloads)]


def said(draft: Draft) -> dict[str, object]:
    lines = draft.text.split("\n")
    who = draft.requester
    return {
        "name": who.name,
        "email": who.email,
        "phone": who.phone,
        "organisation": who.organisation,
        "address": who.address,
        "heading": draft.heading,
        "hint": draft.hint,
        "place": next((line.removeprefix("Lieu : ") for line in lines if line.startswith("Lieu : ")), None),
        "point": None if draft.point is None else (draft.point.lat, draft.point.lon),
        "sent": draft.sent_at,
        "source_id": draft.source_id,
        "channel": draft.channel,
        "kind": draft.kind,
    }


@pytest.mark.parametrize("one", named(ALL))
def test_what_a_stranger_sends_is_understood(one: Foreign) -> None:
    draft = read_submission(one.raw, TOWN)[0]
    wanted = {key: getattr(one, key) for key in said(draft)} | {"sent": None if one.sent is None else datetime.fromisoformat(one.sent)}
    assert {key: value for key, value in said(draft).items() if key not in one.skip} == {
        key: value for key, value in wanted.items() if key not in one.skip
    }


@pytest.mark.parametrize("one", named(ALL))
def test_what_was_typed_stands_in_the_text_and_contact_data_do_not(one: Foreign) -> None:
    draft = read_submission(one.raw, TOWN)[0]
    assert [words for words in one.has if words not in draft.text] == []
    assert [words for words in one.lacks if words in f"{draft.heading or ''}\n{draft.text}"] == []


@pytest.mark.parametrize("one", named([one for one in ALL if one.flags is not None]))
def test_the_marks_of_a_submission(one: Foreign) -> None:
    assert read_submission(one.raw, TOWN)[0].flags == one.flags


@pytest.mark.parametrize("one", named([one for one in ALL if one.shape not in {"framaforms csv"}]))
def test_a_submission_is_known_by_its_first_bytes(one: Foreign) -> None:
    found = looks_like_submission(one.raw)
    assert found is not None
    assert "channel" in one.skip or found is one.channel
