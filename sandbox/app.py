"""The Flask application: the neighbours' routes, the index and the words of the pages."""

from flask import Flask, Response, jsonify, render_template

from sandbox.autopay_api import autopay_api
from sandbox.clock import in_words
from sandbox.clock_page import clock_page
from sandbox.inbox import inbox
from sandbox.magic import MAGIC
from sandbox.magic_phones import SMS
from sandbox.money_page import money_page
from sandbox.parts import Parts, parts
from sandbox.pay_page import pay_page
from sandbox.settings import Settings
from sandbox.settlement_api import settlement_api
from sandbox.settlement_report import settlement_report
from sandbox.sms_provider import sms_provider

_BLUEPRINTS = (
    *(autopay_api, settlement_api, settlement_report, pay_page),
    *(clock_page, inbox, sms_provider, money_page),
)


def create_app(settings: Settings) -> Flask:
    """Return the application with its parts assembled; the notifier is not running yet."""
    app = Flask(__name__)
    app.extensions["sandbox"] = Parts.assembled(settings)
    for blueprint in _BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.add_template_filter(_zlotys, "zlotys")
    app.add_template_filter(in_words, "warsaw")
    app.add_url_rule("/", view_func=index)
    app.add_url_rule("/health", view_func=health)
    return app


def index() -> str:
    return render_template("index.html", magic=MAGIC, magic_phones=SMS, settings=parts().settings)


def health() -> Response:
    return jsonify(status="ok")


def _zlotys(grosze: int) -> str:
    return f"{grosze // 100:,}".replace(",", "\u00a0") + f",{grosze % 100:02d}\u00a0zł"
