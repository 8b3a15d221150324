"""Commands for the operator of a server, who runs them on the server's machine."""
