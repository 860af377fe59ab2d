import importlib
import pkgutil

import pytest

import chalicelib


@pytest.fixture(scope="session")
def everything() -> None:
    """Every module of the product is imported: all refusals exist and all operations are registered."""
    for module in pkgutil.walk_packages(chalicelib.__path__, "chalicelib."):
        importlib.import_module(module.name)
