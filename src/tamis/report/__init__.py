"""What a review shows: flow, tables, plots, the published page. Nothing is written to disk."""
