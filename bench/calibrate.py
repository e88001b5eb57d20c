"""Fit how sure a subject is, from what was right of messages whose writers had taught nothing.

    python -m bench.usage --runs bench/first_runs.tsv
    python -m bench.calibrate

``bench/first_runs.tsv`` has a line for each labelled message: share of evidence of the best subject, its lead over the next, all that was
said for it, and whether it was right, decided by what the messages of the other writers teach. Prints the parameters that stand in
rules/confidence.py, and for each writer how parameters do that were fitted on the others.
"""

import csv
import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rules.confidence import ENOUGH

FIRST_RUNS = Path(__file__).resolve().parent / "first_runs.tsv"
_PENALTY = 0.1
"""A weak pull towards 0: a few hundred messages of which few are wrong bear no steep curve."""
_ROUNDS = 50
_BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01)
_SIGMAS = 1.96

Numbers = npt.NDArray[np.float64]


class Run(NamedTuple):
    """One message decided by what the messages of other writers teach."""

    writer: str
    share: float
    lead: float
    said: float
    right: bool


def main() -> None:
    """Fit, print, check."""
    runs = [run for run in read_runs() if run.share > 0]
    print(f"fitted on {len(runs)} drafts: constant, of share, of lead {[round(weight, 2) for weight in fit(runs)]}")
    for writer in sorted({run.writer for run in runs}):
        weights = fit([run for run in runs if run.writer != writer])
        some = [run for run in runs if run.writer == writer]
        chances = 1 / (1 + np.exp(-_features(some) @ np.array(weights)))
        print(f"\n{writer}, by the others")
        print("\n".join(calibration_table(list(zip(chances.tolist(), [run.right for run in some], strict=True)))))


def read_runs() -> tuple[Run, ...]:
    """Return the runs of all writers."""
    with FIRST_RUNS.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t")
        return tuple(
            Run(
                writer=row["writer"],
                share=float(row["share"]),
                lead=float(row["lead"]),
                said=float(row["said"]),
                right=row["right"] == "1",
            )
            for row in rows
        )


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


def fit(runs: Sequence[Run]) -> list[float]:
    """Return constant and slopes of a logistic curve, by Newton's method."""
    features, right = _features(runs), np.array([float(run.right) for run in runs])
    weights = np.zeros(features.shape[1])
    penalty = np.diag([0.0] + [_PENALTY] * (features.shape[1] - 1))
    for _ in range(_ROUNDS):
        chances = 1 / (1 + np.exp(-features @ weights))
        slope = features.T @ (chances - right) + penalty @ weights
        curve = features.T @ (features * (chances * (1 - chances))[:, None]) + penalty
        weights -= np.linalg.solve(curve, slope)
    return [float(weight) for weight in weights]


def _features(runs: Sequence[Run]) -> Numbers:
    heard = [min(1.0, run.said / ENOUGH) for run in runs]
    return np.array([(1.0, part * run.share, part * run.lead) for part, run in zip(heard, runs, strict=True)])


if __name__ == "__main__":
    main()
