"""Condition expressions: comparisons, AND, OR, NOT, and functions of an item's attributes."""

import operator
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from simulation.attribute_value import AttributeValue, Item, Values, kind_of, order_of
from simulation.client_error import NotPlayed
from simulation.expression import Compiled, Operand, Reader, reads

Condition = Callable[[Item, Values], bool]

SORTED = ("S", "N")
KINDS = ("S", "N", "BOOL", "NULL", "M", "L", "SS", "NS")
_MOST_IN = 100
_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@lru_cache(maxsize=4096)
def condition(text: str, names: tuple[tuple[str, str], ...]) -> Compiled[Condition]:
    """Return a ConditionExpression. Raises Invalid."""
    reader = Reader(text, dict(names), "ConditionExpression")
    return reader.compiled(_Conditions(reader).either())


def require_bounds(reader: Reader, low: str, high: str) -> None:
    """Require of every request that two literal bounds are of one kind and not turned around."""
    rule = "The BETWEEN operator requires "

    def check(values: Values) -> None:
        if kind_of(values[low]) != kind_of(values[high]):
            raise reader.invalid(rule + "same data type for lower and upper bounds")
        if _compares(operator.gt, values[low], values[high]):
            raise reader.invalid(rule + "upper bound to be greater than or equal to lower bound")

    reader.checks.append(check)


class _Conditions:
    """The grammar, from the loosest binding to the tightest."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._groups: dict[int, int] = {}

    def either(self) -> Condition:
        alternatives = [self._both()]
        while self._reader.takes("OR"):
            alternatives.append(self._both())
        if len(alternatives) == 1:
            return alternatives[0]
        return lambda item, values: any(holds(item, values) for holds in alternatives)

    def _both(self) -> Condition:
        parts = [self._not()]
        while self._reader.takes("AND"):
            parts.append(self._not())
        if len(parts) == 1:
            return parts[0]
        return lambda item, values: all(holds(item, values) for holds in parts)

    def _not(self) -> Condition:
        if self._reader.takes("NOT"):
            denied = self._not()
            return lambda item, values: not denied(item, values)
        return self._one()

    def _one(self) -> Condition:
        begins = self._reader.peek()
        if begins == "(":
            return self._group()
        if begins[:1].isalpha() and begins != "SIZE":
            return self._function(self._reader.take())
        return self._comparison()

    def _group(self) -> Condition:
        opened = self._reader.at
        self._reader.expect("(")
        inside = self.either()
        if self._groups.get(opened + 1) == self._reader.at:
            raise self._reader.invalid("The expression has redundant parentheses;")
        self._reader.expect(")")
        self._groups[opened] = self._reader.at
        return inside

    def _function(self, name: str) -> Condition:
        self._reader.expect("(")
        path = self._reader.path()
        found = reads(path)
        if name in ("attribute_exists", "attribute_not_exists"):
            self._reader.expect(")")
            wanted = name == "attribute_exists"
            return lambda item, values: (found(item, values) is not None) is wanted
        self._reader.expect(",")
        if name == "attribute_type":
            return self._of_type(found)
        tests = {"begins_with": _begins_with, "contains": _contains}
        if name not in tests:
            raise self._reader.invalid(f"Invalid function name; function: {name}")
        kinds = ("S",) if name == "begins_with" else KINDS
        argument = self._plain_operand(kinds, name)
        self._reader.expect(")")
        test = tests[name]
        return lambda item, values: test(found(item, values), argument(item, values))

    def _of_type(self, found: Operand) -> Condition:
        placeholder = self._reader.value()
        self._reader.require(placeholder, ("S",), "attribute_type")
        self._reader.expect(")")

        def holds(item: Item, values: Values) -> bool:
            value = found(item, values)
            return value is not None and kind_of(value) == values[placeholder]["S"]

        return holds

    def _comparison(self) -> Condition:
        left = self._sized_or_path()
        sign = self._reader.take().upper()
        if sign in _ORDER:
            test, right = _ORDER[sign], self._plain_operand(SORTED, sign)
            return lambda item, values: _compares(test, left(item, values), right(item, values))
        match sign:
            case "=":
                right = self._plain_operand(KINDS, sign)
                return lambda item, values: _equals(left(item, values), right(item, values))
            case "<>":
                right = self._plain_operand(KINDS, sign)
                return lambda item, values: not _equals(left(item, values), right(item, values))
            case "IN":
                return self._listed(left)
            case "BETWEEN":
                return self._between(left)
        self._reader.at -= 1
        raise self._reader.wrong()

    def _listed(self, left: Operand) -> Condition:
        self._reader.expect("(")
        candidates = [self._plain_operand(KINDS, "IN")]
        while self._reader.takes(","):
            candidates.append(self._plain_operand(KINDS, "IN"))
        self._reader.expect(")")
        if len(candidates) > _MOST_IN:
            raise self._reader.invalid("Invalid number of operands for operator or function; operator: IN")
        return lambda item, values: any(_equals(left(item, values), one(item, values)) for one in candidates)

    def _between(self, left: Operand) -> Condition:
        reader = self._reader
        first = reader.at
        low = self._plain_operand(SORTED, "BETWEEN")
        reader.expect("AND")
        second = reader.at
        high = self._plain_operand(SORTED, "BETWEEN")
        literals = [reader.literal_at(first), reader.literal_at(second)]
        if literals[0] and literals[1]:
            require_bounds(reader, literals[0], literals[1])

        def holds(item: Item, values: Values) -> bool:
            value = left(item, values)
            return _compares(operator.ge, value, low(item, values)) and _compares(
                operator.le, value, high(item, values)
            )

        return holds

    def _sized_or_path(self) -> Operand:
        if self._reader.peek()[:1] == ":":
            raise NotPlayed("a literal on the left of a comparison")
        if self._reader.peek() != "SIZE":
            return reads(self._reader.path())
        self._reader.expect("SIZE", "(")
        found = reads(self._reader.path())
        self._reader.expect(")")
        return lambda item, values: _sized(found(item, values))

    def _plain_operand(self, kinds: tuple[str, ...], function: str) -> Operand:
        if self._reader.peek()[:1] != ":":
            return reads(self._reader.path())
        placeholder = self._reader.value()
        if kinds is not KINDS:
            self._reader.require(placeholder, kinds, function)
        return lambda _, values: values[placeholder]


def _equals(left: AttributeValue | None, right: AttributeValue | None) -> bool:
    return left is not None and left == right


def _compares(test: Callable[[Any, Any], bool], left: AttributeValue | None, right: AttributeValue | None) -> bool:
    if left is None or right is None:
        return False
    kind = kind_of(left)
    return kind in SORTED and kind == kind_of(right) and test(order_of(left), order_of(right))


def _begins_with(value: AttributeValue | None, prefix: AttributeValue | None) -> bool:
    return bool(value and prefix and "S" in value and "S" in prefix and value["S"].startswith(prefix["S"]))


def _contains(value: AttributeValue | None, wanted: AttributeValue | None) -> bool:
    if value is None or wanted is None:
        return False
    ((kind, inside),) = value.items()
    if kind == "L":
        return wanted in inside
    return kind in ("S", "SS", "NS") and wanted.get(kind[0]) is not None and wanted[kind[0]] in inside


def _sized(value: AttributeValue | None) -> AttributeValue | None:
    if value is None:
        return None
    ((kind, inside),) = value.items()
    if kind == "S":
        return {"N": str(len(inside.encode("utf-16-le")) // 2)}
    return {"N": str(len(inside))} if kind in ("M", "L", "SS", "NS") else None
