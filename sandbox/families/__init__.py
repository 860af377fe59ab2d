"""The family register (KKR3+): families and their members, who may use the card in the app, notifications.

python -m sandbox.families --help
"""
