"""Autopay's XML, read with suspicion: at most 64 KiB, no DTD, no entities, any depth."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException, ElementTree

LIMIT_BYTES = 64 * 1024

Leaf = tuple[str, str]
"""An element's name and its stripped text."""


class Unreadable(ValueError):
    """Not a document of Autopay's, or one that proves nothing. The text is for the log and quotes no value."""


@dataclass(frozen=True)
class Document:
    """What a reply or a notification says; empty elements are left out, as they are from its hash."""

    root: str
    leaves: tuple[Leaf, ...]
    """In document order, without the hash."""
    hash: str
    """Empty unless the document has exactly one."""
    transactions: tuple[tuple[Leaf, ...], ...]
    """The leaves of each `transactions/transaction`."""

    def first(self, name: str) -> str:
        """Return the text of the first element of that name, empty when there is none."""
        return next((text for found, text in self.leaves if found == name), "")


def parse(raw: bytes) -> Document:
    """Return the document; raises Unreadable for anything that is not small, plain and well-formed."""
    if len(raw) > LIMIT_BYTES:
        raise Unreadable("too large")
    try:
        root = ElementTree.fromstring(raw, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, LookupError, ValueError) as error:
        raise Unreadable("not well-formed") from error
    leaves = tuple(_leaves(root))
    hashes = [text for name, text in leaves if name == "hash"]
    return Document(
        root=_name(root),
        leaves=tuple(leaf for leaf in leaves if leaf[0] != "hash"),
        hash=hashes[0] if len(hashes) == 1 else "",
        transactions=tuple(
            tuple(_leaves(transaction))
            for group in root
            if _name(group) == "transactions"
            for transaction in group
            if _name(transaction) == "transaction"
        ),
    )


def _leaves(root: Element) -> Iterator[Leaf]:
    waiting = [root]  # not recursion: a hostile document can nest deeper than Python's stack
    while waiting:
        element = waiting.pop()
        if len(element):
            waiting.extend(reversed(element))
        elif text := (element.text or "").strip():
            yield _name(element), text


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]
