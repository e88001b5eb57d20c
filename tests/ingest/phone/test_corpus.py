"""The call logs of the labelled corpus, where it lies beside the project."""

import json
from pathlib import Path

import pytest

from domain.call import CallBackState, CallEnd, Way
from ingest.phone.drafts import call_back_draft
from tests.ingest.phone.logs import imported

ITEMS = Path(__file__).resolve().parents[3].parent / "shared" / "corpus" / "citoyens-fr" / "items"

pytestmark = pytest.mark.skipif(not ITEMS.is_dir(), reason="the corpus lies beside the project only where it is developed")


@pytest.mark.parametrize("item", ["080", "081", "082"])
def test_the_call_logs_of_the_corpus(item: str) -> None:
    expected = json.loads((ITEMS / item / "expected.json").read_text(encoding="utf-8"))
    calls, call_backs, report = imported((ITEMS / item / "input.csv").read_bytes())
    due = [call_back_draft(one) for one in call_backs if one.state is CallBackState.DUE]
    assert [draft.requester.phone for draft in due] == [draft["requester"]["phone"] for draft in expected["drafts"]]
    assert {flag.value for draft in due for flag in draft.flags} == set(expected["flags"])
    assert report.drafts == len(due)
    for told in expected["calls"]:
        of_number = [call for call in calls if call.outside == told["phone"] and call.way is Way.IN]
        assert len(of_number) == told["attempts"]
        states = {one.number: one.state.value for one in call_backs}
        if told["status"] in ("answered_later", "called_back"):
            assert states[told["phone"]] == told["status"]
        elif told["status"] == "voicemail":
            assert of_number[-1].end is CallEnd.VOICEMAIL
        else:
            assert {call.end for call in of_number} == {CallEnd(told["status"])}
