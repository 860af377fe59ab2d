"""Start the card system on loopback.

python -m sandbox.cards --state .local/cards.db --client-id mkrakow --client-secret-file .local/cards-client-secret \
    --notification-key-file .local/cards-notification-key --clock-url http://127.0.0.1:4570 \
    --notify-url http://127.0.0.1:4566/v1/cards/notifications --redirect-uri http://127.0.0.1:4566/v1/cards/return
"""

from sandbox.cards.app import create_app
from sandbox.city.program import arguments, serve, settings_of


def main() -> None:
    parser = arguments("python -m sandbox.cards", port=4571)
    parser.add_argument("--redirect-uri", action="append", required=True, help="where a sign-in may end; repeatable")
    asked = parser.parse_args()
    app = create_app(settings_of(asked))
    parts = app.extensions["cards"]
    parts.notices.run(first=parts.cards.lapse)
    serve(app, "the card system", asked.port)


if __name__ == "__main__":
    main()
