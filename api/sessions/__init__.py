"""Sessions: what an analysis found in a recording."""
