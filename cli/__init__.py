"""The `citoyen` command."""
