"""Use cases: one function, one transaction. The only composition root."""
