"""One program that hands what it writes to another, as a restore does; the other may give up."""

import os
from threading import Thread

from domain.errors import UnavailableError
from store import snapshots


def test_a_database_that_takes_no_more_is_told_and_nobody_waits_for_who_still_writes() -> None:
    told: list[str] = []

    def restore() -> None:
        try:
            snapshots._piped(
                ("head", "--bytes=10000000", "/dev/zero"),
                ("sh", "-c", "head --bytes=100 > /dev/null; echo No space left on device >&2; exit 3"),
                (b"BEGIN;\n", b"COMMIT;\n"),
                os.environ,
            )
        except UnavailableError as error:
            told.append(str(error))

    thread = Thread(target=restore, daemon=True)
    thread.start()
    thread.join(30)
    assert told == ["PostgreSQL says: No space left on device"]
