"""What citizens do at the portal (CITOYEN en Ligne), each a use case of its own."""
