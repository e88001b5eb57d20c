"""How the installation is, as `citoyen doctor` says it: looked at when somebody asks, and by one of those who ask at a time."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock

from flows import checks
from flows.settings import Settings
from flows.town_views import RELEASE

FRESH_SECONDS = 20.0
"""Looking starts programs and opens files: who reloads the page does not look again at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What was found, and when."""

    checks: tuple[checks.Check, ...]
    at: datetime
    release: str = RELEASE

    @property
    def mistakes(self) -> int:
        """Return how many things are wrong."""
        return sum(len(one.mistakes) for one in self.checks)


class HealthWatch:
    """Keeps what was found for some seconds. Safe for many threads; who comes while somebody looks waits for what he finds."""

    def __init__(self, settings: Settings) -> None:
        """Start without having looked."""
        self._settings = settings
        self._lock = Lock()
        self._looked: tuple[float, Looked] | None = None

    def look(self) -> Looked:
        """Return how everything is; doors are not looked at, for who answers stands in them."""
        with self._lock:
            if self._looked is None or time.monotonic() - self._looked[0] > FRESH_SECONDS:
                found = checks.look_at_everything(self._settings)
                self._looked = (time.monotonic(), Looked(checks=found, at=datetime.now(UTC)))
            return self._looked[1]
