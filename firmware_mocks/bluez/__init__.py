"""A stand-in for BlueZ: ``org.bluez`` on a private D-Bus, in front of the virtual radio."""
