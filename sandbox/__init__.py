"""The neighbours of the system, played on this machine over their real wire protocols.

Separate programs: they import nothing of `chalicelib`, so that both sides cannot share a mistake. Each binds
loopback only, keeps its state in one SQLite file and holds no real person's data. All follow the first one's clock.

    python -m sandbox --help             the payment gateway, the inbox, the clock
    python -m sandbox.cards --help       the card system (Karta Krakowska)
    python -m sandbox.families --help    the family register (KKR3+)
    python -m sandbox.mpk --help         the transport operator's gateway, for tickets
"""
