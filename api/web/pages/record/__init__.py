"""Recording with a phone or with sensors, in the browser."""
