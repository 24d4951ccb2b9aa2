"""One causal channel a file: its equation, its beliefs, its references."""
