"""A coach's team."""
