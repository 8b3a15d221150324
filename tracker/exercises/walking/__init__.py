"""Walking and running: strides by a sensor on each foot."""
