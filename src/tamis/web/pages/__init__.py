"""Pages: each handler parses, makes one call on a review, and renders."""
