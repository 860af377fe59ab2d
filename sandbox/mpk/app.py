"""The Flask application of the transport operator's gateway."""

from flask import Flask

from sandbox.city.program import new_app
from sandbox.mpk.api import api
from sandbox.mpk.mandate_page import mandate_page
from sandbox.mpk.money_page import money_page
from sandbox.mpk.parts import Parts
from sandbox.mpk.pay_page import pay_page
from sandbox.mpk.settings import Settings
from sandbox.mpk.settlement_report import settlement_report
from sandbox.mpk.transaction import amount_text


def create_app(settings: Settings) -> Flask:
    """Return the application; notifications are not delivered yet."""
    app = new_app()
    app.extensions["mpk"] = Parts.assembled(settings)
    app.add_template_filter(amount_text, "amount")
    for blueprint in (api, pay_page, mandate_page, money_page, settlement_report):
        app.register_blueprint(blueprint)
    return app
