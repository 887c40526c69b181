"""The nouns of a systematic review, as values that do not change. Standard library only."""
