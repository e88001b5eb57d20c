"""What printing needs of the machine: what `citoyen doctor` looks for."""

import ctypes
import shutil
import subprocess

from domain.errors import ConfigurationError, Mistake
from flows.settings import Settings
from flows.wording import say

FONT = "Liberation Sans"
PACKAGES = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation"
_LIBRARIES = (
    ("libpango-1.0.so.0", "libpango-1.0.dylib"),
    ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib"),
    ("libharfbuzz-subset.so.0", "libharfbuzz-subset.dylib"),
)
_SECONDS = 20


def look_at_printing(_settings: Settings) -> str:
    """Say by which library pages are set. Raises ConfigurationError naming what is not installed."""
    missing = [names[0] for names in _LIBRARIES if not any(map(_loads, names))]
    if missing:
        raise _wrong(say("{library} is not installed; letters and reports cannot be made as PDF.", library=", ".join(missing)))
    if (found := _font()) != FONT:
        raise _wrong(say("The font {font} is not installed; letters would be set in another ({found}).", font=FONT, found=found))
    return f"Pango, {FONT}"


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _font() -> str:
    """Return the family that is used for ours, ours where it is there or nothing is known: fc-match comes with Pango."""
    program = shutil.which("fc-match")
    if program is None:
        return FONT
    command = [program, "-f", "%{family}", FONT]
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=True).stdout  # noqa: S603 — fixed words
    except (OSError, subprocess.SubprocessError) as error:
        raise _wrong(say("It does not run: {reason}.", reason=type(error).__name__)) from error


def _wrong(what: str) -> ConfigurationError:
    return ConfigurationError(Mistake(where="printing", what=what, remedy=say("Run: {command}", command=PACKAGES)))
