"""Channels: from the bytes that came in to drafts. A folder per channel; every parse module is pure."""
