"""Start the family register on loopback.

python -m sandbox.families --state .local/families.db --client-id mkrakow \
    --client-secret-file .local/families-client-secret --notification-key-file .local/families-notification-key \
    --clock-url http://127.0.0.1:4570 --notify-url http://127.0.0.1:4566/v1/cards/notifications
"""

from sandbox.city.program import arguments, serve, settings_of
from sandbox.families.app import create_app


def main() -> None:
    asked = arguments("python -m sandbox.families", port=4572).parse_args()
    app = create_app(settings_of(asked))
    parts = app.extensions["families"]
    parts.notices.run(first=parts.register.lapse)
    serve(app, "the family register", asked.port)


if __name__ == "__main__":
    main()
