"""Forms, call notes and counter notes that other software sends."""
