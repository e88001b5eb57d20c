"""What a step of the work gives back: a change still to be made."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from flows.wiring import Installation
from store.jobs import Job

Change = Callable[[Session, datetime], tuple[str, ...]]
"""Writes the effect of a step, in the transaction that also marks its job done, and returns the queues that have work then."""

Step = Callable[[Installation, Job], Change]
"""Does the slow part of a job outside any transaction that could block others; may run twice."""
