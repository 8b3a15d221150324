"""Runs the command: ``python -m tests.golden compare`` or ``accept``."""

if __name__ == "__main__":
    # Here and not above: each process that reads an upload imports this module again.
    from tests.golden.command import app

    app(prog_name="python -m tests.golden")
