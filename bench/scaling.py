"""A country on paper: how far each installation carries, by what its parts cost, and which part gives way first.

    python -m bench.scaling [--seed 1] [--check] [--cores 8] [--servers mail=6 ocr=4]

Arrivals of a peak hour (a Monday's, 2.5 times the mean of eight hours; and a storm's) go through the stages of an installation: each is a
queue with so many servers, whose times are drawn around what was measured (bench/results/costs.json, which says where each figure is from).
Times between arrivals and times of service are exponential, which waits longer than what is more regular. Nothing is run: the answers are
as good as the costs. ``--check`` holds the queues against the formulas of M/M/c and what one process takes against what was measured of the
whole path. Writes bench/results/scaling.md and scaling.svg; docs/scaling.md tells what follows.
"""

import argparse
import heapq
import json
import math
import random
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench.drawing import lines as drawn

HERE = Path(__file__).resolve().parent
COSTS = HERE / "results" / "costs.json"
RESULTS = HERE / "results" / "scaling.md"
PICTURE = HERE / "results" / "scaling.svg"

HOUR = 3600.0
WORKING_HOURS = 8.0
MONDAY = 2.5
STORM_MESSAGES = 5
"""Messages for one request in a storm, with repeats and spam."""
PAGES = 1.5
"""Of a letter; an assumption."""
VIEWS_PER_AGENT = 1 / 20
"""A page every twenty seconds, as `bench.storm` has them."""
INHABITANTS_PER_AGENT = 3_600
"""Who works at the desk in the same hour: fifty for 180,000, as `bench.storm` has them; an assumption."""
AT_MOST = 0.6
YEARS = 6
ROW_BYTES = 19_400
"""Of a mail and its request in the database, indexes, original and letters included: 600 mails of `bench.mails` on SQLite."""
FILE_BYTES = 1_600_000
"""Photographs and scans of a request: an assumption."""
FULL = 0.9
"""From here on a queue grows within minutes."""
_LIMIT = 60_000
"""Arrivals of one stage that are drawn: a part of the hour stands for the whole where there are more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Whom an installation serves. Figures of a year; ``storm`` is its peak hour of requests, ``days`` are those of its year."""

    name: str
    inhabitants: int
    messages: float
    letters: float
    calls: float
    requests: float
    storm: float
    days: int = 250


PLACES = (
    Place(name="7,000", inhabitants=7_000, messages=14e3, letters=9.3e3, calls=7e3, requests=2.8e3, storm=33),
    Place(name="75,000", inhabitants=75_000, messages=150e3, letters=100e3, calls=75e3, requests=30e3, storm=360),
    Place(name="Reims", inhabitants=180_000, messages=360e3, letters=240e3, calls=180e3, requests=72e3, storm=870),
    Place(name="Paris", inhabitants=2_100_000, messages=4.2e6, letters=2.8e6, calls=2.1e6, requests=890e3, storm=7_300, days=365),
    Place(name="France", inhabitants=68_000_000, messages=136e6, letters=90e6, calls=68e6, requests=27e6, storm=120_000),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """What comes in an hour: messages by mail and form, pages of paper, rows of call logs, pages of the desk asked for."""

    messages: float
    pages: float
    calls: float
    views: float

    def times(self, factor: float) -> "Hour":
        """Return it so many times as busy."""
        return Hour(messages=self.messages * factor, pages=self.pages * factor, calls=self.calls * factor, views=self.views * factor)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A queue: its name, how many work at it, and the milliseconds each thing of a kind takes there."""

    name: str
    servers: int
    ms: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What became of a stage in an hour: share of its time it works, and seconds waited before it, half of them and 95 of 100."""

    stage: Stage
    busy: float
    median: float
    most: float


def costs(path: Path = COSTS) -> dict[str, float]:
    """Return the milliseconds of each cost that was measured."""
    return {one["name"]: float(one["ms"]) for one in json.loads(path.read_text(encoding="utf-8"))}


def monday(place: Place) -> Hour:
    """Return the busiest hour of an ordinary week."""
    hour = MONDAY / (place.days * WORKING_HOURS)
    return Hour(
        messages=place.messages * hour,
        pages=place.letters * PAGES * hour,
        calls=place.calls * hour,
        views=place.inhabitants / INHABITANTS_PER_AGENT * VIEWS_PER_AGENT * HOUR,
    )


def storm(place: Place) -> Hour:
    """Return a storm's busiest hour: letters do not come faster by it, nor more agents."""
    usual = monday(place)
    ratio = place.storm / (place.requests * MONDAY / (place.days * WORKING_HOURS))
    return replace(usual, messages=max(usual.messages, place.storm * STORM_MESSAGES), calls=usual.calls * max(1.0, ratio))


def one_process(cost: Mapping[str, float], cores: int) -> tuple[Stage, ...]:
    """Return `citoyen run` on SQLite: one interpreter does all but what its children read."""
    own = cost["keeping"] + cost["opinion"] + cost["later"]
    return (
        Stage(
            name="process",
            servers=1,
            ms={"messages": own + cost["door"], "pages": own / PAGES, "calls": cost["call"], "views": cost["view"]},
        ),
        Stage(name="children", servers=max(1, cores - 1), ms={"messages": cost["child"], "pages": cost["page"]}),
    )


def cluster(cost: Mapping[str, float], servers: Mapping[str, int]) -> tuple[Stage, ...]:
    """Return a cluster on PostgreSQL: a core for each server of a stage."""
    return (
        Stage(name="door", servers=servers["door"], ms={"messages": cost["door"]}),
        Stage(name="mail", servers=servers["mail"], ms={"messages": cost["cluster"], "pages": cost["cluster"] / PAGES}),
        Stage(name="ocr", servers=servers["ocr"], ms={"pages": cost["page"]}),
        Stage(name="later", servers=servers["later"], ms={"messages": cost["cluster_later"], "pages": cost["cluster_later"] / PAGES}),
        Stage(name="web", servers=servers["web"], ms={"views": cost["view"], "calls": cost["call"]}),
        Stage(
            name="database",
            servers=servers["database"],
            ms={"messages": cost["postgresql"], "pages": cost["postgresql"] / PAGES, "views": cost["view_database"]},
        ),
    )


SMALL = {"door": 1, "mail": 3, "ocr": 2, "later": 1, "web": 1, "database": 2}
LARGE = {"door": 1, "mail": 3, "ocr": 4, "later": 2, "web": 4, "database": 2}
PARTS = {"France": 24}
"""Two dozen installations, by region, each with its share: no one database would hold them all."""


def busy(stage: Stage, hour: Hour) -> float:
    """Return the share of its time a stage would work; more than 1: it cannot."""
    return sum(float(getattr(hour, kind)) * ms for kind, ms in stage.ms.items()) / 1000 / (stage.servers * HOUR)


def run(stage: Stage, hour: Hour, chance: random.Random) -> Load:
    """Let an hour go through a stage; where it cannot keep up its waits are those at the end of the hour and tell only that."""
    kinds = [(getattr(hour, kind) / HOUR, ms / 1000) for kind, ms in stage.ms.items() if getattr(hour, kind) and ms]
    rate = sum(each for each, _ in kinds)
    if not rate:
        return Load(stage=stage, busy=0.0, median=0.0, most=0.0)
    seconds = min(HOUR, _LIMIT / rate)
    waits = sorted(queued(arriving(kinds, seconds, chance), stage.servers))
    return Load(stage=stage, busy=busy(stage, hour), median=_at(waits, 0.5), most=_at(waits, 0.95))


def arriving(kinds: Sequence[tuple[float, float]], seconds: float, chance: random.Random) -> Iterable[tuple[float, float]]:
    """Yield when something comes and how many seconds it takes, of kinds that come so often a second and take so long on average."""
    rate = sum(each for each, _ in kinds)
    weights, at = [each for each, _ in kinds], 0.0
    while (at := at + chance.expovariate(rate)) < seconds:
        ((_, mean),) = chance.choices(kinds, weights)
        yield at, chance.expovariate(1 / mean)


def queued(arrivals: Iterable[tuple[float, float]], servers: int) -> list[float]:
    """Return the seconds each waits before one of so many servers is free; first come, first served."""
    free = [0.0] * servers
    waits = []
    for at, takes in arrivals:
        begins = max(at, free[0])
        heapq.heapreplace(free, begins + takes)
        waits.append(begins - at)
    return waits


def mean_wait(rate: float, seconds: float, servers: int) -> float:
    """Return the mean seconds waited in M/M/c (Erlang's C), of so many a second that take so long each."""
    offered = rate * seconds
    if offered >= servers:
        return math.inf
    last = offered**servers / math.factorial(servers) * servers / (servers - offered)
    waits = last / (sum(offered**one / math.factorial(one) for one in range(servers)) + last)
    return waits * seconds / (servers - offered)


def first_full(stages: Sequence[Stage], hour: Hour, kind: str | None = None) -> tuple[str, float]:
    """Return which stage is full first, and at how many times this hour, as all of it grows or one kind alone (inf: never)."""

    def times(stage: Stage) -> float:
        grows = hour if kind is None else Hour(**{one: getattr(hour, one) if one == kind else 0.0 for one in _KINDS})
        share, whole = busy(stage, grows), busy(stage, hour)
        return (FULL - whole + share) / share if share else math.inf

    worst = min(stages, key=times)
    return worst.name, times(worst)


_KINDS = ("messages", "pages", "calls", "views")


def _at(waits: Sequence[float], share: float) -> float:
    return waits[min(len(waits) - 1, int(share * len(waits)))] if waits else 0.0


def check(cost: Mapping[str, float]) -> list[str]:
    """Return what does not hold: queues beside Erlang's formula within a tenth; costs that do not add up to the whole path any more."""
    wrong = []
    for servers, load in ((1, 0.5), (1, 0.8), (4, 0.7), (16, 0.9)):
        rate = load * servers / 0.02
        waits = queued(arriving([(rate, 0.02)], 300_000 / rate, random.Random(7)), servers)  # noqa: S311 — chance, not a secret
        found, wanted = sum(waits) / len(waits), mean_wait(rate, 0.02, servers)
        print(f"M/M/{servers} at {load:.0%}: {found * 1000:.2f} ms, by formula {wanted * 1000:.2f} ms")
        if abs(found - wanted) > 0.1 * wanted:
            wrong.append(f"M/M/{servers} at {load:.0%}")
    whole = cost["keeping"] + cost["opinion"] + cost["child"] + cost["later"]
    print(f"a mail in one process: {whole:.1f} ms of processor, measured 20.3 ms")
    if abs(whole - 20.3) > 0.5:
        wrong.append("what a mail takes in one process")
    return wrong


def main() -> None:
    """Check, or print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--cores", type=int, default=8, help="of the machine of one process")
    parser.add_argument("--servers", nargs="*", default=[], help="of a cluster for each place instead, as mail=6")
    asked = parser.parse_args()
    cost = costs()
    if asked.check:
        wrong = check(cost)
        sys.exit(f"does not hold: {', '.join(wrong)}" if wrong else 0)
    own = {name: int(count) for name, count in (one.split("=") for one in asked.servers)}
    sites = [("one process", one_process(cost, asked.cores))]
    sites += [(name, cluster(cost, {**servers, **own})) for name, servers in (("cluster", SMALL), ("large", LARGE))]
    text = "\n".join([*_told(sites, asked.seed), ""])
    print(text)
    RESULTS.write_text(text, encoding="utf-8")
    PICTURE.write_text(_drawn(sites[:2], asked.seed), encoding="utf-8")


FITTING = {"7,000": (0,), "75,000": (0, 1), "Reims": (0, 1), "Paris": (1, 2), "France": (2,)}
"""Which sites are looked at for a place."""


def _told(sites: Sequence[tuple[str, tuple[Stage, ...]]], seed: int) -> list[str]:
    lines = ["# How far it carries", "", "`python -m bench.scaling`: a simulation fed by [costs.json](costs.json), nothing was run.", ""]
    lines += [f"- {name}: {', '.join(f'{stage.name} {stage.servers}' for stage in stages)}" for name, stages in sites]
    heads = ("place", "hour", "site", "messages, pages, calls, views an hour", "utilisation", "waits, median; 95 of 100", "full first")
    head = f"| {' | '.join(heads)} | as messages, pages, views grow |"
    lines += ["", head, "|---|---|---|---|---|---|---|---|"]
    for place in PLACES:
        for name, hour in (("Monday", monday(place)), ("storm", storm(place))):
            for number in FITTING[place.name]:
                parts = PARTS.get(place.name, 1)
                site = sites[number] if parts == 1 else (f"each of {parts} {sites[number][0]}", sites[number][1])
                lines.append(_row(place.name, name, site, hour.times(1 / parts), random.Random(seed)))  # noqa: S311 — as above
    lines += [
        "",
        f"Full is {FULL:.0%}, where a queue grows within minutes. « ∞ »: it cannot keep up within that hour.",
        "",
        *_sizes(costs()),
    ]
    return lines


def _sizes(cost: Mapping[str, float]) -> list[str]:
    """Return what each place needs: cores of its busiest hour, each at most so busy, and rows and files of a year."""
    heads = (
        f"cores, {AT_MOST:.0%} busy in a storm",
        "of these mail, paper, desk, database",
        "rows a year",
        f"in {YEARS} years",
        "files a year",
    )
    lines = [f"| place | {' | '.join(heads)} |"]
    lines.append("|---|---|---|---|---|---|")
    for place in PLACES:
        hour = storm(place)
        work = {stage.name: busy(stage, hour) * stage.servers / AT_MOST for stage in cluster(cost, SMALL)}
        parts = (work["door"] + work["mail"] + work["later"], work["ocr"], work["web"], work["database"])
        rows = (place.messages + place.letters) * ROW_BYTES
        told = f"{sum(parts):,.1f} | {', '.join(f'{part:,.1f}' for part in parts)} | {_bytes(rows)} | {_bytes(rows * YEARS)}"
        lines.append(f"| {place.name} | {told} | {_bytes(place.requests * FILE_BYTES)} |")
    return lines


def _bytes(count: float) -> str:
    return f"{count / 1e12:,.1f} TB" if count >= 1e12 else f"{count / 1e9:,.1f} GB"


def _row(place: str, name: str, site: tuple[str, tuple[Stage, ...]], hour: Hour, chance: random.Random) -> str:
    loads = [run(stage, hour, chance) for stage in site[1]]
    used = ", ".join(f"{one.stage.name} {one.busy:.0%}" for one in loads)
    waits = ", ".join(f"{one.stage.name} {_seconds(one, one.median)}; {_seconds(one, one.most)}" for one in loads if one.busy > 0.02)
    first, times = first_full(site[1], hour)
    grows = "; ".join(_growth(kind, *first_full(site[1], hour, kind)) for kind in ("messages", "pages", "views"))
    comes = f"{hour.messages:,.0f}, {hour.pages:,.0f}, {hour.calls:,.0f}, {hour.views:,.0f}"
    return f"| {place} | {name} | {site[0]} | {comes} | {used} | {waits or 'none'} | {first}, at {_times(times)} | {grows} |"


def _growth(kind: str, stage: str, times: float) -> str:
    return f"{kind} {_times(times)} {stage}" if times > 0 else f"{kind}: {stage} is full"


def _times(factor: float) -> str:
    return "never" if math.isinf(factor) else f"{factor:,.0f}x" if factor >= 10 else f"{factor:.1f}x"


def _seconds(load: Load, wait: float) -> str:
    if load.busy >= 1:
        return "∞"
    return f"{wait * 1000:.0f} ms" if wait < 1 else f"{wait:.1f} s"


def _drawn(sites: Sequence[tuple[str, tuple[Stage, ...]]], seed: int) -> str:
    """Return a picture of waits as messages grow: Reims on a Monday, so many times as many messages, in each site."""
    usual = monday(next(one for one in PLACES if one.name == "Reims"))
    found: dict[str, list[tuple[float, float]]] = {}
    for name, stages in sites:
        line = found.setdefault(name, [])
        for step in range(1, 60):
            rate = step * 2.0
            hour = replace(usual, messages=rate * HOUR)
            if max(busy(stage, hour) for stage in stages) > 0.98:
                break
            line.append((rate, 1000 * max(run(stage, hour, random.Random(seed)).most for stage in stages if "messages" in stage.ms)))  # noqa: S311 — as above
    return drawn("95 of 100 messages wait no longer at the slowest stage", found, across="messages a second", up="ms")


if __name__ == "__main__":
    main()
