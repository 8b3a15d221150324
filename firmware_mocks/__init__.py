"""Pretends to be sensors, worn by an athlete who moves with exactly known truth."""
