"""Logs of telephone switchboards: what their rows say, which calls they make, and who is to be called back."""
