"""Text messages: which gateway takes them, how they are handed over, what became of them."""
