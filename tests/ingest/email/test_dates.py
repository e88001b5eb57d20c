from datetime import UTC, datetime, timedelta

import pytest

from ingest.email.dates import sent, sent_at
from ingest.email.headers import read_headers

MOMENT = datetime(2026, 2, 10, 8, 14, 33, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "Tue, 10 Feb 2026 09:14:33 +0100",
        "Tue, 10 Feb 2026 09:14:33 +0100 (CET)",
        "Tue 10 Feb 2026 09:14:33 GMT+0100",
        "Tue, 10 Feb 2026 09:14:33 CET",
        "Tue, 10 Feb 2026 10:14:33 CEST",
        "Tue Feb 10 10:14:33 EET 2026",
        "Tue, 10 Feb 126 09:14:33 +0100",
        "10 Feb 26 09:14:33 +0100",
        "mar., 10 févr. 2026 09:14:33 +0100",
        "mardi 10 février 2026 09:14:33 +0100",
        "2026-02-10T09:14:33+01:00",
        "2026-02-10 08:14:33",
        "2026-02-10T08:14:33Z",
        "10/02/2026 08:14:33",
    ],
)
def test_date_is_read_as_clients_write_it(value: str) -> None:
    assert sent_at(value) == MOMENT


@pytest.mark.parametrize(
    "value",
    [
        "",
        "hier matin",
        "mardi",
        "99/99/2026 10:10",
        "Tue, 99 Feb 2026 09:14:33 +9900",
        "31 février 2026 10:00",
        "0001-01-01T00:00:00+14:00",
        "9" * 5_000,
    ],
)
def test_date_that_is_none_is_none(value: str) -> None:
    assert sent_at(value) is None


RECEIVED = "Received: from a by b; Tue, 10 Feb 2026 09:14:33 +0100\nReceived: from c by a; Mon, 9 Feb 2026 09:14:33 +0100\n"


@pytest.mark.parametrize(
    "date", ["", "Date:\n", "Date: x\n", "Date: Thu, 1 Jan 1970 00:00:00 +0000\n", "Date: Sun, 10 Feb 2036 09:14:33 +0100\n"]
)
def test_missing_or_false_date_gives_way_to_what_the_last_server_noted(date: str) -> None:
    assert sent(read_headers(f"{RECEIVED}{date}\n".encode(), 0, 10_000)[0]) == MOMENT


def test_senders_date_counts_where_it_may_be_true() -> None:
    raw = f"{RECEIVED}Date: Fri, 6 Feb 2026 09:14:33 +0100\n\n".encode()
    assert sent(read_headers(raw, 0, len(raw))[0]) == MOMENT - timedelta(days=4)
    assert sent(read_headers(b"Subject: x\n\n", 0, 12)[0]) is None
