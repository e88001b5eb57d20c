"""Import an Asterisk log into a fresh installation on SQLite and tell how long that takes and how much memory it needs.

    python -m bench.calls [--rows 1000000] [--again] [--profile]

The log is invented: two years of a switchboard with calls answered, calls missed on three telephones, calls to the outside and within, of
60,000 numbers kept for fiction. Time is processor time of this process, which does all of it on one core: reading, joining legs, keeping
calls, call-backs and how far it is, in a transaction for every 20,000 rows. ``--again`` imports the same calls once more from a second log.
"""

import argparse
import cProfile
import pstats
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from flows import calls
from flows.settings import load_settings
from flows.wiring import Installation, open_installation
from ingest.phone.log import LogReport
from store import towns
from store.call_logs import Origin
from tests.installations import BREVILLE, mailboxes, places, ruleset, town

ZONE = ZoneInfo("Europe/Paris")
BEGINS = datetime(2024, 3, 1, 8, tzinfo=ZONE)
TOWN_HALL = "0261910000"
MEGABYTE = 2**20


def rows(count: int) -> Iterator[str]:
    """Yield so many rows of a switchboard's log, in order of time."""
    dice = random.Random(1)  # noqa: S311 - no secret
    numbers = [f"06399{dice.randrange(100_000):05}" for _ in range(60_000)]
    second, call, written = int(BEGINS.timestamp()), 0, 0
    while written < count:
        second += dice.randrange(1, 160)
        call += 1
        at = f"{datetime.fromtimestamp(second, ZONE):%Y-%m-%d %H:%M:%S}"
        who, luck, unique = dice.choice(numbers), dice.random(), f"{second}.{call}"
        head = f'"","{who}","{TOWN_HALL}","from-trunk","""{who}"" <{who}>","PJSIP/trunk-{call:08x}"'
        if luck < 0.5:
            taken = f'{head},"PJSIP/201-{call:08x}","Dial","PJSIP/201,25,tr","{at}","{at}","{at}"'
            yield f'{taken},90,80,"ANSWERED","DOCUMENTATION","{unique}",""\n'
        elif luck < 0.7:
            for leg in range(3):
                channel = f'"PJSIP/20{leg}-{call:08x}"'
                yield f'{head},{channel},"Dial","PJSIP/201,25,tr","{at}","","{at}",25,0,"NO ANSWER","DOCUMENTATION","{unique}",""\n'
            written += 2
        else:
            inside = luck > 0.85
            caller, called = ("201", "204") if inside else (TOWN_HALL, who)
            channels = f'"PJSIP/201-{call:08x}","PJSIP/{"204" if inside else "trunk"}-{call:08x}"'
            who_called = f'"","{caller}","{called}","from-internal","""{caller}"" <{caller}>",{channels}'
            yield f'{who_called},"Dial","PJSIP/x,60,T","{at}","{at}","{at}",100,90,"ANSWERED","DOCUMENTATION","{unique}",""\n'
        written += 1


def hall(folder: Path) -> Installation:
    """Return a fresh installation."""
    installation = open_installation(load_settings(data=folder), readers=1)
    with installation.database.write() as session:
        towns.save_town(session, town(), ruleset(BREVILLE), places(), mailboxes(BREVILLE), BEGINS)
    return installation


def take(installation: Installation, path: Path, name: str) -> LogReport:
    """Import a log and print what it took."""
    began, wall = time.process_time(), time.perf_counter()
    log = calls.keep_file(installation, BREVILLE, Origin(source=name, actor="bench"), calls.chunks_of(path), datetime.now(UTC))
    told = 0.0

    def tell(done: int) -> None:
        nonlocal told
        if time.perf_counter() - told > 5:
            told = time.perf_counter()
            print(f"  {done / path.stat().st_size:4.0%}  {memory()} MB", flush=True)  # noqa: T201, RUF100

    report = calls.read_log(installation, log.id, lambda: datetime.now(UTC), tell)
    spent, lasted = time.process_time() - began, time.perf_counter() - wall
    rate = report.rows / spent
    print(f"{name}: {report.rows} rows, {spent:.1f} s of processor, {lasted:.1f} s, {rate:,.0f} rows/s, {memory()} MB")  # noqa: T201, RUF100
    return report


def memory() -> int:
    """Return the most memory this process has held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 // MEGABYTE


def main() -> None:
    """Make the log and import it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--profile", action="store_true")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "Master.csv"
        with path.open("w", encoding="utf-8") as file:
            file.writelines(rows(wanted.rows))
        print(f"{path.stat().st_size // MEGABYTE} MB of log, {memory()} MB at the start")  # noqa: T201, RUF100
        installation = hall(Path(folder) / "data")
        profile = cProfile.Profile() if wanted.profile else None
        if profile is not None:
            profile.enable()
        first = take(installation, path, "Master.csv")
        if profile is not None:
            profile.disable()
            pstats.Stats(profile).sort_stats("tottime").print_stats(25)
        assert first.outcomes == first.rows
        if wanted.again:
            with path.open("a", encoding="utf-8") as file:
                file.write("\n")
            take(installation, path, "Master.csv.1")
        size = (Path(folder) / "data" / "citoyen.db").stat().st_size // MEGABYTE
        print(f"database of {size} MB; {first.drafts} call-backs, {first.cards} cards")  # noqa: T201, RUF100
        installation.close()


if __name__ == "__main__":
    main()
