"""Start a program of the city on loopback: its arguments, its Flask application, its server."""

import argparse
from pathlib import Path

import waitress  # type: ignore[import-untyped]
from flask import Flask, Response, jsonify

from sandbox.city.clock import ClockUnreachable
from sandbox.city.settings import Settings
from sandbox.clock import in_words

_HOST = "127.0.0.1"
_THREADS = 16
"""A slow answer occupies a thread for ten seconds; the rest must go on meanwhile."""


def arguments(prog: str, port: int) -> argparse.ArgumentParser:
    """Return a parser of what both programs are told."""
    parser = argparse.ArgumentParser(prog=prog, description="One of the city's systems, played on this machine.")
    parser.add_argument("--port", type=int, default=port)
    parser.add_argument("--state", type=Path, required=True, metavar="FILE", help="SQLite file, made when absent")
    parser.add_argument("--client-id", required=True, help="the backend's name in HTTP Basic")
    parser.add_argument("--client-secret-file", type=Path, required=True, metavar="FILE")
    parser.add_argument("--notification-key-file", type=Path, required=True, metavar="FILE")
    parser.add_argument("--notify-url", required=True, help="where notifications go")
    parser.add_argument("--clock-url", default="", help="the main sandbox, whose clock is followed; else real time")
    return parser


def settings_of(asked: argparse.Namespace) -> Settings:
    return Settings(
        state=asked.state,
        client_id=asked.client_id,
        client_secret=asked.client_secret_file.read_text().strip(),
        notification_key=asked.notification_key_file.read_text().strip(),
        notify_url=asked.notify_url,
        clock_url=asked.clock_url.rstrip("/"),
        redirect_uris=tuple(getattr(asked, "redirect_uri", ())),
    )


def new_app() -> Flask:
    """Return an application with the sandbox's templates, its health and its words, and no routes of its own yet."""
    app = Flask("sandbox")
    app.add_template_filter(in_words, "warsaw")
    app.add_url_rule("/health", view_func=_health)
    app.register_error_handler(ClockUnreachable, lambda error: (f"the clock does not answer: {error}\n", 503))
    return app


def serve(app: Flask, name: str, port: int) -> None:
    """Answer until the process ends."""
    print(f"{name}: http://{_HOST}:{port}/", flush=True)
    waitress.serve(app, host=_HOST, port=port, threads=_THREADS, ident=None)


def _health() -> Response:
    return jsonify(status="ok")
