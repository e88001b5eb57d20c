"""Runs inside addok's own virtual environment, index made before: answers queries, prints answers and rate as JSON.

REDIS_PORT=… python addok_queries.py QUERIES.json
"""

import json
import sys
import time
from pathlib import Path
from statistics import median

from addok.config import config  # type: ignore[import-not-found, unused-ignore]  # there only in its own environment
from addok.core import search  # type: ignore[import-not-found, unused-ignore]  # as above


def main() -> None:
    """Answer all queries three times."""
    config.load()
    queries = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    answers: list[list[str]] = []
    rates = []
    for _ in range(3):
        begun = time.perf_counter()
        answers = [answer_to(query) for query in queries]
        rates.append(len(queries) / (time.perf_counter() - begun))
    print(json.dumps({"answers": answers, "rate": median(rates)}))


def answer_to(query: str) -> list[str]:
    """Return street and number of the first answer."""
    found = search(query, limit=1)
    if not found:
        return ["", ""]
    name = found[0].name
    return [str(name[0] if isinstance(name, list) else name), str(getattr(found[0], "housenumber", "") or "")]


if __name__ == "__main__":
    main()
