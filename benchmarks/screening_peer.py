"""ASReview beside tamis: replays that are kept as they come, so that a run can be taken up again.

ASReview retrains after every decision, which takes hours on the larger files. Each replay is a line
of a JSON Lines file as soon as it is done, named by the digest of the labelled file, the pair of
priors and ASReview's version; a second run reads those lines instead of replaying.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Kept:
    """Replays of one version of ASReview, in a file that only grows.

    Attributes:
        python: An interpreter that can import asreview.
        path: JSON Lines: digest, pair, version, order, seconds.
        version: Of the ASReview that `python` imports.
        held: (digest of the labelled file, pair) → labels in the order shown.
    """

    python: str
    path: Path
    version: str
    held: dict[tuple[str, Pair], tuple[int, ...]] = field(default_factory=dict)

    def orders(self, labelled: Path, pairs: Sequence[Pair]) -> tuple[tuple[int, ...], ...]:
        """One order per pair; those not kept yet are replayed and kept."""
        digest = hashlib.sha256(labelled.read_bytes()).hexdigest()
        missing = [pair for pair in pairs if (digest, pair) not in self.held]
        if missing:
            self._replay(labelled, digest, missing)
        return tuple(self.held[digest, pair] for pair in pairs)

    def _replay(self, labelled: Path, digest: str, pairs: Sequence[Pair]) -> None:
        script = str(HERE / "screening_asreview.py")
        command = [self.python, script, str(labelled), json.dumps(pairs)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
            assert running.stdout is not None
            for pair, line in zip(pairs, running.stdout, strict=False):
                found = json.loads(line)
                self.held[digest, pair] = tuple(found["order"])
                self._append({"file": digest, "pair": pair, "asreview": self.version} | found)
        if running.returncode:
            raise subprocess.CalledProcessError(running.returncode, command)

    def _append(self, line: dict[str, object]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(line, separators=(",", ":")) + "\n")


def kept(python: str, path: Path) -> Kept:
    """What `path` holds for the version of ASReview that `python` imports."""
    asked = [python, "-c", "from importlib.metadata import version; print(version('asreview'))"]
    version = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
    found = Kept(python, path, version)
    for line in path.read_text("utf-8").splitlines(keepends=True) if path.exists() else ():
        if line.endswith("\n"):  # a run that was ended may leave half a line
            entry = json.loads(line)
            if entry["asreview"] == version:
                found.held[entry["file"], tuple(entry["pair"])] = tuple(entry["order"])
    return found
