"""Real data sets and what they say; writes data files that the rooms to its right read."""
