"""What requesters are written, and the authorities their requests are transferred to: which letter, to whom, by which way, once."""
