"""Answers of the figures as files: exactly what the screen shows, in the formats of other programs."""
