"""Build hook: brings the web assets (see web/assets.py) into the wheel and the editable install."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class AssetsHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling leaves it generic
    """Fetch the assets before the files are gathered."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build what is missing; nothing to do when the stamp fits."""
