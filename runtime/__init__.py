"""From a sentence to pixels."""

__version__ = "0.1.0"
