"""A pool of threads without threads."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

A = TypeVar("A")
T = TypeVar("T")


class OneByOne:
    """Does what a pool is given in turn: in a simulated city nothing happens at once but what takes turns."""

    def __init__(self, max_workers: int) -> None: ...

    def __enter__(self) -> "OneByOne":
        return self

    def __exit__(self, *_: object) -> None: ...

    def map(self, work: Callable[[A], T], things: Iterable[A]) -> Iterator[T]:
        return map(work, things)
