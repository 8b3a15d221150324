"""About the server itself: is it well, and what do its numbers mean."""
