"""Days and moments as people type them."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from cli.words import tr
from domain.errors import ConfigurationError, Mistake

_FORM = re.compile(r"\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?)?")


def moment_words(at: datetime, zone: ZoneInfo) -> str:
    """Return a moment as people read it, to the minute, in the town's time."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


def read_moment(option: str, text: str, zone: ZoneInfo) -> datetime:
    """Return a moment in UTC: a day, at its first minute, or a day and time, in the town's time where no other is named.

    Raises ConfigurationError for what is none, and for the hour that is left out when the clocks go forward.
    """
    try:
        found = datetime.fromisoformat(text) if _FORM.fullmatch(text) else None
        moment = None if found is None else found.replace(tzinfo=found.tzinfo or zone).astimezone(UTC)
    except (ValueError, OverflowError):
        found = moment = None
    if found is None or moment is None:
        what = tr("“{value}” is not a date and time.", value=text)
        raise ConfigurationError(Mistake(where=option, what=what, remedy=tr("Write 2027-01-01 or “2027-01-01 08:30”, in the town's time.")))
    if found.tzinfo is None and moment.astimezone(zone).replace(tzinfo=None) != found:
        what = tr("the clocks go forward then: there is no “{value}”.", value=text)
        raise ConfigurationError(Mistake(where=option, what=what, remedy=tr("Name a time before or after.")))
    return moment
