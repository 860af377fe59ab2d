"""Start the transport operator's gateway on loopback.

python -m sandbox.mpk --state .local/mpk.db --client-id mkrakow --client-secret-file .local/mpk-client-secret \
    --clock-url http://127.0.0.1:4570
"""

import argparse
from pathlib import Path

from sandbox.city.program import serve
from sandbox.mpk.app import create_app
from sandbox.mpk.settings import Settings


def main() -> None:
    asked = _arguments()
    app = create_app(
        Settings(
            state=asked.state,
            client_id=asked.client_id,
            client_secret=asked.client_secret_file.read_text().strip(),
            public_url=f"http://127.0.0.1:{asked.port}",
            clock_url=asked.clock_url.rstrip("/"),
        )
    )
    app.extensions["mpk"].notifier.run(first=app.extensions["mpk"].gateway.lapse)
    serve(app, "the transport operator's gateway", asked.port)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox.mpk", description="The transport operator's gateway.")
    parser.add_argument("--port", type=int, default=4573)
    parser.add_argument("--state", type=Path, required=True, metavar="FILE", help="SQLite file, made when absent")
    parser.add_argument("--client-id", required=True, help="the merchant's name at the gateway")
    parser.add_argument("--client-secret-file", type=Path, required=True, metavar="FILE")
    parser.add_argument("--clock-url", default="", help="the main sandbox, whose clock is followed; else real time")
    return parser.parse_args()


if __name__ == "__main__":
    main()
