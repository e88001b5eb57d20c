"""Address files: Base Adresse Locale (BAL) 1.1 to 1.5 and the exports of the Base Adresse Nationale (BAN), as CSV."""
