"""What a browser keeps to work without a network."""
