"""What a step of the work gives back: a change still to be made."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain.errors import CitoyenError
from flows.wiring import Installation
from store.jobs import Job


class LaterError(CitoyenError):
    """It is not this job's turn yet, and nothing is wrong: it comes back after ``wait``, and this was no attempt."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(f"Not before {wait.total_seconds():.0f} s from now.")
        self.wait = wait


Change = Callable[[Session, datetime], tuple[str, ...]]
"""Writes the effect of a step, in the transaction that also marks its job done, and returns the queues that have work then."""

Step = Callable[[Installation, Job], Change]
"""Does the slow part of a job outside any transaction that could block others; may run twice."""
