"""The pages of one letter or fax: its parts, and the draft they make."""
