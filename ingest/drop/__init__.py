"""Folders that scanners and fax servers lay files in: what lies there, whether it is whole, how it is read and removed."""
