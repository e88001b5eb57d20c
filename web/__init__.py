"""Web shell: the desk (pages) and the operations endpoints."""
