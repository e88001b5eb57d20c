"""A pseudonymised copy of an installation, for support and training (copie pseudonymisée)."""
