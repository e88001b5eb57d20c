"""The demo town, read once for all tests of a process."""

from functools import cache
from pathlib import Path

from flows.town_folder import TownFolder, read_town

DEMO = Path(__file__).resolve().parents[1] / "demo" / "valognes"


@cache
def demo_town() -> TownFolder:
    """Return the folder of the demo town as it is read."""
    return read_town(DEMO)
