"""The port through which recordings are analysed, and its implementations."""
