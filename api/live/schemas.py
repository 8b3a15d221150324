"""What is seen of a recording as it happens."""
