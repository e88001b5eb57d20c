"""The dashboard and the alerts: every figure they ask for exists, with the labels they use; and docs/watching.md tells of each."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from flows.gauges import GAUGES
from flows.meters import Meters

DOCS = Path(__file__).resolve().parents[1] / "docs"
WORDS = frozenset({"by", "without", "on", "ignoring", "group_left", "group_right", "and", "or", "unless", "bool", "offset"})
SCRAPED = {"up": frozenset({"job", "instance"})}
"""What Prometheus itself tells of whom it asks."""
TARGET = frozenset({"job", "instance"})
"""What Prometheus says of each series."""


def _known() -> dict[str, frozenset[str]]:
    """Return the labels of every series there can be."""
    meters = Meters()
    known = {name: frozenset(figure.labels) for name, figure in GAUGES.items()}
    for family in meters.registry.collect():
        if family.name.startswith("process_"):
            known |= {sample.name: frozenset(sample.labels) for sample in family.samples}
        elif family.type == "histogram":
            labels = frozenset(meters.labels[family.name])
            known |= {f"{family.name}_bucket": labels | {"le"}, f"{family.name}_sum": labels, f"{family.name}_count": labels}
        else:
            name = f"{family.name}_total" if family.type == "counter" else family.name
            known[name] = frozenset(meters.labels[name])
    return {name: labels | TARGET for name, labels in known.items()} | SCRAPED


KNOWN = _known()


def _panels() -> Iterator[tuple[str, str, str]]:
    board = json.loads((DOCS / "grafana" / "citoyen.json").read_text(encoding="utf-8"))
    for panel in board["panels"]:
        for target in panel.get("targets", ()):
            yield f"{panel['title']}: {target['legendFormat']}", target["expr"], target["legendFormat"]


def _alerts() -> list[dict[str, Any]]:
    groups = yaml.safe_load((DOCS / "prometheus" / "alerts.yml").read_text(encoding="utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def faults(expression: str, legend: str = "") -> list[str]:
    """Return what an expression asks for that there is not."""
    bare = re.sub(r'"[^"]*"', '""', re.sub(r"\[[^\]]*\]", "", expression))
    found: list[str] = []
    asked: set[str] = set()
    rest = re.sub(r"\b(by|without)\s*\([^)]*\)", "", bare)
    outside = set(re.findall(r"[a-z_][a-z0-9_]*", re.sub(r"\{[^}]*\}", "", rest))) - WORDS
    for name, selector in re.findall(r"([a-z_][a-z0-9_]*)\s*(\{[^}]*\})?", rest):
        if name not in outside or re.search(rf"\b{name}\s*\(", rest):
            continue  # a label, a word of the language, or a function
        if name not in KNOWN:
            found.append(f"no figure {name}")
            continue
        asked |= KNOWN[name]
        wanted = set(re.findall(r"([a-z_]+)\s*(?:=~|!~|!=|=)", selector))
        found += [f"{name} has no label {label}" for label in sorted(wanted - KNOWN[name])]
    grouped = {label.strip() for labels in re.findall(r"\bby\s*\(([^)]*)\)", bare) for label in labels.split(",")}
    shown = set(re.findall(r"\{\{\s*(?:\$labels\.)?([a-z_]+)\s*\}\}", legend))
    found += [f"nothing asked for has the label {label}" for label in sorted((grouped | shown) - asked)]
    found += [f"{label} is summed away" for label in sorted(shown - grouped) if grouped]
    return found if asked or found else ["it asks for nothing"]


@pytest.mark.parametrize(("name", "expression", "legend"), tuple(_panels()), ids=lambda value: "")
def test_every_panel_asks_for_figures_there_are(name: str, expression: str, legend: str) -> None:
    assert faults(expression, legend) == [], name


@pytest.mark.parametrize("alert", _alerts(), ids=lambda alert: str(alert["alert"]))
def test_every_alert_asks_for_figures_there_are_and_says_why_and_what_to_do(alert: dict[str, Any]) -> None:
    said = alert["annotations"]
    assert faults(alert["expr"], said["summary"].replace("$value", "")) == []
    assert said.keys() == {"summary", "why", "do"}
    assert all(len(words) > 20 for words in said.values())
    assert alert["labels"]["severity"] in {"page", "ticket"}
    assert re.fullmatch(r"[0-9]+[mh]", alert.get("for", "1m"))


@pytest.mark.parametrize(
    ("expression", "legend", "fault"),
    [
        ("citoyen_jobz", "", "no figure citoyen_jobz"),
        ('citoyen_jobs{town="x"}', "", "citoyen_jobs has no label town"),
        ("sum by (town) (citoyen_jobs)", "", "nothing asked for has the label town"),
        ("sum by (queue) (citoyen_jobs)", "{{state}}", "state is summed away"),
        ("histogram_quantile(0.9, rate(citoyen_stage_seconds[5m]))", "", "no figure citoyen_stage_seconds"),
        ("vector(1)", "", "it asks for nothing"),
    ],
)
def test_what_is_asked_for_wrongly_is_found(expression: str, legend: str, fault: str) -> None:
    assert fault in faults(expression, legend)


def test_each_alert_has_a_name_of_its_own_and_the_page_tells_of_it() -> None:
    names = [alert["alert"] for alert in _alerts()]
    page = (DOCS / "watching.md").read_text(encoding="utf-8")
    assert len(set(names)) == len(names)
    assert "grafana/citoyen.json" in page
    assert "prometheus/alerts.yml" in page


@pytest.mark.parametrize("name", sorted({*GAUGES, *Meters().labels}))
def test_the_page_tells_of_every_figure(name: str) -> None:
    assert f"`{name}`" in (DOCS / "watching.md").read_text(encoding="utf-8")
