"""Write `docs/privacy.md` from the registry: `python -m chalicelib.me.describe`. A test holds the file to it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from chalicelib.me.field import Basis, Erasure, Record, Retention
from chalicelib.me.registry import REGISTRY
from chalicelib.retention import FromYearsEnd

DOCUMENT = Path("docs/privacy.md")
_TABLES_BEGIN = "<!-- From chalicelib/me/registry.py: python -m chalicelib.me.describe -->"
_BASES: dict[Basis, str] = {
    "public_task": "public task, art. 6(1)(e) GDPR",
    "legal_duty": "legal duty, art. 6(1)(c) GDPR",
    "consent": "consent, art. 6(1)(a) GDPR",
    "security": "security, art. 32 GDPR",
}
_ERASURES: dict[Erasure, str] = {
    "deleted": "deleted",
    "removed": "removed",
    "replaced": "replaced by a random name",
    "kept": "kept",
    "kept by law": "kept, because an act names it",
    "expires": "goes by itself",
}


def described(document: str) -> str:
    """Return the document with what follows its last marker written anew."""
    return document.partition(_TABLES_BEGIN)[0] + _TABLES_BEGIN + "\n\n" + "\n".join(_tables())


def _tables() -> Iterator[str]:
    for name, record in REGISTRY.items():
        yield from _table(name, record)


def _table(name: str, record: Record) -> Iterator[str]:
    yield f"### `{name}`\n"
    yield f"For {record.purpose}. Basis: {_BASES[record.basis]}. Kept {_how_long(record.kept)}.\n"
    yield "| attributes | what they are | an erasure |"
    yield "|---|---|---|"
    for alike in record.fields:
        names = " ".join(f"`{field}`" for field in alike.names)
        kind = alike.kind.replace("_", " ") + (f", for {alike.purpose}" if alike.purpose else "")
        yield f"| {names} | {kind} | {_ERASURES[alike.erasure]} |"
    yield ""


def _how_long(kept: Retention) -> str:
    if kept.time is None:
        return f"until {kept.since}" if not kept.since.startswith("never") else f"for ever ({kept.since[7:]})"
    if isinstance(kept.time, FromYearsEnd):
        return f"for {kept.time.years} years after the year of {kept.since}"
    if kept.time < timedelta(days=1):
        return f"{int(kept.time.total_seconds())} seconds after {kept.since}"
    return f"{kept.time.days} {'day' if kept.time.days == 1 else 'days'} after {kept.since}"


if __name__ == "__main__":
    DOCUMENT.write_text(described(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
