"""E-mail (courriel): reading messages and taking them in by SMTP."""
