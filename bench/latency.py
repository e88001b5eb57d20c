"""How long after its 250 a mail is a classified request, on an idle machine.

    python -m bench.latency [--mails 60] [--pause 0.5]

Starts `citoyen run` on a scratch installation of the demo town, hands it one mail after the other through its SMTP door, each with its own
words, and looks every two milliseconds whether the request is there. Writes bench/results/latency.md.
"""

import argparse
import os
import random
import smtplib
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.servers import free_port

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "bench" / "results" / "latency.md"
LOOK_SECONDS = 0.002
MOST_SECONDS = 30.0
PHRASES = ("un lampadaire éteint", "un nid-de-poule", "un dépôt sauvage", "un arbre tombé", "une poubelle non ramassée", "un banc cassé")
STREETS = ("rue de Poterie", "rue des Religieuses", "place du Château", "boulevard de Verdun")


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=60)
    parser.add_argument("--pause", type=float, default=0.5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="citoyen-latency-") as data, running(Path(data)) as port:
        waits = sorted(measured(Path(data), port, arguments.mails, arguments.pause))
    worst = waits[int(0.95 * len(waits))]
    text = "\n".join(
        (
            "# From the 250 to a classified request",
            "",
            "`python -m bench.latency`",
            "",
            f"{len(waits)} mails one after the other, `citoyen run` on SQLite: median {1000 * statistics.median(waits):.0f} ms, "
            f"95 of 100 within {1000 * worst:.0f} ms [{1000 * waits[0]:.0f}–{1000 * waits[-1]:.0f}]. The goal is a median of 200 ms.",
            "",
        )
    )
    RESULTS.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


@contextmanager
def running(data: Path) -> Iterator[int]:
    """Run an installation in the folder and yield the port of its door."""
    smtp, web = free_port(), free_port()
    environment = {**os.environ, "CITOYEN_DATA": str(data), "CITOYEN_SMTP_PORT": str(smtp), "CITOYEN_WEB_PORT": str(web)}
    citoyen = str(Path(sys.executable).parent / "citoyen")
    subprocess.run([citoyen, "init", "--town", str(ROOT / "demo" / "valognes")], env=environment, check=True, capture_output=True)
    process = subprocess.Popen([citoyen, "run"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(smtp)
        yield smtp
    finally:
        process.terminate()
        process.wait(30)


def measured(data: Path, port: int, mails: int, pause: float) -> Iterator[float]:
    """Yield the seconds from each 250 to its request; the first mails, while all warms up, are not counted."""
    chance = random.Random(3)  # noqa: S311 — made-up mails, the same each time
    warming = 5
    with closing(sqlite3.connect(f"file:{data / 'citoyen.db'}?mode=ro", uri=True)) as database:
        for number in range(mails + warming):
            time.sleep(pause)
            with smtplib.SMTP("127.0.0.1", port) as client:
                client.sendmail("camille@courriel.example", ["mairie@valognes.example"], _mail(number, chance))
                said = time.perf_counter()
            while database.execute("SELECT count(*) FROM requests").fetchone()[0] <= number:
                if time.perf_counter() - said > MOST_SECONDS:
                    raise TimeoutError(f"mail {number} became no request within {MOST_SECONDS:.0f} s")
                time.sleep(LOOK_SECONDS)
            if number >= warming:
                yield time.perf_counter() - said


def _mail(number: int, chance: random.Random) -> bytes:
    phrase, street = chance.choice(PHRASES), chance.choice(STREETS)
    return (
        f"From: Camille Morin <camille.{number}@courriel.example>\r\nTo: mairie@valognes.example\r\nSubject: {number}\r\n"
        f"Message-ID: <latency.{number}@courriel.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: 8bit\r\n\r\nBonjour,\r\nil y a {phrase} au {chance.randint(1, 60)} {street} depuis {number + 2} jours."
        "\r\nMerci d'avance.\r\nCamille Morin\r\n"
    ).encode()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + MOST_SECONDS
    while True:
        try:
            smtplib.SMTP("127.0.0.1", port, timeout=5).quit()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


if __name__ == "__main__":
    main()
