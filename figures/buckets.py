"""Classes of durations (tranches), as the back office of Paris' DansMaRue has them (DOMAIN §7, source 9)."""

from dataclasses import dataclass

from figures.words import Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """Durations from ``least`` to below ``under``, in days; ``under`` None: no limit."""

    code: str
    label: Said
    least: int
    under: int | None


def _bucket(least: int, under: int | None, french: str, english: str) -> Bucket:
    return Bucket(code=f"{least}-{'' if under is None else under}", label=Said(french, english), least=least, under=under)


CLOSING = (
    _bucket(0, 2, "moins de 48\u00a0h", "less than 48 h"),
    _bucket(2, 10, "moins de 10\u00a0jours", "less than 10 days"),
    _bucket(10, None, "10\u00a0jours et plus", "10 days and more"),
)
"""From reception to closing. Days are counted whole, so less than 48 hours is the same day or the next."""
LATENESS = (
    _bucket(0, 10, "retard de moins de 10\u00a0jours", "late by less than 10 days"),
    _bucket(10, None, "retard de 10\u00a0jours et plus", "late by 10 days and more"),
)
"""Of what is open after its target day."""
PLANNING = (
    _bucket(0, 8, "moins de 8\u00a0jours avant la date programmée", "less than 8 days before the planned day"),
    _bucket(8, None, "8\u00a0jours et plus avant la date programmée", "8 days and more before the planned day"),
)
"""Of what is planned."""
AGE = (
    _bucket(0, 8, "7\u00a0jours au plus", "7 days at most"),
    _bucket(8, 31, "8 à 30\u00a0jours", "8 to 30 days"),
    _bucket(31, 61, "31 à 60\u00a0jours", "31 to 60 days"),
    _bucket(61, None, "plus de 60\u00a0jours", "more than 60 days"),
)
"""Of what is open, since its reception."""
