"""Balance: standing on a force plate, or on a board with a sensor on it."""
