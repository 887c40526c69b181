"""The web app: the review in a browser, for one person or a team."""
