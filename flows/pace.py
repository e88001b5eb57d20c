"""How much of a folder is asked for at once: less after something went wrong, until the one mail that does it is found and passed over."""

from collections.abc import Sequence
from dataclasses import dataclass, field

MOST = 500
"""Mails of one batch, which is one answer of the server and one commit here."""
_SHRINK = 4
_FALLS = 3
"""So often something must go wrong with one and the same mail alone before that is passed over."""
_PATIENCE = 10
"""From so many mails passed over in a row on, the server is at fault rather than they."""


@dataclass(slots=True)
class Narrowing:
    """How many mails one command may name. Some servers, or virus scanners before them, end the connection at one certain mail."""

    most: int = MOST
    falls: dict[int, int] = field(default_factory=dict)

    @property
    def is_careful(self) -> bool:
        """Tell whether something went wrong a short while ago."""
        return self.most < MOST

    def fell(self, batch: Sequence[int]) -> None:
        """Note the batch at which the connection broke or the server said no."""
        if len(batch) == 1:
            self.falls[batch[0]] = self.falls.get(batch[0], 0) + 1
        self.most = max(1, min(self.most, len(batch)) // _SHRINK)

    def held(self) -> None:
        """Note a batch that went well."""
        self.most = min(MOST, 2 * self.most)

    def is_bad(self, uid: int) -> bool:
        """Tell whether it went wrong with this mail often enough."""
        return self.falls.get(uid, 0) >= _FALLS


@dataclass(slots=True)
class Pace:
    """What is remembered of a folder from one connection to the next."""

    sizes: Narrowing = field(default_factory=Narrowing)
    bodies: Narrowing = field(default_factory=Narrowing)
    moves: Narrowing = field(default_factory=Narrowing)
    windows: Narrowing = field(default_factory=Narrowing)
    """For mails that are held back without a word: none of a window came."""
    headless: set[int] = field(default_factory=set)
    """Mails of which not even the header can be had."""
    passed_over: int = 0
    """Mails in a row that could not be had or moved."""
    has_fallen: bool = False
    is_counting: bool = False
    """A count has begun, over this connection or one that broke."""
    steps: int = 0
    """Batches that went well or wrong so far: while the number stays the same, nothing goes on."""

    @property
    def window(self) -> int | None:
        """Return how many mails are kept before they are passed; None where nothing speaks against many."""
        most = min(self.sizes.most, self.windows.most)
        return most if most < MOST else None

    def fell(self, what: Narrowing, batch: Sequence[int]) -> None:
        """Note the batch at which it went wrong."""
        what.fell(batch)
        self.has_fallen = True
        self.steps += 1
        self.passed_over += len(batch) == 1 and what.is_bad(batch[0])

    def held(self, what: Narrowing) -> None:
        """Note a batch that went well."""
        what.held()
        self.steps += 1
        # That sizes are told says nothing of mails: those are what a server holds back.
        if what is not self.sizes:
            self.passed_over = 0

    def is_bad(self, uid: int) -> bool:
        """Tell whether a mail cannot be had."""
        return any(what.is_bad(uid) for what in (self.sizes, self.bodies, self.windows))

    def takes_hurry(self) -> bool:
        """Tell, once, whether the next try may follow at once: while a bad mail is looked for, and the server otherwise works."""
        fallen, self.has_fallen = self.has_fallen, False
        return fallen and self.passed_over < _PATIENCE

    def begin_count(self) -> None:
        """Give every mail another chance, once a count."""
        if self.is_counting:
            return
        self.is_counting = True
        for what in (self.sizes, self.bodies, self.windows, self.moves):
            what.falls.clear()
        self.headless.clear()
