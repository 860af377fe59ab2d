"""The neighbours of the system, played on this machine over their real wire protocols.

A separate program: it imports nothing of `chalicelib`, so that both sides cannot share a mistake. It binds
loopback only, keeps its state in one SQLite file and holds no real person's data.

    python -m sandbox --help
"""
