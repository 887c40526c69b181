"""Makes the built-in review from collected facts: YAML in, an ordinary review folder out."""
