"""Sensors over Bluetooth Low Energy: found, connected, and kept connected."""
