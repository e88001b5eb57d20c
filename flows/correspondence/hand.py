"""The text of a letter as somebody signs it: what is kept while it waits, and what it becomes by whoever signs, on the day he does.

A letter that waits is written twice: as its signatory signs it, and as a delegate does. Signs stand for what nobody knows yet: the day, and
the delegate's name, quality and formula. So what is seen is what leaves, whatever becomes of request and model meanwhile.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape

from domain.town import Signatory
from flows.post import SIGNED_BY
from letters import page
from letters.kinds import Language
from letters.model import Written

SIGNING = "signing"
"""Key of a letter's payload: what is kept of one that waits for a signature."""
OWN, DELEGATED = "own", "delegated"
TEXTS = ("subject", "body", "html", "rich")
_GIVEN, _FAMILY, _QUALITY, _FORMULA = "\ue010g\ue011", "\ue010n\ue011", "\ue010q\ue011", "\ue010f\ue011"
_NAME = f"{_GIVEN} {_FAMILY}"
DAYS: Mapping[Language, str] = {Language.FRENCH: "\ue010d\ue011", Language.ENGLISH: "\ue010e\ue011"}
"""What stands for the day of the signature."""
DELEGATE = Signatory(name=_NAME, quality=_QUALITY)
"""A signatory nobody knows yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Who is to sign a letter that is written. ``formula`` stands above his name (« Pour le Maire et par délégation, »)."""

    signatory: Signatory
    formula: str | None = None

    def under(self, written: Written) -> Written:
        """Return a letter with his name below it, if its model does not have it, and with the formula above it."""
        text, rich = self._under(written.text, ""), self._under(written.rich, f"{page.RIGHT} ")
        return replace(written, text=text, rich=rich)

    def _under(self, text: str, right: str) -> str:
        found = list(re.finditer(rf"(?m)^((?:{page.RIGHT} )?){re.escape(self.signatory.name)}", text))
        if not found:
            lines = (*((self.formula,) if self.formula else ()), self.signatory.name, self.signatory.quality)
            return f"{text.rstrip()}\n\n" + "\n".join(f"{right}{line}" for line in lines)
        if self.formula is None:
            return text
        last = found[-1]
        return f"{text[: last.start()]}{last[1]}{self.formula}\n{text[last.start() :]}"


OF_DELEGATE = (Hand(signatory=DELEGATE, formula=_FORMULA), Hand(signatory=replace(DELEGATE, delegation=_FORMULA)))
"""The latter for models that cannot do without words on a delegation, and have the formula there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Who signs a letter; ``formula`` stands where he signs in another's place."""

    login: str
    name: str
    quality: str
    formula: str | None = None
    given: str | None = None
    """First and family name, where models name them apart."""
    family: str = ""


def texts(payload: Mapping[str, object]) -> dict[str, str]:
    """Return what a letter that was written says."""
    return {key: str(payload[key]) for key in TEXTS if key in payload}


def signed(payload: Mapping[str, object], signer: Signer, days: Mapping[Language, str], at: datetime) -> dict[str, object]:
    """Return the payload of a letter that waits as it is once somebody has signed it ``at`` a moment in the town's time.

    ``days`` is that day as letters write it.
    """
    kept = payload[SIGNING]
    waiting: dict[str, object] = dict(kept) if isinstance(kept, dict) else {}
    found = waiting.pop(OWN), waiting.pop(DELEGATED)
    said = found[0] if signer.formula is None else found[1]
    values = {
        _NAME: signer.name,
        _GIVEN: signer.given or "",
        _FAMILY: signer.family or signer.name,
        _QUALITY: signer.quality,
        _FORMULA: signer.formula or "",
        **{DAYS[language]: day for language, day in days.items()},
    }
    made = {key: _filled(text, values, is_html=key == "html") for key, text in dict(said).items()}  # type: ignore[call-overload]  # JSON
    when = {"on": at.date().isoformat(), "at": at.isoformat(timespec="seconds")}
    by = {"name": signer.name, "quality": signer.quality, "agent": signer.login, **when, "formula": signer.formula}
    without = {key: value for key, value in payload.items() if key not in TEXTS}
    return {**without, **made, SIGNING: waiting, SIGNED_BY: by}


def _filled(text: str, values: Mapping[str, str], *, is_html: bool) -> str:
    for sign, value in values.items():
        text = text.replace(sign, escape(value) if is_html else value)
    return text


def is_unsigned(payload: Mapping[str, object]) -> bool:
    """Tell whether a letter still waits for its signature: no picture of one may stand on it."""
    return SIGNING in payload and SIGNED_BY not in payload


def signer_name(payload: Mapping[str, object]) -> str | None:
    """Return who signed a letter, of those that wait whose it is; None for one that needs no signature."""
    for key, name in ((SIGNED_BY, "name"), (SIGNING, "signatory")):
        found = payload.get(key)
        if isinstance(found, dict):
            return str(found[name])
    return None
