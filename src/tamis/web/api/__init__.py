"""The API: each handler parses, makes one call on a review, and answers JSON."""
