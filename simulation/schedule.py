"""What AWS starts every minute."""

from collections.abc import Callable
from dataclasses import dataclass

from pynamodb.models import Model


@dataclass(frozen=True)
class Schedule:
    """`work` takes what the index `due` of a model has for a job. `is_rare`: most minutes have nothing for it."""

    work: Callable[[], object]
    model: type[Model]
    job: str
    is_rare: bool = False
