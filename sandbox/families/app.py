"""The Flask application of the family register."""

from flask import Flask

from sandbox.city.program import new_app
from sandbox.city.settings import Settings
from sandbox.families.api import api
from sandbox.families.pages import pages
from sandbox.families.parts import Parts


def create_app(settings: Settings) -> Flask:
    """Return the application with its families moved in; notifications are not delivered yet."""
    app, assembled = new_app(), Parts.assembled(settings)
    assembled.register.begin()
    app.extensions["families"] = assembled
    for blueprint in (api, pages):
        app.register_blueprint(blueprint)
    return app
