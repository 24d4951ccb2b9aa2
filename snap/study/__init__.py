"""A question: options, beliefs and outcomes over a horizon, in one folder that can be shared."""
