"""Paper: scanned letters and faxes, from a file to separate drafts."""
