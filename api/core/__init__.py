"""What every domain stands on: settings, errors, who asks, limits, paging; it knows no domain."""
