"""The tools are run from the repository's root; so are their tests."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

#: Making the review again needs the collected facts, which are not in the repository.
collect_ignore = [] if os.environ.get("TAMIS_FACTS") else ["als/test_regenerated.py"]
