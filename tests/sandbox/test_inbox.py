import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

PUSH = {"identifier": "stay_1.ended", "device_id": "phone_1", "title": "Koniec", "body": "4,50 zł", "link": "stays/1"}


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def messages(client: FlaskClient, **asked: str) -> list[dict[str, Any]]:
    return list(client.get("/inbox.json", query_string=asked).get_json()["messages"])


def test_a_push_is_kept_as_it_was_sent(client: FlaskClient) -> None:
    assert client.post("/inbox/push", json=PUSH | {"data": {"stay": "1"}}).status_code == 204
    (kept,) = messages(client)
    assert kept | PUSH | {"channel": "push", "data": {"stay": "1"}, "times": 1} == kept


def test_a_repeat_replaces_the_push_and_counts(client: FlaskClient) -> None:
    client.post("/inbox/push", json=PUSH)
    client.post("/inbox/push", json=PUSH | {"title": "Koniec postoju"})
    client.post("/inbox/push", json=PUSH | {"device_id": "phone_2"})
    (kept,) = messages(client, device_id="phone_1")
    assert (kept["title"], kept["times"]) == ("Koniec postoju", 2)


def test_the_newest_comes_first(client: FlaskClient) -> None:
    for number in range(3):
        client.post("/inbox/push", json=PUSH | {"identifier": str(number)})
    client.post("/inbox/push", json=PUSH | {"identifier": "0"})
    assert [one["identifier"] for one in messages(client)] == ["0", "2", "1"]


def test_an_uninstalled_app_is_gone(client: FlaskClient) -> None:
    assert client.post("/inbox/push", json=PUSH | {"push_token": "dead-1"}).status_code == 410
    assert client.post("/inbox/push", json=PUSH | {"push_token": "live-1"}).status_code == 204
    assert len(messages(client)) == 1


def test_a_push_without_its_texts_is_refused(client: FlaskClient) -> None:
    assert client.post("/inbox/push", json=PUSH | {"title": ""}).status_code == 400
    assert client.post("/inbox/push", json=[]).status_code == 400


class _Mailbox(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        mail: dict[str, Any] = {
            "MessageId": "m1",
            "Source": "parking@example.com",
            "To": ["Driver@example.com"],
            "Subject": "Paragon",
        }
        mail |= {"BodyText": "<script>4,50 zł</script>", "BodyHtml": None, "Timestamp": 1.0, "Type": "v2.SendEmail"}
        sms = {"MessageId": "s1", "PhoneNumber": "+48999000001", "Message": "Kod <b>123456</b>"}
        answer = {
            "/_ministack/ses/messages": {"messages": {"000000000000": [mail]}},
            "/_ministack/sns/sms-messages": {"sms_messages": {"+48999000001": [sms]}, "region": "eu-central-1"},
        }[self.path]
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Tests speak through their assertions."""


@pytest.fixture
def with_mailbox(make_app: Callable[..., Flask]) -> Iterator[FlaskClient]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Mailbox)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield make_app(aws_endpoint=f"http://127.0.0.1:{server.server_port}").test_client()
    server.shutdown()
    server.server_close()


def test_e_mails_stand_beside_pushes(with_mailbox: FlaskClient) -> None:
    with_mailbox.post("/inbox/push", json=PUSH)
    assert sorted(one["channel"] for one in messages(with_mailbox)) == ["email", "push", "sms"]
    (mail,) = messages(with_mailbox, email="driver@example.com")
    assert (mail["title"], mail["body"], mail["html"]) == ("Paragon", "<script>4,50 zł</script>", "")
    assert messages(with_mailbox, email="other@example.com") == []
    assert [one["channel"] for one in messages(with_mailbox, device_id="phone_1")] == ["push"]


def test_what_went_through_sns_is_shown_once_and_keeps_its_moment(with_mailbox: FlaskClient) -> None:
    (sms,) = messages(with_mailbox, phone="999000001")
    assert (sms["channel"], sms["provider"], sms["to"]) == ("sms", "sns", ["+48999000001"])
    assert messages(with_mailbox, phone="+48999000001") == [sms]
    assert messages(with_mailbox, phone="999000002") == []


def test_the_page_shows_what_came_as_text_only(with_mailbox: FlaskClient) -> None:
    with_mailbox.post("/inbox/push", json=PUSH)
    page = with_mailbox.get("/inbox").text
    assert "Koniec" in page
    assert "&lt;script&gt;4,50 zł" in page
    assert "&lt;b&gt;123456" in page


def test_a_mailbox_that_is_down_hides_no_push(client: FlaskClient) -> None:
    client.post("/inbox/push", json=PUSH)
    answer = client.get("/inbox.json").get_json()
    assert len(answer["messages"]) == 1
    assert "cannot be read" in answer["problems"][0]
    assert "cannot be read" in client.get("/inbox").text
