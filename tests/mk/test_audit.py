"""What operators decided is read area by area."""

import importlib
import json
import pkgutil

import chalicelib
import mk as package
from chalicelib.audit.audited import audited
from chalicelib.audit.entry import AuditEntry
from chalicelib.audit.recorded_entries import RecordedEntry
from chalicelib.storage import commit
from mk.audit import AREAS
from tests.complaints.cases import later


def test_the_desk_reads_every_area_in_which_something_is_decided():
    names = [
        module.name
        for package_ in (chalicelib, package)
        for module in pkgutil.walk_packages(package_.__path__, f"{package_.__name__}.")
        if not module.name.endswith("__main__")
    ]
    decided = {getattr(importlib.import_module(name), "AREA", None) for name in names}
    assert decided - {None} == set(AREAS)


def test_decisions_are_listed_newest_first_page_by_page(mk, aws, tables):
    tables(RecordedEntry)
    aws("ssm").put_parameter(Name="/mkrakow/test/cursors/key", Value="k", Type="SecureString")
    for minutes in range(3):
        what = f"redrive{minutes}"
        commit(
            audited(AuditEntry("dlq", later(minutes=minutes), "anna", what, "messages", "bo tak", {"messages": 2}, {}))
        )
    assert mk("audit", "list", "--area", "outbox", "--language", "en") == (0, "Nothing has been decided.\n")
    status, said = mk("audit", "list", "--area", "dlq", "--limit", "2")
    assert status == 0
    first, _, further = said.splitlines()
    assert first == "08.12.2026 10:17:00  anna  redrive2  messages  {'messages': 2} → {}  bo tak"
    assert further.startswith("Dalej: --cursor=")
    page = mk("audit", "list", "--area", "dlq", "--json", further.removeprefix("Dalej: "))
    assert [item["what"] for item in json.loads(page[1])["items"]] == ["redrive0"]
