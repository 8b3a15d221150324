"""Results for people: tables in a terminal, plots in a file."""

from tracker.report.figure import save_figure
from tracker.report.tables import print_analysis

__all__ = ["print_analysis", "save_figure"]
