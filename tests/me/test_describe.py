"""docs/privacy.md says what the registry says, and the privacy notice promises nothing that is not so."""

from chalicelib.me.describe import DOCUMENT, described
from chalicelib.me.registry import REGISTRY


def test_the_document_is_written_from_the_registry():
    written = DOCUMENT.read_text(encoding="utf-8")
    assert written == described(written), "python -m chalicelib.me.describe"


def test_every_attribute_is_in_the_document():
    written = DOCUMENT.read_text(encoding="utf-8")
    assert all(f"### `{name}`" in written for name in REGISTRY)
    assert all(f"`{field}`" in written for record in REGISTRY.values() for field in record.names)
