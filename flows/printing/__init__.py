"""What goes on paper: letters, batches of them, and the request's own sheet, as PDF."""
