from store import history, requests
from store.engine import Database
from store.history import HistoryLine
from tests.store.samples import NOW, VALOGNES, keep_draft, new_request


def test_history_is_read_oldest_first_for_one_request(served: Database) -> None:
    lines = [HistoryLine(at=NOW, actor="agent", action=action, details={"n": 1}) for action in ("created", "opened")]
    with served.write() as session:
        _, draft_id = keep_draft(session)
        first, second = (requests.add(session, new_request(draft_id, part=part)) for part in (1, 2))
        for line in lines:
            history.append(session, VALOGNES, first, line)
        assert history.lines(session, first) == tuple(lines)
        assert history.lines(session, second) == ()
