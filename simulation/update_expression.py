"""Update expressions: SET, REMOVE, ADD, DELETE. Every operand is what it was before the update."""

from dataclasses import dataclass, field
from functools import lru_cache

from simulation.attribute_value import AttributeValue, Item, Values, in_order, kind_of, sum_of
from simulation.client_error import Invalid, NotPlayed
from simulation.expression import Compiled, Operand, Path, Reader, at, reads

_MISSING = "The provided expression refers to an attribute that does not exist in the item"
_WRONG_KIND = "An operand in the update expression has an incorrect data type"
_WRONG_PATH = "The document path provided in the update expression is invalid for update"


@dataclass(frozen=True)
class Update:
    """What an update does to an item; a list's new elements are appended in the order of their indexes."""

    sets: list[tuple[Path, Operand]] = field(default_factory=list)
    removes: list[Path] = field(default_factory=list)
    adds: list[tuple[Path, str]] = field(default_factory=list)
    deletes: list[tuple[Path, str]] = field(default_factory=list)

    @property
    def paths(self) -> list[Path]:
        return [*(path for path, _ in self.sets + self.adds + self.deletes), *self.removes]

    def applied(self, item: Item, values: Values) -> Item:
        """Return the item after the update, and leave the one given as it is. Raises Invalid."""
        after = dict(item)
        for path, operand in self.sets:
            _set(after, path, _found(operand(item, values)))
        for path in self.removes:
            if len(path) == 1:
                after.pop(str(path[0]), None)
            elif at(item, path) is not None:
                _set(after, path, None)
            else:
                _require_parent(item, path)
        for path, placeholder in self.adds:
            _replace(after, path, _added(item.get(str(path[0])), values[placeholder]))
        for path, placeholder in self.deletes:
            _replace(after, path, _without(item.get(str(path[0])), values[placeholder]))
        return after


@lru_cache(maxsize=4096)
def update(text: str, names: tuple[tuple[str, str], ...]) -> Compiled[Update]:
    """Return an UpdateExpression. Raises Invalid."""
    reader = Reader(text, dict(names), "UpdateExpression")
    read = Update()
    clauses = {"SET": _read_set, "REMOVE": _read_remove, "ADD": _read_add, "DELETE": _read_delete}
    while True:
        clause = clauses.pop(reader.peek(), None)
        if clause is None:
            break
        reader.take()
        clause(reader, read)
        while reader.takes(","):
            clause(reader, read)
    _require_apart(reader, read.paths)
    read.sets.sort(key=lambda one: _sorting(one[0]))
    read.removes.sort(key=_sorting, reverse=True)  # a list's last elements first: the others keep their places
    if not read.paths:
        raise reader.wrong()
    return reader.compiled(read)


def _read_set(reader: Reader, into: Update) -> None:
    path = reader.path()
    reader.expect("=")
    into.sets.append((path, _sum(reader)))


def _read_remove(reader: Reader, into: Update) -> None:
    into.removes.append(reader.path())


def _read_add(reader: Reader, into: Update) -> None:
    into.adds.append(_with_value(reader, "ADD", ("N", "SS", "NS")))


def _read_delete(reader: Reader, into: Update) -> None:
    into.deletes.append(_with_value(reader, "DELETE", ("SS", "NS")))


def _with_value(reader: Reader, clause: str, kinds: tuple[str, ...]) -> tuple[Path, str]:
    path, placeholder = reader.path(), reader.value()
    if len(path) > 1:
        raise NotPlayed(f"{clause} inside an attribute, which DynamoDB's manual rules out")
    reader.require(placeholder, kinds, clause)
    return path, placeholder


def _sum(reader: Reader) -> Operand:
    first = reader.at
    left = _operand(reader)
    sign = reader.peek()
    if sign not in ("+", "-"):
        return left
    reader.take()
    second = reader.at
    right = _operand(reader)
    for placeholder in filter(None, map(reader.literal_at, (first, second))):
        reader.require(placeholder, ("N",), sign)
    factor = 1 if sign == "+" else -1

    def add(item: Item, values: Values) -> AttributeValue:
        augend, addend = _found(left(item, values)), _found(right(item, values))
        if "N" not in augend or "N" not in addend:
            raise Invalid(_WRONG_KIND)
        return sum_of(augend, addend, factor)

    return add


def _operand(reader: Reader) -> Operand:
    match reader.peek():
        case "IF_NOT_EXISTS":
            return _if_not_exists(reader)
        case "LIST_APPEND":
            return _list_append(reader)
        case token if token[:1] == ":":
            placeholder = reader.value()
            return lambda _, values: values[placeholder]
        case token if token[:1].isalpha():
            raise reader.invalid(f"Invalid function name; function: {reader.take()}")
    return reads(reader.path())


def _if_not_exists(reader: Reader) -> Operand:
    reader.expect("IF_NOT_EXISTS", "(")
    found = reads(reader.path())
    reader.expect(",")
    otherwise = _operand(reader)
    reader.expect(")")

    def choose(item: Item, values: Values) -> AttributeValue | None:
        value = found(item, values)
        return otherwise(item, values) if value is None else value

    return choose


def _list_append(reader: Reader) -> Operand:
    reader.expect("LIST_APPEND", "(")
    first = reader.at
    head = _operand(reader)
    reader.expect(",")
    second = reader.at
    tail = _operand(reader)
    reader.expect(")")
    for placeholder in filter(None, map(reader.literal_at, (first, second))):
        reader.require(placeholder, ("L",), "list_append")

    def append(item: Item, values: Values) -> AttributeValue:
        lists = _found(head(item, values)), _found(tail(item, values))
        if not all("L" in one for one in lists):
            raise Invalid(_WRONG_KIND)
        return {"L": [*lists[0]["L"], *lists[1]["L"]]}

    return append


def _require_apart(reader: Reader, paths: list[Path]) -> None:
    for number, one in enumerate(paths):
        for other in paths[number + 1 :]:
            shared = min(len(one), len(other))
            if one[:shared] == other[:shared]:
                raise reader.invalid(
                    "Two document paths overlap with each other; must remove or rewrite one of these paths; "
                    f"path one: {list(one)}, path two: {list(other)}"
                )


def _sorting(path: Path) -> list[tuple[int, str]]:
    return [(step, "") if isinstance(step, int) else (-1, step) for step in path]


def _found(value: AttributeValue | None) -> AttributeValue:
    if value is None:
        raise Invalid(_MISSING)
    return value


def _replace(item: Item, path: Path, value: AttributeValue | None) -> None:
    if value is None:
        item.pop(str(path[0]), None)
    else:
        item[str(path[0])] = value


def _set(item: Item, path: Path, value: AttributeValue | None) -> None:
    """Put a value at a path of this dict, or with None take it away, copying the containers on the way."""
    name = str(path[0])
    if len(path) == 1:
        assert value is not None
        item[name] = value
    elif name not in item:
        raise _no_container(path[1:])
    else:
        item[name] = _changed(item[name], path[1:], value)


def _changed(container: AttributeValue, path: Path, value: AttributeValue | None) -> AttributeValue:
    step, deeper = path[0], path[1:]
    if isinstance(step, int) and "L" in container:
        elements = list(container["L"])
        if step < len(elements):
            elements[step : step + 1] = _below(elements[step], deeper, value)
        elif deeper:
            raise Invalid(_WRONG_PATH)
        elif step == len(elements):
            elements += _below(None, deeper, value)
        else:
            raise NotPlayed("a list element set beyond the list's next place: engines disagree")
        return {"L": elements}
    if isinstance(step, str) and "M" in container:
        entries = dict(container["M"])
        for changed in _below(entries.pop(step, None), deeper, value):
            entries[step] = changed
        return {"M": entries}
    raise Invalid(_WRONG_PATH)


def _below(old: AttributeValue | None, path: Path, value: AttributeValue | None) -> list[AttributeValue]:
    """Return what stands there now: one value or none."""
    if not path:
        return [] if value is None else [value]
    if old is None:
        raise _no_container(path)
    return [_changed(old, path, value)]


def _no_container(path: Path) -> Exception:
    if isinstance(path[0], int):
        return NotPlayed("an element set of a list that is not there: engines disagree")
    return Invalid(_WRONG_PATH)


def _require_parent(item: Item, path: Path) -> None:
    parent = at(item, path[:-1])
    if parent is None or ("L" if isinstance(path[-1], int) else "M") not in parent:
        raise NotPlayed(f"REMOVE {list(path)} where nothing could hold it: engines disagree")


def _added(value: AttributeValue | None, more: AttributeValue) -> AttributeValue:
    if value is None:
        return more
    kind = kind_of(value)
    if kind not in more:
        raise Invalid(_WRONG_KIND)
    if kind == "N":
        return sum_of(value, more)
    return {kind: in_order(kind, list({*value[kind], *more[kind]}))}


def _without(value: AttributeValue | None, less: AttributeValue) -> AttributeValue | None:
    if value is None:
        return None
    kind = kind_of(value)
    if kind not in less:
        raise Invalid(_WRONG_KIND)
    left = [member for member in value[kind] if member not in less[kind]]
    return {kind: left} if left else None
