"""Invoices for tickets and orders, their corrections, and the paper they are on."""
