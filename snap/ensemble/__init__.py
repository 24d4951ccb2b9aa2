"""Options played through futures: the draws, the yearly step, what is measured and kept."""
