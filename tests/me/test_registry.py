"""The registry says everything about every attribute that is kept, and nothing about any other."""

from collections import Counter
from datetime import timedelta

import pytest
from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.models import Model

from chalicelib.activation.sms_budget import BUDGET, limits
from chalicelib.devices.client_assertion import LONGEST_LIFE, SKEW
from chalicelib.me.registry import REGISTRY
from chalicelib.retention import FIVE_YEARS
from chalicelib.storage import MomentAttribute
from chalicelib.vehicles import kept_garages
from tests.activation.card_cases import NOW
from tests.me.tables import all_tables, paths, retention_of

TABLES = all_tables()
OF_CONTRACTS = {"orders", "order-people"}
"""Of no phone: a customer's contract and its books, which stay whichever phone leaves."""


def test_every_table_is_in_the_registry_and_no_other():
    assert REGISTRY.keys() == TABLES.keys()


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_attribute_is_in_the_registry_once_and_no_other(name):
    said = Counter(REGISTRY[name].names)
    missing, unknown = paths(TABLES[name]) - said.keys(), said.keys() - paths(TABLES[name])
    assert (sorted(missing), sorted(unknown)) == ([], []), f"chalicelib/me/records and the table {name}"
    assert set(said.values()) == {1}


def test_a_new_attribute_is_missed_also_inside_of_a_list_of_maps():
    from chalicelib.parking.kept_stays import KeptStay

    seen = paths(KeptStay)
    assert {"email", "holds", "holds.order_id"} <= seen
    assert "order_id" not in seen


def test_a_record_is_kept_as_long_as_its_table_says():
    said = {name: record.kept.time for name, record in REGISTRY.items()}
    declared = {name: retention_of(model) for name, model in TABLES.items() if retention_of(model)}
    longest_count = max(limit.expires_at for limit in limits("n", "p", "d", NOW, BUDGET)) - NOW
    elsewhere = {
        "assertions": LONGEST_LIFE + 3 * SKEW,
        "registrations": kept_garages.KEPT,
        "sends": longest_count,
    }
    assert {name: kept for name, kept in said.items() if kept} == declared | elsewhere


@pytest.mark.parametrize("name", sorted(TABLES))
def test_what_goes_by_itself_has_a_time_to_live_and_nothing_else_has(name):
    has_one = "expires_at" in TABLES[name].get_attributes()
    assert has_one == (REGISTRY[name].kept.time is not None)


@pytest.mark.parametrize("name", sorted(TABLES))
def test_only_the_law_keeps_personal_data_that_an_erasure_leaves(name):
    record = REGISTRY[name]
    if record.basis == "consent":
        assert {alike.erasure for alike in record.fields} <= {"deleted", "removed", "replaced"}
    left = [alike for alike in record.fields if alike.erasure == "expires"]
    assert not left or (isinstance(record.kept.time, timedelta) and record.kept.time <= timedelta(days=33))


@pytest.mark.parametrize("name", sorted(TABLES.keys() - OF_CONTRACTS))
def test_no_table_keeps_contacts_words_or_secrets_of_a_person_who_left(name):
    kept = {alike.kind for alike in REGISTRY[name].fields if alike.erasure == "kept"}
    assert not kept & {"contact", "content", "secret_hash"}


def test_only_an_invoice_keeps_its_buyer_by_law_and_for_the_years_of_the_tax_alone():
    """Art. 106e of the act on VAT puts a name and an address on it, art. 112 keeps it: GDPR art. 17(3)(b)."""
    by_law = {
        f"{table}.{name}"
        for table, record in REGISTRY.items()
        for alike in record.fields
        if alike.erasure == "kept by law"
        for name in alike.names
    }
    assert by_law == {"invoices.buyer.name", "invoices.buyer.address"}
    assert REGISTRY["invoices"].basis == "legal_duty"
    assert REGISTRY["invoices"].kept.time == FIVE_YEARS


def test_an_attribute_that_nobody_registered_is_found():
    class Careless(Model):
        class Meta:
            table_name = "careless"
            region = "eu-central-1"

        stay_id = UnicodeAttribute(hash_key=True)
        latitude = NumberAttribute()
        seen_at = MomentAttribute()

    assert paths(Careless) - {"stay_id", "seen_at"} == {"latitude"}
