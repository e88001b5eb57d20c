"""A file of paper opened: its kind, its pages as pictures or as lines of text, and what is wrong with it."""
