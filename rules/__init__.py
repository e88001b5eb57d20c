"""Evidence for subject and place. Pure: gives evidence, never decides."""
