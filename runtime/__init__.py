"""From a sentence to pixels."""
