"""Mutation testing of the rules that count money and time: `make mutate`."""
