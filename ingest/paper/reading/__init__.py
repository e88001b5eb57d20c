"""A page's picture made ready and read: from dots to lines of words (océrisation)."""
