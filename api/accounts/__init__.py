"""Accounts: who somebody is, and the secrets by which they show it."""
