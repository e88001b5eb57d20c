"""What a town has learned from its agents' confirmations, compiled for the classifier."""

from sqlalchemy.orm import Session

from domain.ids import TownId
from rules.learned import NOTHING_LEARNED, Learned
from store import learned


def load(session: Session, town: TownId, step: int | None = None) -> Learned:
    """Return what was learned up to a step, by default the last closed one."""
    wanted = learned.last_step(session, town) if step is None else step
    return Learned(wanted, learned.counts(session, town, wanted)) if wanted else NOTHING_LEARNED
