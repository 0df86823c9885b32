"""``python -m api.cli`` runs ``onrecord`` if the command is not on the path."""

from api.cli import cli

if __name__ == "__main__":  # server processes import this file again
    cli(prog_name="onrecord")
