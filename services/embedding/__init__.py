"""Maps in pages of others: signed tokens, and what each of them may show."""
