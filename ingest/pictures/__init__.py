"""Photos made fit to be shown: upright, small, without what they say of themselves, faces and plates hidden."""
