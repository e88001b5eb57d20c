"""What other software is told by HTTP: which addresses, what, how it is signed, and how it gets there."""
