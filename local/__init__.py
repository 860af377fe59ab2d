"""The whole system on one laptop: MiniStack for AWS, the sandbox for the neighbours, all on loopback."""
