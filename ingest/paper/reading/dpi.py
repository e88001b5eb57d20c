"""At how many dots an inch paper is read."""

READING_DPI = 200
"""As right as 300 down to letters of 7 points, in four fifths of the time (bench/ocr.py)."""
