"""`python -m tests.sources.simulated`: serve until interrupted; the address is the first line."""

from __future__ import annotations

import argparse
import signal
import sys

from . import Server, corpus, storm
from .server import BASES, DOCUMENTED


def main() -> None:
    """Read the options and serve."""
    parser = argparse.ArgumentParser(prog="python -m tests.sources.simulated")
    parser.add_argument("--hits", type=int, default=25_000, help="records that every query finds")
    parser.add_argument("--port", type=int, default=0, help="0 for any that is free")
    parser.add_argument(
        "--fault-every", type=int, default=0, metavar="N", help="every N-th request goes wrong"
    )
    parser.add_argument(
        "--no-limits", action="store_true", help="answer as fast as asked, unlike the services"
    )
    options = parser.parse_args()
    faults = storm(options.fault_every) if options.fault_every else ()
    limits = None if options.no_limits else DOCUMENTED
    server = Server(corpus(options.hits), faults, port=options.port, limits=limits)
    lines = [f"export TAMIS_{name.upper()}_URL={server.base(name)}" for name in BASES]
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
    try:
        print(server.address, *lines, sep="\n")  # noqa: T201
        print("export TAMIS_EMAIL=reviewer@example.org", flush=True)  # noqa: T201
        server.forever()
    except KeyboardInterrupt:
        sys.exit(0)


if __name__ == "__main__":
    main()
