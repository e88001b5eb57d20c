"""A town whole as one file: taken out of an installation, and brought into another one."""
