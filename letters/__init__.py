"""Letters of the town hall: models with merge fields, checked when they are saved, and what they make of a request."""
