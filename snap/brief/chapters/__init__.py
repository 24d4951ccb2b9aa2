"""The chapters of the brief, in the order in which a reader asks."""
