"""Tickets of the city transport (KMK): what was and is on sale, what it costs, and by which rules."""
