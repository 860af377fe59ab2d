"""Random values and expressions, written as pynamodb writes them: every name and value has its placeholder."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

Request = dict[str, Any]

GROUPS = ["G1", "G2"]
_TEXTS = ["", "a", "ab", "abc", "b", "ł", "😀"]
_NUMBERS = ["0", "1", "1.0", "2", "-3", "10", "1.5", "1e2", "-0", "0.05", "99999999999999999999999999999999999999"]

texts = st.sampled_from(_TEXTS).map(lambda text: {"S": text})
numbers = st.sampled_from(_NUMBERS).map(lambda text: {"N": text})
text_sets = st.sets(st.sampled_from(_TEXTS[1:]), min_size=1).map(lambda members: {"SS": sorted(members)})
number_sets = st.sets(st.sampled_from(["1", "2", "-3", "1.5"]), min_size=1).map(lambda members: {"NS": sorted(members)})
scalars = texts | numbers | st.sampled_from([{"BOOL": True}, {"BOOL": False}, {"NULL": True}])
lists = st.lists(scalars, max_size=2).map(lambda elements: {"L": elements})
maps = st.dictionaries(st.sampled_from("xyl"), scalars | lists, max_size=3).map(lambda entries: {"M": entries})
values = scalars | text_sets | number_sets | lists | maps
groups = st.sampled_from(GROUPS).map(lambda text: {"S": text})

_PATHS = ["a", "b", "n", "l", "m", "s", "g", "h", "p", "m.x", "m.y", "m.l", "l[0]", "l[1]", "m.l[0]", "a[0]", "zz"]

_CHANGED_BY = {"n": "ADD", "b": "ADD", "s": "DELETE", "a": "DELETE"}
_KINDS_ASKED = st.sampled_from(["S", "N", "L", "M", "SS", "NULL"]).map(lambda kind: {"S": kind})
_COMPARISONS: list[list[Any]] = [
    ["attribute_exists (", "path", ")"],
    ["attribute_not_exists (", "path", ")"],
    *(["path", sign, values] for sign in ("=", "<>")),
    *(["path", sign, texts | numbers] for sign in ("<", "<=", ">", ">=")),
    ["path", "BETWEEN", numbers, "AND", numbers],
    ["path", "between", texts, "and", texts],
    ["path", "IN (", values, ",", scalars, ")"],
    *(["size (", "path", ")", sign, numbers] for sign in ("=", "<>", "<", ">=")),
    *(["path", sign, "path"] for sign in ("=", "<>", "<")),
    ["begins_with (", "path", ",", texts, ")"],
    ["contains (", "path", ",", values, ")"],
    ["attribute_type (", "path", ",", _KINDS_ASKED, ")"],
]


class Expressions:
    """The expressions of one request, with the placeholders that they share."""

    def __init__(self, draw: Callable[[Any], Any]) -> None:
        self._draw = draw
        self._names: dict[str, str] = {}
        self.request: Request = {}

    def condition(self, depth: int = 2) -> str:
        if depth == 0 or self._draw(st.booleans()):
            return self._comparison()
        shape = self._draw(st.sampled_from(["({} AND {})", "({} OR {})", "(NOT {})", "NOT {}", "{} and {} OR {}"]))
        return shape.format(*(self.condition(depth - 1) for _ in range(shape.count("{}"))))

    def update(self, *, with_keys: bool) -> str:
        clauses: dict[str, list[str]] = {"SET": [], "REMOVE": [], "ADD": [], "DELETE": []}
        apart = st.lists(st.sampled_from(_PATHS), min_size=1, max_size=3, unique_by=lambda path: path[0])
        for path in self._draw(st.lists(st.sampled_from(_PATHS), max_size=3) if self._rarely() else apart):
            clause = self._draw(st.sampled_from(["SET", "SET", "SET", "REMOVE", _CHANGED_BY.get(path, "SET")]))
            if path != "p" or (with_keys and self._rarely()):
                clauses[clause].append(self._action(clause, self.path(path)))
        return " ".join(f"{clause} {', '.join(actions)}" for clause, actions in clauses.items() if actions)

    def _action(self, clause: str, path: str) -> str:
        match clause:
            case "SET":
                return f"{path} = {self._operand()}"
            case "REMOVE":
                return path
            case "ADD":
                return f"{path} {self._value(numbers | text_sets)}"
            case _:
                return f"{path} {self._value(text_sets)}"

    def _rarely(self) -> bool:
        return bool(self._draw(st.integers(0, 9)) == 9)

    def path(self, path: str | None = None) -> str:
        steps = (path or self._draw(st.sampled_from(_PATHS))).split(".")
        return ".".join(
            self._name(name) + bracket + index for name, bracket, index in (s.partition("[") for s in steps)
        )

    def _name(self, name: str) -> str:
        placeholder = self._names.setdefault(name, f"#{len(self._names)}")
        self.request["ExpressionAttributeNames"] = {each: known for known, each in self._names.items()}
        return placeholder

    def _value(self, strategy: Any) -> str:
        given = self.request.setdefault("ExpressionAttributeValues", {})
        placeholder = f":{len(given)}"
        given[placeholder] = self._draw(strategy)
        return placeholder

    def _comparison(self) -> str:
        shape = self._draw(st.sampled_from(_COMPARISONS))
        parts = [self._value(part) if isinstance(part, st.SearchStrategy) else part for part in shape]
        return " ".join(self.path() if part == "path" else part for part in parts)

    def _operand(self) -> str:
        shape = self._draw(st.sampled_from(["value", "value", "path", "sum", "otherwise", "append"]))
        match shape:
            case "value":
                return self._value(values)
            case "path":
                return self.path()
            case "sum":
                sign = self._draw(st.sampled_from("+-"))
                return f"{self.path(self._draw(st.sampled_from(['n', 'n', 'b', 'zz'])))} {sign} {self._value(numbers)}"
            case "otherwise":
                return f"if_not_exists ({self.path()}, {self._value(values)})"
            case _:
                return f"list_append ({self.path(self._draw(st.sampled_from('lln')))}, {self._value(lists)})"
