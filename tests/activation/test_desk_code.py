"""No SMS comes: a service point issues a code, typed where a code from an SMS goes."""

import pytest

from chalicelib.activation import started_activations
from chalicelib.activation.errors import (
    ActivationExpired,
    CodeWrong,
    DeskCodeRefused,
    StepNotExpected,
    TooManyTries,
    WaitBeforeResend,
)
from chalicelib.activation.issue_desk_code import issue_desk_code
from chalicelib.activation.started_activations import StartedActivation
from chalicelib.audit import recorded_entries
from chalicelib.audit.entry import AuditEntry
from tests.activation.code_cases import ADA, EWA, NOW, later, new_city, wrong

WHY = "kod nie przychodzi"


@pytest.fixture
def city():
    with new_city() as city:
        city.ask()
        yield city


def issued(pesel=ADA, now=NOW) -> str:
    return issue_desk_code("act_a", pesel, "anna", WHY, now)


def audit():
    entries, _ = recorded_entries.of_area("activation", 100, None)
    return entries


def test_it_is_typed_like_any_code_and_works_once(city):
    city.sms.down = True
    city.work()
    code = issued(now=later(minutes=3))
    city.type(code, now=later(minutes=32))
    with pytest.raises(StepNotExpected):
        city.type(code, now=later(minutes=32))


def test_it_lives_half_an_hour_and_its_activation_as_long(city):
    code = issued(now=later(minutes=20))
    activation = started_activations.get("act_a")
    assert (activation.challenge.live_until, activation.expires_at) == (later(minutes=50), later(minutes=50))
    with pytest.raises(ActivationExpired):
        city.type(code, now=later(minutes=50))
    city.type(code, now=later(minutes=49, seconds=59))


def test_it_has_five_tries_like_any_code(city):
    code = issued()
    for _ in range(5):
        with pytest.raises((CodeWrong, TooManyTries)):
            city.type(wrong(code))
    with pytest.raises(TooManyTries):
        city.type(code)


def test_its_tries_are_its_own(city):
    (first,) = city.work()
    for _ in range(5):
        with pytest.raises((CodeWrong, TooManyTries)):
            city.type(wrong(first))
    code = issued(now=later(seconds=5))
    with pytest.raises(CodeWrong) as refusal:
        city.type(wrong(code), now=later(seconds=6))
    assert refusal.value.details["left"] == 4
    city.type(code, now=later(seconds=6))


def test_it_is_in_the_audit_without_the_code(city):
    code = issued()
    (entry,) = audit()
    after = {"live_until": later(minutes=30).isoformat()}
    assert entry == AuditEntry("activation", NOW, "anna", "issue_code", "act_a", WHY, {}, after)
    assert code not in str(entry) + str(StartedActivation.get("act_a").attribute_values)


def test_the_document_must_be_the_persons_own(city):
    with pytest.raises(DeskCodeRefused):
        issued(pesel=EWA)
    assert audit() == []


def test_somebody_whom_the_register_does_not_know_gets_none(city):
    city.ask("act_b", "dev_b", known=False)
    with pytest.raises(DeskCodeRefused):
        issue_desk_code("act_b", ADA, "anna", WHY, NOW)


def test_there_is_none_for_what_is_over_or_was_never_begun(city):
    city.type(issued())
    with pytest.raises(DeskCodeRefused):
        issued()
    with pytest.raises(DeskCodeRefused):
        issue_desk_code("act_unknown", ADA, "anna", WHY, NOW)
    city.begin("act_b")
    with pytest.raises(DeskCodeRefused):
        issue_desk_code("act_b", ADA, "anna", WHY, NOW)


def test_there_is_none_for_an_activation_left_alone(city):
    with pytest.raises(DeskCodeRefused):
        issued(now=later(minutes=30))
    assert audit() == []


def test_it_ends_the_code_that_an_sms_brought(city):
    (first,) = city.work()
    second = issued(now=later(seconds=5))
    with pytest.raises(CodeWrong):
        city.type(first, now=later(seconds=6))
    city.type(second, now=later(seconds=6))


def test_an_sms_that_is_still_on_its_way_is_not_sent_after_it(city):
    code = issued(now=later(seconds=5))
    assert city.work(now=later(seconds=6)) == []
    city.type(code, now=later(seconds=6))


def test_asking_for_an_sms_ends_it_and_no_more_than_once_a_minute(city):
    code = issued()
    with pytest.raises(WaitBeforeResend):
        city.ask_again(now=later(seconds=59))
    city.ask_again(now=later(seconds=60))
    with pytest.raises(CodeWrong):
        city.type(code, now=later(seconds=60))


def test_it_needs_no_sms_budget(city):
    city.budget = type(city.budget)(all_day=0)
    assert city.work() == []
    city.type(issued())
