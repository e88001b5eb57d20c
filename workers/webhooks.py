"""Looks for webhooks that are to be told something, and tells each in a thread of its own: one that is slow keeps no other waiting."""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event, Lock, Thread

from domain.errors import UnavailableError
from domain.frames import frames
from domain.webhook import WebhookId
from flows.webhooks import sending
from flows.webhooks.call import Line
from flows.wiring import Installation
from store import webhooks

_HOLD = "citoyen webhooks"
_LOOK_SECONDS = 1.0
_TAKEOVER_SECONDS = 5.0
_SLOW_SECONDS = 2.0
"""Whoever takes so long for each thing he is told counts, for his next turn, as one who does not answer."""
_STOP_SECONDS = 5.0
"""So long calls in hand are waited for: what is not written down by then is told again."""
_log = logging.getLogger(__name__)


class WebhookSender:
    """Of several processes one tells at a time. A process that dies tells again what it had not written down yet."""

    def __init__(self, installation: Installation, line: Line | None = None) -> None:
        self._installation = installation
        self._line = line or sending.line_of(installation)
        self._most = installation.settings.webhooks_at_once
        self._busy: dict[WebhookId, Thread] = {}
        self._silent: set[WebhookId] = set()
        self._slow: set[WebhookId] = set()
        self._turns: dict[WebhookId, float] = {}
        """When each was told something last."""
        self._lock = Lock()
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="webhooks", daemon=True)

    def start(self) -> None:
        """Look in a thread."""
        self._thread.start()

    def stop(self) -> None:
        """End the looking, and wait some seconds for the calls in hand."""
        self._stopping.set()
        until = time.monotonic() + _STOP_SECONDS
        if self._thread.is_alive():
            self._thread.join(_STOP_SECONDS)
        with self._lock:
            threads = tuple(self._busy.values())
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))

    def look(self) -> int:
        """Begin to tell whoever is due, as far as there is room; return how many. Raises UnavailableError."""
        with self._lock:
            busy, slow, turns = frozenset(self._busy), frozenset(self._slow), dict(self._turns)
        begun = 0
        with self._installation.database.read() as session:
            due = webhooks.due(session, datetime.now(UTC), busy)
            silent = slow | {one.id for one in webhooks.all_of(session, None) if one.failures} if due else slow
        # Whoever has waited longest for his turn comes first, however much the others have still to be told.
        for one in sorted(due, key=lambda one: turns.get(one, 0.0)):
            begun += self._begin(one, is_silent=one in silent)
        return begun

    def _begin(self, webhook: WebhookId, *, is_silent: bool) -> bool:
        with self._lock:
            # Half of the room is for those that answer, however many do not.
            is_full = len(self._busy) >= self._most or (is_silent and len(self._silent) >= self._most // 2)
            if is_full or self._stopping.is_set():
                return False
            thread = self._busy[webhook] = Thread(target=self._tell, args=(webhook,), name=f"webhook-{webhook}", daemon=True)
            if is_silent:
                self._silent.add(webhook)
        thread.start()
        return True

    def _tell(self, webhook: WebhookId) -> None:
        begun, taken = time.monotonic(), 0
        try:
            taken = sending.tell(self._installation, webhook, self._line)
        except UnavailableError as error:
            self._say(error, str(error))
        except Exception as error:  # noqa: BLE001 — the task boundary: one address's fault must not end the telling of others
            self._say(error, frames(error))
        finally:
            with self._lock:
                del self._busy[webhook]
                self._silent.discard(webhook)
                self._turns[webhook] = ended = time.monotonic()
                is_slow = ended - begun > _SLOW_SECONDS * max(1, taken)
                (self._slow.add if is_slow else self._slow.discard)(webhook)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with self._installation.database.hold(_HOLD) as hold:
                    if hold is not None:
                        self._watch(hold.is_held)
            except UnavailableError as error:
                self._say(error, str(error))
            except Exception as error:  # noqa: BLE001 — as above
                self._say(error, frames(error))
            self._stopping.wait(_TAKEOVER_SECONDS)

    def _watch(self, is_held: Callable[[], bool]) -> None:
        while not self._stopping.is_set() and is_held():
            # Whoever was told goes on being told at once where more waits; others are looked for every second.
            self.look()
            self._stopping.wait(_LOOK_SECONDS)

    def _say(self, error: Exception, what: str) -> None:
        self._installation.meters.error("webhooks", error)
        _log.error("webhooks: %s", what)
