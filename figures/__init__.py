"""Figures (chiffres): what a town asks of its requests, and the tables that answer it. Pure."""
