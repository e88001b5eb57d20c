"""The database and the originals. Functions take a Session and never commit."""
