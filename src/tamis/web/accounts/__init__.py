"""Accounts of a team's server: people, their roles in each review, sessions, tokens, invitations.

Kept outside every review folder: a review that is copied or published takes no account along.
"""

from tamis.web.accounts.door import Accounts

__all__ = ["Accounts"]
