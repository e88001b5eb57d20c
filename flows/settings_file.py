"""The settings file: found, read, parsed; what is wrong with it is told as mistakes."""

import os
import re
import tomllib
from pathlib import Path

from domain.errors import Mistake
from flows.wording import say

CONFIG_VARIABLE = "CITOYEN_CONFIG"
CONFIG_FILE = "citoyen.toml"


def config_text() -> tuple[Path, str, tuple[Mistake, ...]]:
    """Return the path and text of the settings file; empty text where there is none and none is asked for."""
    named = os.environ.get(CONFIG_VARIABLE)
    path = Path(named or CONFIG_FILE)
    if not named and not path.exists():
        return path, "", ()
    try:
        return path, path.read_text(encoding="utf-8"), ()
    except UnicodeDecodeError:
        return path, "", (Mistake(where=str(path), what=say("The file is not written in UTF-8."), remedy=say("Save it as UTF-8.")),)
    except OSError as error:
        remedy = say("Create it, allow to read it, or unset {name}.", name=CONFIG_VARIABLE)
        return (
            path,
            "",
            (Mistake(where=str(path), what=say("The settings file cannot be read ({reason}).", reason=error.strerror), remedy=remedy),),
        )


def parsed(path: Path, text: str) -> tuple[dict[str, object], tuple[Mistake, ...]]:
    """Return what the text of the settings file says; nothing, and the mistake, where it is not TOML."""
    try:
        return tomllib.loads(text), ()
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        what = say("From here on the file is not TOML.")
        line, column = (int(at[1]), int(at[2])) if at else (None, None)
        return {}, (
            Mistake(where=str(path), line=line, column=column, what=what, remedy=say('Write lines like web_port = 8000 or url = "…".')),
        )
