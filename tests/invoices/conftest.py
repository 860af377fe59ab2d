from collections.abc import Iterator

import pytest

from chalicelib.audit.recorded_entries import RecordedEntry
from chalicelib.invoices.counted_numbers import CountedNumber
from chalicelib.invoices.kept_invoices import KeptInvoice
from simulation.memory_dynamodb import MemoryDynamoDB, installed


@pytest.fixture
def tables() -> Iterator[MemoryDynamoDB]:
    memory = MemoryDynamoDB.for_models(KeptInvoice, CountedNumber, RecordedEntry)
    with installed(memory):
        yield memory
