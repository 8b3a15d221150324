"""Programmes: an athlete's plan and diary, and what comes next."""
