"""Office documents: Word, OpenDocument Text, rich text; what they say, with nothing of how it looks but where it stands."""
