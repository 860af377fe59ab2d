"""pynamodb's reading and writing of items with what never changes worked out once for a class, not for every item.

Left to itself, pynamodb takes half of a simulated day: it copies all the attributes of a list's elements for each list
that it reads, asks every attribute of every item what it is, and names each request for callbacks that nobody
registers. What comes out is the same; `tests/simulation/test_quick_pynamodb.py` holds it to that.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import Any
from unittest import mock

from pynamodb.attributes import Attribute, AttributeContainer, ListAttribute, MapAttribute, NumberAttribute
from pynamodb.connection import Connection
from pynamodb.exceptions import AttributeNullError

_right_read = AttributeContainer._container_deserialize
_right_write = AttributeContainer._container_serialize
_right_defaults = AttributeContainer._set_defaults
_right_set = AttributeContainer._set_attributes
_right_get: Any = Attribute.__get__
_right_read_list: Any = ListAttribute.deserialize
_right_element: Any = ListAttribute.__getitem__
_right_read_number: Any = NumberAttribute.deserialize
_right_write_number: Any = NumberAttribute.serialize
_elements: dict[tuple[int, int], tuple[Any, Any]] = {}


@contextmanager
def quick_pynamodb() -> Iterator[None]:
    """Let pynamodb be quick for a while."""
    with ExitStack() as patches:
        for owner, name, quick in (
            (AttributeContainer, "_container_deserialize", _read),
            (AttributeContainer, "_container_serialize", _write),
            (AttributeContainer, "_set_defaults", _set_defaults),
            (AttributeContainer, "_set_attributes", _set_attributes),
            (Attribute, "__get__", _get),
            (ListAttribute, "deserialize", _read_list),
            (ListAttribute, "__getitem__", _element),
            (NumberAttribute, "deserialize", _read_number),
            (NumberAttribute, "serialize", _write_number),
            (Connection, "dispatch", Connection._make_api_call),
        ):
            patches.enter_context(mock.patch.object(owner, name, quick))
        yield


@cache
def _plain(container: Any) -> tuple[tuple[str, str, str, Any], ...] | None:
    """Return name, name in storage, kind and attribute of a class without defaults; None for any other."""
    known = container.get_attributes().items()
    if container._discriminator or any(
        _is_raw_map(one) or one.default is not None or one.default_for_new is not None for _, one in known
    ):
        return None
    return tuple((name, one.attr_name, one.attr_type, one) for name, one in known)


def _is_raw_map(attribute: Any) -> bool:
    return isinstance(attribute, MapAttribute) and attribute.is_raw()


@cache
def _settable(container: Any) -> frozenset[str]:
    """Return the attributes of a class that keep what they are given as it is."""
    known = container.get_attributes().items()
    return frozenset(name for name, one in known if type(one).__set__ is Attribute.__set__)


def _read(self: Any, attribute_values: dict[str, dict[str, Any]]) -> None:
    plain = _plain(self.__class__)
    if plain is None:
        _right_read(self, attribute_values)
        return
    read: dict[str, Any] = {}
    for name, stored_name, kind, attribute in plain:
        value = attribute_values.get(stored_name)
        if value and "NULL" not in value:
            read[name] = attribute.deserialize(value[kind] if kind in value else attribute.get_value(value))
    self.attribute_values = read


def _write(self: Any, null_check: bool = True) -> dict[str, dict[str, Any]]:
    plain = _plain(self.__class__)
    if plain is None or not null_check:
        return _right_write(self, null_check)
    values, written = self.attribute_values, {}
    for name, stored_name, kind, attribute in plain:
        value = values.get(name)
        try:
            if isinstance(value, MapAttribute) and not value.validate(null_check=True):
                return _right_write(self, null_check)
            told = None if value is None else attribute.serialize(value)
        except AttributeNullError:
            return _right_write(self, null_check)
        if told is not None:
            written[stored_name] = {kind: told}
        elif not attribute.null:
            return _right_write(self, null_check)
    return written


def _set_defaults(self: Any, _user_instantiated: bool = True) -> None:
    if _plain(self.__class__) is None:
        _right_defaults(self, _user_instantiated)


def _set_attributes(self: Any, **attributes: Any) -> None:
    if attributes.keys() <= _settable(self.__class__):
        self.attribute_values.update(attributes)
    else:
        _right_set(self, **attributes)


def _get(self: Any, instance: Any, owner: Any) -> Any:
    values = None if instance is None else instance.__dict__.get("attribute_values")
    if values is None:
        return _right_get(self, instance, owner)
    return values.get(instance._dynamo_to_python_attrs.get(self.attr_path[-1], self.attr_path[-1]))


def _read_list(self: Any, values: list[dict[str, Any]]) -> list[Any]:
    of: Any = self.element_type
    if of is None or not issubclass(of, MapAttribute) or of.is_raw() or not all("M" in value for value in values):
        read: list[Any] = _right_read_list(self, values)
        return read
    return [of._instantiate(value["M"]) for value in values]


def _element(self: Any, index: int) -> Any:
    place = id(self), index  # not the attribute: its == makes a condition
    if place not in _elements:
        _elements[place] = self, _right_element(self, index)  # itself too, so that its id stays its own
    return _elements[place][1]


def _read_number(self: Any, value: str) -> Any:
    return int(value) if value.isdigit() else _right_read_number(self, value)


def _write_number(self: Any, value: Any) -> Any:
    return str(value) if type(value) is int else _right_write_number(self, value)
