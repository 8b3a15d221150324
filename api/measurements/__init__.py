"""Measurements: the numbers of many sessions as rows, and the recordings behind them."""
