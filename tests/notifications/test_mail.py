"""SES played by moto."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from chalicelib.notifications.mail import SesMail, html
from chalicelib.notifications.port import Letter

LETTER = Letter("driver@example.org", "pl", "Postój zakończony", "Dzień dobry,\n\nPojazd: <KR1>\nOpłata: 9,00 zł")


@pytest.fixture
def ses(aws: Callable[[str], Any]) -> Any:
    return aws("sesv2")


def test_an_email_has_the_same_words_as_text_and_as_html(ses: Any) -> None:
    asked: list[dict[str, Any]] = []
    ses.meta.events.register("provide-client-params.sesv2.SendEmail", lambda params, **_: asked.append(dict(params)))
    ses.create_email_identity(EmailIdentity="mkrakow.example")
    SesMail(ses, "no-reply@mkrakow.example").send(LETTER)
    [sent] = asked
    assert sent["FromEmailAddress"] == "no-reply@mkrakow.example"
    assert sent["Destination"] == {"ToAddresses": ["driver@example.org"]}
    content = sent["Content"]["Simple"]
    assert content["Subject"]["Data"] == LETTER.title
    assert content["Body"]["Text"]["Data"] == LETTER.body
    assert content["Body"]["Html"]["Data"] == html(LETTER)
    assert {"Name": "Content-Language", "Value": "pl"} in content["Headers"]


def test_a_failure_of_ses_is_raised_so_that_the_queue_tries_again(ses: Any) -> None:
    with pytest.raises(ClientError):
        SesMail(ses, "nobody@unverified.example").send(LETTER)


def test_nothing_in_a_letter_becomes_markup() -> None:
    page = html(Letter("to", "pl", "<b>", "a & <script>\nb\n\nc"))
    assert "<script>" not in page
    assert "<b>" not in page
    assert "<p>a &amp; &lt;script&gt;<br>b</p><p>c</p>" in page
