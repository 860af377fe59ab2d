"""What DynamoDB's expressions share: tokens, paths, placeholders. A text is read once; then it is a closure.

Names stand only as `#placeholders`: pynamodb never writes a bare one, so no list of reserved words is needed.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar

from simulation.attribute_value import AttributeValue, Item, Values, kind_of, normal
from simulation.client_error import Invalid, NotPlayed

Path = tuple[str | int, ...]
Operand = Callable[[Item, Values], AttributeValue | None]
Check = Callable[[Values], None]
T = TypeVar("T")

_LONGEST = 4096
_token = re.compile(r"\s*([#:][A-Za-z0-9_]+|[A-Za-z_][A-Za-z0-9_]*|[0-9]+|<>|<=|>=|[=<>()\[\].,+-]|\S)")


@dataclass(frozen=True)
class Compiled(Generic[T]):
    """What an expression does, the placeholders it names, and what it requires of their values beforehand."""

    run: T
    names: frozenset[str]
    values: frozenset[str]
    checks: tuple[Check, ...]


class Reader:
    """The tokens of one expression."""

    def __init__(self, text: str, names: Mapping[str, str], what: str) -> None:
        if not text.strip():
            raise Invalid(f"Invalid {what}: The expression can not be empty;")
        if len(text.encode()) > _LONGEST:
            raise Invalid(f"Invalid {what}: Expression size has exceeded the maximum allowed size;")
        self._tokens = _token.findall(text)
        self._names = names
        self._what = what
        self._used_names: set[str] = set()
        self._used_values: set[str] = set()
        self.checks: list[Check] = []
        self.at = 0

    def peek(self) -> str:
        """Return the next token, a keyword in capitals; empty at the end."""
        return self._tokens[self.at].upper() if self.at < len(self._tokens) else ""

    def take(self) -> str:
        if self.at == len(self._tokens):
            raise self.wrong()
        self.at += 1
        token: str = self._tokens[self.at - 1]
        return token

    def takes(self, token: str) -> bool:
        if self.peek() != token:
            return False
        self.at += 1
        return True

    def expect(self, *tokens: str) -> None:
        for token in tokens:
            if not self.takes(token):
                raise self.wrong()

    def path(self) -> Path:
        """Read `#name`, then any number of `.#name` and `[index]`."""
        steps: list[str | int] = [self._name()]
        while self.peek() in (".", "["):
            if self.take() == ".":
                steps.append(self._name())
            else:
                steps.append(self._index())
                self.expect("]")
        return tuple(steps)

    def value(self) -> str:
        """Read a `:placeholder`."""
        placeholder = self.take()
        if placeholder[0] != ":":
            raise self.wrong()
        self._used_values.add(placeholder)
        return placeholder

    def literal_at(self, place: int) -> str:
        """Return the `:placeholder` that was read there; empty when something else was."""
        token: str = self._tokens[place]
        return token if token[0] == ":" else ""

    def wrong(self) -> Invalid:
        near = " ".join(self._tokens[max(0, self.at - 2) : self.at + 2]) or "<EOF>"
        return self.invalid(f"Syntax error; near: {near}")

    def invalid(self, message: str) -> Invalid:
        return Invalid(f"Invalid {self._what}: {message}")

    def require(self, placeholder: str, kinds: Sequence[str], function: str) -> None:
        """Require of every request that this value is of one of the kinds."""
        refusal = f"Incorrect operand type for operator or function; operator or function: {function}, operand type: "

        def check(values: Values) -> None:
            if kind_of(values[placeholder]) not in kinds:
                raise self.invalid(refusal + kind_of(values[placeholder]))

        self.checks.append(check)

    def compiled(self, run: T) -> Compiled[T]:
        """Return what was read, all of it."""
        if self.at < len(self._tokens):
            raise self.wrong()
        return Compiled(run, frozenset(self._used_names), frozenset(self._used_values), tuple(self.checks))

    def _name(self) -> str:
        placeholder = self.take()
        if placeholder[0] != "#":
            self.at -= 1
            raise (
                NotPlayed(f"bare name or unknown function {placeholder}") if placeholder[0].isalpha() else self.wrong()
            )
        if placeholder not in self._names:
            refusal = "An expression attribute name used in the document path is not defined; attribute name: "
            raise self.invalid(refusal + placeholder)
        self._used_names.add(placeholder)
        return self._names[placeholder]

    def _index(self) -> int:
        digits = self.take()
        if not digits.isdigit():
            raise self.wrong()
        return int(digits)


@lru_cache(maxsize=1024)
def projection(text: str, names: tuple[tuple[str, str], ...]) -> Compiled[frozenset[str]]:
    """Return the attributes that a ProjectionExpression lists; only whole attributes are played. Raises Invalid."""
    reader = Reader(text, dict(names), "ProjectionExpression")
    paths = [reader.path()]
    while reader.takes(","):
        paths.append(reader.path())
    if any(len(path) > 1 for path in paths):
        raise NotPlayed(f"projection of a part of an attribute: {text}")
    if len(set(paths)) < len(paths):
        raise reader.invalid("Two document paths overlap with each other")
    return reader.compiled(frozenset(str(path[0]) for path in paths))


def bound(request: Mapping[str, Any], *expressions: Compiled[Any] | None) -> Values:
    """Return the request's values, made normal; raises Invalid unless its expressions use exactly what it defines."""
    used = [expression for expression in expressions if expression is not None]
    names, given = request.get("ExpressionAttributeNames"), request.get("ExpressionAttributeValues")
    for defined, what in ((names, "ExpressionAttributeNames"), (given, "ExpressionAttributeValues")):
        if defined is not None and not used:
            raise Invalid(f"{what} can only be specified when using expressions")
        if defined is not None and not defined:
            raise Invalid(f"{what} must not be empty")
    if names and (idle := names.keys() - frozenset().union(*(one.names for one in used))):
        raise Invalid(f"Value provided in ExpressionAttributeNames unused in expressions: keys: {sorted(idle)}")
    needed: frozenset[str] = frozenset().union(*(one.values for one in used))
    values = {placeholder: normal(value) for placeholder, value in given.items()} if given else {}
    if missing := needed - values.keys():
        raise Invalid(f"An expression attribute value used in expression is not defined: {sorted(missing)}")
    if idle := values.keys() - needed:
        raise Invalid(f"Value provided in ExpressionAttributeValues unused in expressions: keys: {sorted(idle)}")
    for one in used:
        for check in one.checks:
            check(values)
    return values


def names_of(request: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return the request's names as a key for what was read before."""
    return tuple(request.get("ExpressionAttributeNames", {}).items())


def reads(path: Path) -> Operand:
    """Return how to find what stands at a path."""
    if len(path) == 1:
        name = str(path[0])
        return lambda item, _: item.get(name)
    return lambda item, _: at(item, path)


def at(item: Item, path: Path) -> AttributeValue | None:
    """Return what stands at a path; None when nothing does."""
    found: Any = {"M": item}
    for step in path:
        if isinstance(step, int):
            inside = found.get("L", ())
            found = inside[step] if step < len(inside) else None
        else:
            found = found.get("M", {}).get(step)
        if found is None:
            return None
    value: AttributeValue = found
    return value
