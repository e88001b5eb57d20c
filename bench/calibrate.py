"""Fit how sure a subject is, from what was right when messages were first tried.

    python bench/calibrate.py

``bench/first_runs.tsv`` has a line for each draft of a batch of labelled messages: share of evidence of the best subject, its lead over
the next, and whether it was right, all before anything was mended for that batch. Prints the parameters that stand in
rules/confidence.py, fitted on all batches but the last, and how they do on the last one, which they have not seen.
"""

import csv
import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

FIRST_RUNS = Path(__file__).resolve().parent / "first_runs.tsv"
_PENALTY = 0.1
"""A weak pull towards 0: a few hundred messages of which few are wrong bear no steep curve."""
_ROUNDS = 50
_BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01)
_SIGMAS = 1.96

Numbers = npt.NDArray[np.float64]


class Run(NamedTuple):
    """One draft at its first run."""

    batch: int
    share: float
    lead: float
    right: bool


def main() -> None:
    """Fit, print, check."""
    runs = [run for run in read_runs() if run.share > 0]
    last = max(run.batch for run in runs)
    seen, unseen = [run for run in runs if run.batch != last], [run for run in runs if run.batch == last]
    weights = fit(*_columns(seen))
    print(f"fitted on {len(seen)} drafts: constant {weights[0]:.2f}, of share {weights[1]:.2f}, of lead {weights[2]:.2f}")
    for name, some in (("seen", seen), (f"unseen, batch {last}", unseen)):
        features, _ = _columns(some)
        chances = 1 / (1 + np.exp(-features @ np.array(weights)))
        print(f"\n{name}")
        print("\n".join(calibration_table(list(zip(chances.tolist(), [run.right for run in some], strict=True)))))


def read_runs() -> tuple[Run, ...]:
    """Return the first runs of all batches."""
    with FIRST_RUNS.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t")
        return tuple(Run(int(row["batch"]), float(row["share"]), float(row["lead"]), row["right"] == "1") for row in rows)


def calibration_table(chances: Sequence[tuple[float, bool]]) -> Iterator[str]:
    """Yield how often answers of a confidence were right, with the interval in which the true share lies in 19 cases of 20 (Wilson)."""
    yield "| confidence | drafts | right | share | 95 % interval |"
    yield "|---|---|---|---|---|"
    for low, high in pairwise(_BINS):
        some = [right for chance, right in chances if low <= chance < high]
        if some:
            least, most = wilson(sum(some), len(some))
            share = sum(some) / len(some)
            yield f"| {low:.2f} to {min(high, 1.0):.2f} | {len(some)} | {sum(some)} | {share:.1%} | {least:.1%} to {most:.1%} |"


def wilson(right: int, count: int) -> tuple[float, float]:
    """Return the score interval of a share."""
    share, square = right / count, _SIGMAS**2
    middle = share + square / (2 * count)
    spread = _SIGMAS * math.sqrt(share * (1 - share) / count + square / (4 * count**2))
    return (middle - spread) / (1 + square / count), (middle + spread) / (1 + square / count)


def fit(features: Numbers, right: Numbers) -> tuple[float, float, float]:
    """Return constant and slopes of a logistic curve, by Newton's method."""
    weights = np.zeros(features.shape[1])
    penalty = np.diag([0.0] + [_PENALTY] * (features.shape[1] - 1))
    for _ in range(_ROUNDS):
        chances = 1 / (1 + np.exp(-features @ weights))
        slope = features.T @ (chances - right) + penalty @ weights
        curve = features.T @ (features * (chances * (1 - chances))[:, None]) + penalty
        weights -= np.linalg.solve(curve, slope)
    constant, of_share, of_lead = weights.tolist()
    return constant, of_share, of_lead


def _columns(runs: Sequence[Run]) -> tuple[Numbers, Numbers]:
    features = np.array([(1.0, run.share, run.lead) for run in runs])
    return features, np.array([float(run.right) for run in runs])


if __name__ == "__main__":
    main()
