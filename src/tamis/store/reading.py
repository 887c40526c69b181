"""Reading a stranger's file in a process of its own, with limits of time and memory.

A damaged or hostile PDF may hang its reader or bring it down; then only this process ends, and
the one who asked is told. The process reads one file and writes one answer to its standard output.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec

from tamis.formats.fulltext import jats, pdf
from tamis.formats.fulltext.values import FullText, UnreadableText

#: Seconds for the whole text, and for one page's image.
TEXT_SECONDS, IMAGE_SECONDS = 120, 40
#: Bytes of memory; a page of a scanned poster takes a few hundred million.
MEMORY = 3 * 2**30
_UNREADABLE = 3


def text_of(path: Path) -> FullText:
    """The text of a kept PDF or JATS file.

    Raises:
        UnreadableText: It can't be read, or not within the limits.
    """
    if path.suffix == ".xml":
        return jats.read(path.read_bytes())
    return msgspec.json.decode(_asked(TEXT_SECONDS, "text", str(path)), type=FullText)


def image_of(path: Path, page: int) -> bytes:
    """A page of a kept PDF as PNG.

    Raises:
        UnreadableText: It can't be drawn, or not within the limits.
    """
    return _asked(IMAGE_SECONDS, "image", str(path), str(page))


def _asked(seconds: int, *words: str) -> bytes:
    command = [sys.executable, "-m", "tamis.store.reading", *words]
    try:
        done = subprocess.run(command, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired as error:
        why = f"reading it takes more than {seconds} seconds; print it to a new PDF and try that"
        raise UnreadableText(why) from error
    if done.returncode == _UNREADABLE:
        raise UnreadableText(done.stdout.decode("utf-8", "replace"))
    if done.returncode:
        raise UnreadableText(
            "the PDF brought its reader down, so it is damaged or made to do harm; "
            "print it to a new PDF and try that"
        )
    return done.stdout


def _limit() -> None:
    """Keep this process from taking more memory than a PDF can need."""
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (TEXT_SECONDS, TEXT_SECONDS))


def main(words: list[str]) -> int:
    """Answer one question about one file on the standard output."""
    _limit()
    data = Path(words[1]).read_bytes()
    try:
        if words[0] == "text":
            answer = msgspec.json.encode(pdf.read(data))
        else:
            answer = pdf.image(data, int(words[2]))
    except UnreadableText as error:
        sys.stdout.buffer.write(error.why.encode())
        return _UNREADABLE
    sys.stdout.buffer.write(answer)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
