"""An inspector's side of a ticket: judges a scanned code with no network, no AWS and no stage.

The rules are those of the backend (`chalicelib/credentials/ticket_verdict.py`); here is what a device has besides them:
the answers that it fetched while it had a network, and a command, `python -m verifier`.
"""
