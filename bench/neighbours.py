"""The services around the product other than DynamoDB, with canned answers, so that a cold start meets them too."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs

SHARED_KEY = "shared-key-of-the-bench"
SERVICE_ID = "100123"


@contextmanager
def running() -> Iterator[str]:
    """Serve SQS, SNS, SES, SSM and a gateway that confirms every capture; gives their address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Neighbours)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def environment(address: str) -> dict[str, str]:
    """Return what the product's process needs around it to find them."""
    services = ("SQS", "SNS", "SESV2", "SSM")
    return {f"AWS_ENDPOINT_URL_{service}": address for service in services} | {
        "GATEWAY_CALLS_QUEUE_URL": f"{address}/queue/gateway-calls",
        "MESSAGES_QUEUE_URL": f"{address}/queue/messages",
        "AUTOPAY_URL": address,
        "AUTOPAY_SERVICE_ID": SERVICE_ID,
        "PUSH_PLATFORM_ARN_IOS": "arn:aws:sns:eu-central-1:000000000000:app/APNS/mkrakow-bench",
    }


class _Neighbours(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # one packet an answer: two would wait 40 ms for each other's acknowledgement

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        kind, answer = self._answer(body)
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _answer(self, body: bytes) -> tuple[str, bytes]:
        if self.path.startswith("/webapi/transactionClear"):
            return "text/xml", _confirmed(body)
        match self.headers.get("x-amz-target", "").rpartition(".")[2]:
            case "GetParameter":
                return _JSON, json.dumps({"Parameter": {"Value": SHARED_KEY}}).encode()
            case "SendMessage":
                md5 = hashlib.md5(json.loads(body)["MessageBody"].encode(), usedforsecurity=False).hexdigest()
                return _JSON, json.dumps({"MessageId": "1", "MD5OfMessageBody": md5}).encode()
            case "SendMessageBatch":
                return _JSON, json.dumps({"Successful": [], "Failed": []}).encode()
        if self.path.startswith("/v2/email"):
            return "application/json", b'{"MessageId": "1"}'
        return "text/xml", _PUBLISHED


def _confirmed(form: bytes) -> bytes:
    message_id = parse_qs(form.decode())["MessageID"][0]
    digest = hashlib.sha256(f"{SERVICE_ID}|{message_id}|CONFIRMED|{SHARED_KEY}".encode()).hexdigest()
    return (
        f"<confirmationList><serviceID>{SERVICE_ID}</serviceID><messageID>{message_id}</messageID>"
        f"<confirmation>CONFIRMED</confirmation><hash>{digest}</hash></confirmationList>"
    ).encode()


_JSON = "application/x-amz-json-1.0"
_PUBLISHED = (
    b'<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>1</MessageId>'
    b"</PublishResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></PublishResponse>"
)
