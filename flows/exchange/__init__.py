"""Requests and states that pass between the town and other software, as files."""
