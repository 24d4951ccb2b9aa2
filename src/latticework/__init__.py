"""Stress-test security architectures: records, mechanisms, options, futures, insight."""

__version__ = "0.1.0"
