"""From bytes of a sensor to samples on the host's clock."""
