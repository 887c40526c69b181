"""The folder that is the review: what people wrote, kept so that nothing is lost or changed."""
