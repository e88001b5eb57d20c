"""Decisions: department, copies, priority or review. Pure: takes the time, never asks for it."""
