"""Every table of the product as its models declare it."""

import importlib
import pkgutil
import sys
from collections.abc import Iterator
from typing import Any

from pynamodb.attributes import ListAttribute, MapAttribute

import chalicelib
from chalicelib import config
from chalicelib.storage import Table


def all_tables() -> dict[str, type[Table]]:
    """Return the model of each table, by its name without the stage."""
    for module in pkgutil.walk_packages(chalicelib.__path__, "chalicelib."):
        importlib.import_module(module.name)
    return loaded_tables()


def loaded_tables() -> dict[str, type[Table]]:
    """Return those whose modules somebody has imported."""
    prefix = config.table_name("")
    models = [model for model in _below(Table) if model.__module__.startswith("chalicelib.")]
    return {model.Meta.table_name.removeprefix(prefix): model for model in models}


def paths(model: type[Table]) -> set[str]:
    """Return the model's attributes, those inside of maps and of lists of maps by their path."""
    return set(_paths(model.get_attributes(), ""))


def retention_of(model: type[Table]) -> Any:
    """Return how long the storage file, or the one that it takes its expiry from, says that it keeps an item."""
    return getattr(sys.modules[model.__module__], "KEPT", None)


def _paths(attributes: dict[str, Any], prefix: str) -> Iterator[str]:
    for name, attribute in attributes.items():
        yield prefix + name
        inner = attribute.element_type if isinstance(attribute, ListAttribute) else type(attribute)
        if inner and issubclass(inner, MapAttribute):
            yield from _paths(inner.get_attributes(), f"{prefix}{name}.")


def _below(model: Any) -> Iterator[Any]:
    for child in model.__subclasses__():
        yield child
        yield from _below(child)
