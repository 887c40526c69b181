from __future__ import annotations

from collections.abc import Iterator

import pytest

from .simulated import Clients


@pytest.fixture
def clients() -> Iterator[Clients]:
    """Makes clients for servers."""
    found = Clients()
    yield found
    found.close()
