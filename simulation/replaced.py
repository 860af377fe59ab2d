"""A mistake in the right code's place."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def patched(*patches: Any) -> Iterator[None]:
    """Let all the patches hold for a while."""
    for patch in patches:
        patch.start()
    try:
        yield
    finally:
        for patch in patches:
            patch.stop()
