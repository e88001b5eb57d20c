"""The layouts of call logs: one module each turns a row into a leg of a call."""
