"""What must hold of the counts of a table: totals, rates, dates, proportions, what it replaces."""
