"""A heap of pages: separator sheets, patches, blank pages, and where one letter ends and the next begins."""
