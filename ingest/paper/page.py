"""What is read of paper; the types live in `domain.paper`."""

from domain.paper import WHOLE, Box, Line, Origin, Page, Separator, Sheet, Word, around

__all__ = ["WHOLE", "Box", "Line", "Origin", "Page", "Separator", "Sheet", "Word", "around"]
