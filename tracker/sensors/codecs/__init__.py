"""What sensors say on the air, one module a device: bytes to counts and back, without any I/O."""
