"""Key conditions: one value of the hash key, and perhaps a stretch of the range key."""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from simulation.attribute_value import Ordered, Values, order_of
from simulation.condition import SORTED, require_bounds
from simulation.expression import Compiled, Reader

InRange = Callable[[Any, Values], bool]

_TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True)
class Term:
    """What is required of one key attribute: its order (`order_of`) passes the test. `literals` are placeholders."""

    name: str
    sign: str
    literals: tuple[str, ...]
    holds: InRange

    def is_met(self, order: Ordered, values: Values) -> bool:
        return self.holds(order, values)


@lru_cache(maxsize=1024)
def key_condition(text: str, names: tuple[tuple[str, str], ...]) -> Compiled[tuple[Term, ...]]:
    """Return the one or two terms of a KeyConditionExpression, not yet held against a table's keys. Raises Invalid."""
    reader = Reader(text, dict(names), "KeyConditionExpression")
    return reader.compiled(tuple(_terms(reader)))


def _terms(reader: Reader) -> list[Term]:
    if reader.takes("("):
        terms = _terms(reader)
        reader.expect(")")
    else:
        terms = [_term(reader)]
    if reader.takes("AND"):
        terms += _terms(reader)
    if len(terms) > 2:
        raise reader.invalid("Conditions can be of length 1 or 2 only")
    return terms


def _term(reader: Reader) -> Term:
    if reader.takes("BEGINS_WITH"):
        reader.expect("(")
        name = _key_name(reader)
        reader.expect(",")
        prefix = reader.value()
        reader.expect(")")
        reader.require(prefix, ("S",), "begins_with")
        return Term(name, "begins_with", (prefix,), lambda order, values: order.startswith(values[prefix]["S"]))
    name, sign = _key_name(reader), reader.take().upper()
    if sign == "BETWEEN":
        low = reader.value()
        reader.expect("AND")
        high = reader.value()
        require_bounds(reader, low, high)
        return Term(
            name, sign, (low, high), lambda order, values: order_of(values[low]) <= order <= order_of(values[high])
        )
    if sign not in _TESTS:
        raise reader.invalid(f"Unsupported operator on KeyCondition: {sign}")
    test, literal = _TESTS[sign], reader.value()
    reader.require(literal, SORTED, sign)
    return Term(name, sign, (literal,), lambda order, values: test(order, order_of(values[literal])))


def _key_name(reader: Reader) -> str:
    path = reader.path()
    if len(path) > 1:
        raise reader.invalid(
            "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed"
        )
    return str(path[0])
