"""The facade: a review as one object. It opens a folder, feeds the steps, and appends events.

review = tamis.open_review("my-review")
review.import_files(["pubmed.nbib", "embase.ris"])
review.dedupe()
review.screen("r1f…", "exclude", criterion="design")
review.publish()
"""

from __future__ import annotations

from tamis.review.facade import Review

__all__ = ["Review"]
