"""A town folder: everything a town hall decides and knows, as files an administrator edits.

`read_town` reads one and refuses it with all its mistakes at once, each with file, line, column and what to do.
"""

from flows.town_folder.folder import TownFolder, read_town

__all__ = ["TownFolder", "read_town"]
