"""What a table's stream tells: every change of its items, in order."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from pynamodb.models import Model

from chalicelib.storage import RawItem
from simulation.tables import Tables

T = TypeVar("T")


class Feed(Generic[T]):
    """The changes of one streamed table as the product reads their images: before, None when new, and after."""

    def __init__(
        self, tables: Tables, model: type[Model], from_image: Callable[[RawItem], T], name: Callable[[T], str]
    ) -> None:
        self._from_image, self._name = from_image, name
        records = tables.table(model).records
        assert records is not None, f"{model.__name__} has no stream"
        self._records = records
        self._changes: list[tuple[T | None, T]] = []
        self._latest: dict[str, T] = {}
        self._followed = 0

    def changes(self) -> list[tuple[T | None, T]]:
        """Return every change until now, oldest first."""
        if len(self._records) > len(self._changes):
            for record in self._records[len(self._changes) :]:
                after = self._from_image(record["dynamodb"]["NewImage"])
                name = self._name(after)
                self._changes.append((self._latest.get(name), after))
                self._latest[name] = after
        return self._changes

    def unfollowed(self) -> Sequence[tuple[T | None, T]]:
        """Return the changes that were not asked for yet, oldest first."""
        changes = self.changes()
        if len(changes) == self._followed:
            return ()
        new = changes[self._followed :]
        self._followed = len(changes)
        return new
