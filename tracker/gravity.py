"""Standard gravity."""

GRAVITY = 9.80665
"""m/s² (CGPM 1901). `scipy.constants.g` is the same, but takes 0.15 s to import, which the commands
that open files and talk to sensors need not wait for."""
