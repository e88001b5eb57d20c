"""The portal (CITOYEN en Ligne): pages for citizens, each in a module of its own."""
