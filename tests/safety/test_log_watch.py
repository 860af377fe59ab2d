"""The watch over the suite's logs knows personal data by its form, and nothing else."""

import logging

import pytest

from tests.safety.log_watch import personal_in, watching


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("driver@example.com", "an e-mail address"),
        ("for 51820201010.", "a PESEL"),
        ("to +48600100200", "a phone number"),
        ("{'to': '600100200'}", "a phone number"),
        ("plate KR1AB23", "a plate"),
        ("Bearer eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJkZXZf", "a token"),
        ("4111111111111111", "a bank card"),
    ],
)
def test_each_form_is_known(text, kind):
    assert personal_in(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "stay_xxyr4g3kzp66svmi22w3res2:stay_started:push",
        "card_7l2c2onqoh64zlupkatebsv4:card_linked:1795421339.999",
        "8e40b905-bdee-420c-b8e6-4caac8bf1db9",
        "51820201011",
        "arn:aws:sns:eu-central-1:123456789012:app",
        "R00000001 took 10593",
    ],
)
def test_ids_moments_and_amounts_are_not_taken_for_people(text):
    assert personal_in(text) == ""


def test_a_line_that_names_somebody_is_found_in_message_key_and_exception():
    from chalicelib.log import logger

    spoken = logging.getLogger("mkrakow")
    before, spoken.propagate = spoken.propagate, False
    with watching() as found:
        logger.info("fine", order_id="stay_a_1")
        logger.info("said to driver@example.com")
        logger.info("said", to="600100200")
        try:
            raise ValueError("51820201010")
        except ValueError:
            logger.exception("said")
    spoken.propagate = before
    assert [line.partition(" in the line")[0] for line in found] == ["an e-mail address", "a phone number", "a PESEL"]
