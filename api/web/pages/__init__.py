"""One folder a page: its routes, what it shows, its templates, script and style."""
