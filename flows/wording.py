"""Sentences that a shell can still translate, as use cases say them."""

from domain.wording import Message, say

__all__ = ["Message", "say"]
