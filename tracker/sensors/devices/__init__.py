"""How to talk with each kind of sensor: what to subscribe to, what to write, what it answers."""
