"""The card system (Karta Krakowska): accounts with a sign-in page, entitlements, vehicles, notifications.

python -m sandbox.cards --help
"""
