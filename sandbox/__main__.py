"""Start the sandbox on loopback.

python -m sandbox --state .local/sandbox.db --service-id 123456 --shared-key-file .local/autopay-key \
    --notify-url http://127.0.0.1:4566/v1/payments/autopay/notifications --aws-endpoint http://127.0.0.1:4566
"""

import argparse
from pathlib import Path

import waitress  # type: ignore[import-untyped]

from sandbox.app import create_app
from sandbox.settings import Settings

_HOST = "127.0.0.1"
_THREADS = 32
"""Answers that never come occupy a thread for eight seconds; the rest must go on meanwhile."""


def main() -> None:
    asked = _arguments()
    app = create_app(
        Settings(
            state=asked.state,
            service_id=asked.service_id,
            shared_key=asked.shared_key_file.read_text().strip(),
            notify_url=asked.notify_url,
            aws_endpoint=asked.aws_endpoint.rstrip("/"),
            public_url=f"http://{_HOST}:{asked.port}",
            ticks=tuple(asked.tick),
            hold_hash=asked.hold_hash,
            clear_reply=asked.clear_reply,
            captured_amount=asked.captured_amount,
        )
    )
    app.extensions["sandbox"].notifier.run()
    print(f"sandbox: http://{_HOST}:{asked.port}/", flush=True)
    waitress.serve(app, host=_HOST, port=asked.port, threads=_THREADS, ident=None)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="The neighbours, played on this machine.")
    parser.add_argument("--port", type=int, default=4570)
    parser.add_argument("--state", type=Path, required=True, metavar="FILE", help="SQLite file, made when absent")
    parser.add_argument("--service-id", required=True, help="the merchant's ServiceID at the gateway")
    parser.add_argument("--shared-key-file", type=Path, required=True, metavar="FILE", help="the key of the hashes")
    parser.add_argument("--notify-url", required=True, help="where the gateway's notifications go")
    parser.add_argument("--aws-endpoint", required=True, help="the local AWS: its mailbox is read, its Lambdas invoked")
    parser.add_argument(
        "--tick",
        action="append",
        default=[],
        metavar="NAME",
        help="a Lambda to invoke when the clock moves; repeatable",
    )
    parser.add_argument("--hold-hash", choices=["last", "unhashed"], default="last")
    parser.add_argument("--clear-reply", choices=["transaction", "balance-payoff"], default="transaction")
    parser.add_argument("--captured-amount", choices=["captured", "held"], default="captured")
    return parser.parse_args()


if __name__ == "__main__":
    main()
