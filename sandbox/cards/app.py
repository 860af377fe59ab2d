"""The Flask application of the card system."""

from flask import Flask

from sandbox.cards.api import api
from sandbox.cards.oauth import oauth
from sandbox.cards.pages import pages
from sandbox.cards.parts import Parts
from sandbox.city.program import new_app
from sandbox.city.settings import Settings


def create_app(settings: Settings) -> Flask:
    """Return the application with its residents moved in; notifications are not delivered yet."""
    app, assembled = new_app(), Parts.assembled(settings)
    assembled.cards.begin()
    app.extensions["cards"] = assembled
    for blueprint in (oauth, api, pages):
        app.register_blueprint(blueprint)
    return app
