"""DynamoDB's attribute values as they are on the wire: `{"S": "text"}`, `{"N": "1.5"}`, `{"L": [...]}`.

A value is made normal once, when it comes in: numbers written as DynamoDB writes them, sets sorted. From then on
two values are equal exactly when their dicts are, and nobody changes one in place.
"""

import re
from decimal import Context, Decimal
from typing import Any

import msgspec

from simulation.client_error import Invalid, NotPlayed

AttributeValue = dict[str, Any]
Item = dict[str, AttributeValue]
Values = dict[str, AttributeValue]
Ordered = str | int | Decimal

LARGEST_ITEM = 400 * 1024
_DEEPEST = 32
_PLAIN = {"S": str, "BOOL": bool}
_DIGITS, _LARGEST_EXPONENT, _SMALLEST_EXPONENT = 38, 125, -130
_EXACT = Context(prec=400)

_is_plain_integer = re.compile(r"(?:-?[1-9][0-9]{0,37}|0)", re.ASCII).fullmatch
_is_number = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?", re.ASCII).fullmatch


def normal(value: Any, depth: int = 0) -> AttributeValue:
    """Return the value as it is stored, sharing nothing that can change with the one given. Raises Invalid."""
    if type(value) is not dict or len(value) != 1:
        raise Invalid("Supplied AttributeValue must contain exactly one of the supported datatypes")
    ((kind, inner),) = value.items()
    if type(inner) is _PLAIN.get(kind):
        return {kind: inner}
    if kind == "N" and type(inner) is str:
        return {"N": number(inner)}
    return {kind: _inside(kind, inner, depth)}


def normal_item(item: dict[str, Any]) -> Item:
    return {named(name): normal(value) for name, value in item.items()}


def named(name: str) -> str:
    if not name:
        raise Invalid("One or more parameter values were invalid: an attribute name may not be empty")
    return name


def kind_of(value: AttributeValue) -> str:
    return next(iter(value))


def number(text: str) -> str:
    """Return a number as DynamoDB writes it: plain, without what means nothing. Raises Invalid."""
    if _is_plain_integer(text):
        return text
    if not _is_number(text):
        raise Invalid(f"The parameter cannot be converted to a numeric value: {text}")
    return plain(Decimal(text))


def plain(exact: Decimal) -> str:
    """Return how DynamoDB writes this number. Raises Invalid when it keeps no such number."""
    if not exact:
        return "0"
    if exact.adjusted() > _LARGEST_EXPONENT:
        raise Invalid("Number overflow. Attempting to store a number with magnitude larger than supported range")
    if exact.adjusted() < _SMALLEST_EXPONENT:
        raise Invalid("Number underflow. Attempting to store a number with magnitude smaller than supported range")
    if len("".join(map(str, exact.as_tuple().digits)).strip("0")) > _DIGITS:
        raise Invalid("Attempting to store more than 38 significant digits in a Number")
    written = f"{exact:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written.lstrip("+")


def sum_of(left: AttributeValue, right: AttributeValue, sign: int = 1) -> AttributeValue:
    """Return left + right, or left - right; exact or Invalid, never rounded."""
    return {"N": plain(_EXACT.add(Decimal(left["N"]), Decimal(right["N"]) * sign))}


def order_of(value: AttributeValue) -> Ordered:
    """Return what sorts as DynamoDB sorts strings and numbers; two kinds are never compared."""
    if "S" in value:
        text: str = value["S"]
        return text
    digits: str = value["N"]
    return Decimal(digits) if "." in digits else int(digits)


def in_order(kind: str, members: list[str]) -> list[str]:
    return sorted(members, key=Decimal if kind == "NS" else None)


def item_size(item: Item) -> int:
    """Return the bytes that DynamoDB counts."""
    return sum(len(name.encode()) + _size(value) for name, value in item.items())


def is_larger(items: Any, limit: int) -> bool:
    """Tell whether an item, or a list of them, is above the limit; JSON is never smaller than DynamoDB's count."""
    if len(msgspec.json.encode(items)) <= limit:
        return False
    return sum(map(item_size, items if isinstance(items, list) else [items])) > limit


def _inside(kind: str, inner: Any, depth: int) -> Any:
    if depth >= _DEEPEST:
        raise Invalid("Nesting Levels have exceeded supported limits")
    if kind == "M" and type(inner) is dict:
        return {named(name): normal(below, depth + 1) for name, below in inner.items()}
    if kind == "L" and type(inner) is list:
        return [normal(below, depth + 1) for below in inner]
    if kind in ("SS", "NS") and type(inner) is list:
        return _members(kind, inner)
    if kind == "NULL" and inner is True:
        return True
    raise NotPlayed(f"attribute value {kind} {inner!r:.100}")


def _members(kind: str, members: list[Any]) -> list[str]:
    if not members:
        raise Invalid("One or more parameter values were invalid: An string set  may not be empty")
    if not all(type(member) is str for member in members):
        raise NotPlayed(f"a set of {members!r:.100}")
    if "" in members:
        raise Invalid("One or more parameter values were invalid: a set may not have an empty string as a member")
    kept = [number(member) for member in members] if kind == "NS" else members
    if len(set(kept)) != len(kept):
        raise Invalid(f"One or more parameter values were invalid: Input collection {members} contains duplicates.")
    return in_order(kind, kept)


def _size(value: AttributeValue) -> int:
    ((kind, inner),) = value.items()
    match kind:
        case "S" | "N":
            return _scalar_size(kind, inner)
        case "SS" | "NS":
            return sum(_scalar_size(kind[0], member) for member in inner)
        case "L":
            return 3 + sum(1 + _size(below) for below in inner)
        case "M":
            return 3 + sum(1 + len(name.encode()) + _size(below) for name, below in inner.items())
        case _:
            return 1


def _scalar_size(kind: str, text: str) -> int:
    if kind == "S":
        return len(text.encode())
    significant = text.lstrip("-").replace(".", "").strip("0")
    return (len(significant) + 1) // 2 + 1 + text.startswith("-")
