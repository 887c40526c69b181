"""Tools that make what the repository ships; nothing here is installed."""
