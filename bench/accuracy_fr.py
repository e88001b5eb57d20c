"""How right the rules are on labelled messages: the corpus beside the project and the tables of fresh messages, or one table.

    python bench/accuracy_fr.py [--misses] [--table tests/rules/fresh_messages.tsv] [--corpus FOLDER]

Prints for kind, subject, department, copies, priority, place, flags and review how many are right, in all and for each channel; whether
urgent ones ring, what goes out alone, and how often a confidence was right; writes it to bench/results/accuracy.md. Figures measured on
messages that were looked at while the rules were written say nothing about unseen ones: those stand in bench/first_runs.tsv.
"""

import argparse
import csv
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bench.calibrate import calibration_table, read_runs
from domain.decision import Decision, ForReview
from domain.draft import Draft, Kind, Requester
from domain.inbound import Channel, Reception
from domain.place import Point
from flows.town_folder import TownFolder, read_town
from ingest.email.parse import read_email
from routing.calendar import moment
from routing.decide import decide
from rules.classify import Classifier
from rules.confidence import confidence

SHARED = Path(__file__).resolve().parents[2] / "shared"
PARIS = ZoneInfo("Europe/Paris")
TABLES = Path(__file__).resolve().parents[1] / "tests" / "rules"
RESULTS = Path(__file__).resolve().parent / "results" / "accuracy.md"
NOON = datetime(2026, 3, 12, 12, tzinfo=PARIS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A town compiled."""

    folder: TownFolder
    classifier: Classifier


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A labelled message."""

    name: str
    town: str
    draft: Draft
    at: datetime
    expected: Mapping[str, Any]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--table", type=Path)
    parser.add_argument("--corpus", type=Path, default=SHARED / "corpus" / "citoyens-fr")
    arguments = parser.parse_args()
    towns = {name: compile_town(SHARED / "towns" / name) for name in ("valognes", "reims")}
    if arguments.table:
        print("\n".join(report(towns, tuple(table_items(arguments.table)), misses=arguments.misses)))
        return
    fresh = sorted(TABLES.glob("fresh_messages*.tsv"), key=lambda path: (len(path.name), path.name))
    lines = ["# Accuracy on labelled messages", "", "## Corpus", "", *kinds(arguments.corpus), ""]
    lines += report(towns, tuple(corpus_items(arguments.corpus)), misses=arguments.misses)
    lines += ["", f"## Fresh messages ({len(fresh)} tables), now", ""]
    lines += report(towns, tuple(item for path in fresh for item in table_items(path)), misses=arguments.misses)
    lines += ["", "## Messages whose writers had taught nothing", "", *first_runs()]
    print("\n".join(lines))
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def kinds(corpus: Path) -> Iterator[str]:
    """Yield how many of the e-mails are of the kind they are."""
    right = count = 0
    for source in sorted((corpus / "items").glob("*/input.eml")):
        expected = json.loads((source.parent / "expected.json").read_text(encoding="utf-8"))
        count += 1
        right += read_email(source.read_bytes(), _reception(expected["town"])).kind.value == expected["kind"]
    yield f"Kind of the e-mails: {right} of {count} right."


def report(towns: Mapping[str, Town], items: Sequence[Item], *, misses: bool) -> Iterator[str]:
    """Yield the figures of some messages as lines of a table, then those that are wrong if asked."""
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    chances: list[tuple[float, bool]] = []
    wrong: list[str] = []
    for item in items:
        found = list(measure(towns[item.town], item, right, asked, chances))
        if misses and found:
            wrong += [f"{item.name}: {item.draft.heading} | {item.draft.text[:300]!r}", *(f"    {miss}" for miss in found)]
    yield "| | right | of | share |"
    yield "|---|---|---|---|"
    for field in +asked:
        yield f"| {field} | {right[field]} | {asked[field]} | {right[field] / asked[field]:.1%} |"
    yield ""
    yield from calibration_table(chances)
    yield from wrong


def first_runs() -> Iterator[str]:
    """Yield how right the subjects were of messages that were decided by what other writers teach (bench/usage.py)."""
    yield "| writer | messages | subject right |"
    yield "|---|---|---|"
    runs = read_runs()
    for writer in sorted({run.writer for run in runs}):
        some = [run for run in runs if run.writer == writer]
        yield f"| {writer} | {len(some)} | {sum(run.right for run in some) / len(some):.1%} |"
    yield ""
    yield from calibration_table([(confidence(run.share, run.lead, run.said) if run.share else 0.0, run.right) for run in runs])


def compile_town(folder: Path) -> Town:
    """Return a town ready to classify."""
    town = read_town(folder)
    return Town(folder=town, classifier=Classifier(town.ruleset, town.places))


def measure(
    town: Town, item: Item, right: Counter[str], asked: Counter[str], chances: list[tuple[float, bool]] | None = None
) -> Iterator[str]:
    """Count what is right of an item; yield what is not. ``chances`` takes each confidence and whether the subject was right."""
    when = moment(town.folder.town, item.at)
    parts = town.classifier.split(item.draft)
    found = [decide(part, town.classifier.classify(part, when), town.folder.ruleset, when, parts=len(parts)) for part in parts]
    wanted = item.expected["drafts"]
    yield from tally("split", len(found), len(wanted), right, asked)
    pairs = _align(found, wanted)
    for decision, draft in pairs:
        if draft is None or decision is None:
            for field in ("subject", "department", "place"):
                asked[field] += draft is not None
            continue
        if draft["subject"] != "*":
            known = decision.orientation.subject == draft["subject"]
            _count(f"subject, {item.expected.get('channel', 'table')}", known, right, asked)
            if chances is not None:
                chances.append((decision.orientation.confidence, known))
        yield from compare(decision, draft, right, asked)
    yield from _measure_whole(town, item, found, right, asked)
    if not any(isinstance(decision, ForReview) for decision in found):
        agree = (draft and decision and draft["department"] in ("*", decision.orientation.department) for decision, draft in pairs)
        _count("rightly alone", all(agree), right, asked)


def _measure_whole(town: Town, item: Item, found: Sequence[Decision], right: Counter[str], asked: Counter[str]) -> Iterator[str]:
    """Count what is right of a message as a whole: flags, review, and whether what is urgent rings."""
    waits = any(isinstance(decision, ForReview) for decision in found)
    if "flags" in item.expected:
        flags = {flag for decision in found for flag in decision.orientation.flags}
        rules_flags = {"MULTI", "TIERS", "URG", "CONF"}
        yield from tally("flags", sorted(flags & rules_flags), sorted(set(item.expected["flags"]) & rules_flags), right, asked)
    if item.expected.get("review") is not None:
        reasons = [str(reason) for decision in found if isinstance(decision, ForReview) for reason in decision.reasons]
        yield from tally("review", waits, item.expected["review"], right, asked, note=f"{reasons}")
    _count("goes out alone", not waits, right, asked)
    if _is_urgent(town, item):
        _count("urgent rings", any(decision.orientation.priority == 1 for decision in found), right, asked)


def _count(field: str, fact: bool, right: Counter[str], asked: Counter[str]) -> None:
    asked[field] += 1
    right[field] += fact


def _is_urgent(town: Town, item: Item) -> bool:
    """Return whether a message must ring: flagged so, or of a subject of the highest priority."""
    if "flags" in item.expected:
        return "URG" in item.expected["flags"]
    urgent = {subject.code for subject in town.folder.ruleset.subjects if subject.priority == 1}
    return any(draft["subject"] in urgent for draft in item.expected["drafts"])


def _align(found: Sequence[Decision], wanted: Sequence[Mapping[str, Any]]) -> list[tuple[Decision | None, Mapping[str, Any] | None]]:
    """Return decisions beside the drafts expected, by subject where there are several."""
    if len(found) == 1 and len(wanted) == 1:
        return [(found[0], wanted[0])]
    left = list(found)
    pairs: list[tuple[Decision | None, Mapping[str, Any] | None]] = []
    rest = []
    for draft in wanted:
        same = next((one for one in left if one.orientation.subject == draft["subject"]), None)
        if same is None:
            rest.append(draft)
        else:
            left.remove(same)
            pairs.append((same, draft))
    pairs.extend(zip_longest(left, rest))
    return pairs


def compare(decision: Decision, draft: Mapping[str, Any], right: Counter[str], asked: Counter[str]) -> Iterator[str]:
    """Count what is right of a decision; yield what is not."""
    got = decision.orientation
    free = set(draft.get("any") or ())
    fields: dict[str, tuple[object, object]] = {
        "subject": (got.subject, draft["subject"]),
        "department": (got.department, draft["department"]),
        "copies": (sorted(got.copies), sorted(draft.get("copies") or ())),
        "priority": (got.priority, draft.get("priority")),
    }
    for field, (have, want) in fields.items():
        if field not in free and field in draft and want != "*":
            yield from tally(field, have, want, right, asked, note=f"{got.confidence:.2f}")
    if "place" not in free and draft.get("place") is not None:
        place = {"number": got.place.number, "street": got.place.street, "sector": got.place.sector, "status": str(got.place.status)}
        accepted = [draft["place"], *(draft.get("place_alt") or ())]
        want = next(
            (
                one
                for one in accepted
                if all(
                    place[key] == one[key]
                    for key in place
                    if key in one and not (key in ("street", "number", "sector") and one["status"] == "outside")
                )
            ),
            None,
        )
        yield from tally(
            "place",
            place if want is None else "ok",
            draft["place"] if want is None else "ok",
            right,
            asked,
            note=f"{got.place.score:.2f} {got.place.text}",
        )
        _count_street_and_sector(place, accepted, right, asked)


def _count_street_and_sector(
    place: Mapping[str, str | None], accepted: Sequence[Mapping[str, Any]], right: Counter[str], asked: Counter[str]
) -> None:
    """Count apart whether street with number, and the sector, are one of those accepted, where any is expected."""
    inside = [one for one in accepted if one["status"] != "outside"]
    for field, keys in (("street and number", ("street", "number")), ("sector", ("sector",))):
        if any(one.get(keys[0]) for one in inside):
            fits = any(all(place[key] == one[key] for key in keys if key in one) for one in inside)
            _count(field, fits, right, asked)


def tally(field: str, have: object, want: object, right: Counter[str], asked: Counter[str], note: str = "") -> Iterator[str]:
    """Count one answer; yield it if it is wrong."""
    asked[field] += 1
    right[field] += have == want
    if have != want:
        yield f"{field}: {have} instead of {want} {note}"


def table_items(path: Path) -> Iterator[Item]:
    """Yield the messages of a table; ``*`` is not scored; a message that asks several things has its subjects with ``+`` between."""
    with path.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE), 2):
            place = None
            if row["status"] != "*":
                place = {"status": row["status"], "street": row["street"] or None, "number": row["number"] or None}
            draft = Draft(
                channel=Channel.EMAIL,
                kind=Kind.REQUEST,
                heading=row["heading"] or None,
                text=row["text"].replace("¶", "\n"),
                requester=Requester(address=row["address"] or None),
            )
            pairs = zip(row["subject"].split("+"), row["department"].split("+"), strict=True)
            expected = {"drafts": [{"subject": subject, "department": department, "place": place} for subject, department in pairs]}
            yield Item(name=f"{path.name}:{number}", town=row["town"], draft=draft, at=NOON, expected=expected)


def corpus_items(folder: Path) -> Iterator[Item]:
    """Yield the corpus items whose text can be had without recognition of images."""
    for item in sorted((folder / "items").iterdir()):
        expected = json.loads((item / "expected.json").read_text(encoding="utf-8"))
        if expected["kind"] != "request":
            continue
        source = next(item.glob("input.*"))
        if source.suffix == ".eml":
            draft = read_email(source.read_bytes(), _reception(expected["town"]))
        elif source.suffix == ".json":
            draft = crude_draft(json.loads(source.read_text(encoding="utf-8")), Channel(expected["channel"]), expected)
        else:
            continue
        yield Item(name=expected["id"], town=expected["town"], draft=draft, at=_received(source, expected), expected=expected)


def _reception(town: str) -> Reception:
    return Reception(addresses=frozenset({f"mairie@{town}.example"}), domains=frozenset({f"{town}.example"}))


def _received(source: Path, expected: Mapping[str, Any]) -> datetime:
    if source.suffix == ".json":
        document = json.loads(source.read_text(encoding="utf-8"))
        for key in ("recu_le", "envoye_le", "requested_datetime"):
            if key in document:
                return datetime.fromisoformat(document[key])
    return NOON


def crude_draft(document: Mapping[str, Any], channel: Channel, expected: Mapping[str, Any]) -> Draft:
    """Return a draft from any JSON, roughly: long texts are the text, what is called place goes before."""
    texts: list[str] = []
    places: list[str] = []
    address = expected["requester"]["address"]
    for path, value in _leaves(document):
        key = path.rsplit(".", 1)[-1]
        if key in {"note", "texte", "description", "message", "demande", "transcription", "demarche", "type_acte"} and "lieu" not in path:
            texts.append(str(value))
        elif "lieu.texte" in path or key in {"address_string", "lieu"} or (key == "voie" and "adresse" in path):
            places.append(str(value))
        elif key == "numero" and "adresse" in path:
            places.insert(0, str(value))
    point = Point(lat=document["lat"], lon=document["lon"]) if "lat" in document else None
    text = "\n".join([" ".join(places), *texts] if places else texts)
    hint = str(document.get("categorie") or "") or None
    return Draft(
        channel=channel,
        kind=Kind.REQUEST,
        text=text.replace("-naissance", " de naissance"),
        point=point,
        hint=hint,
        requester=replace(Requester(), name=expected["requester"]["name"], address=address),
    )


def _leaves(node: object, path: str = "") -> Iterator[tuple[str, object]]:
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield from _leaves(value, f"{path}.{key}")
    elif isinstance(node, list):
        for value in node:
            yield from _leaves(value, path)
    else:
        yield path, node


if __name__ == "__main__":
    main()
