"""Commands whose modules are imported only when they run.

Their modules load the data layer, which takes longer than printing a help text.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from typer import Exit, Typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command


class LazyCommand(TyperCommand):
    """A command; only its name and first sentence of help are loaded."""

    def __init__(self, name: str, target: str, help_: str) -> None:
        super().__init__(name=name, help=help_)
        self._target = target  # MODULE:FUNCTION

    def load(self) -> Any:  # noqa: ANN401 - a class of Click that Typer hides
        """Return the command itself."""
        module, _, function = self._target.partition(":")
        alone = Typer(add_completion=False, rich_markup_mode="rich")
        with _without_collections():
            alone.command(self.name)(getattr(import_module(module), function))
        return get_command(alone)

    def make_context(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - Click's
        """Parse the arguments with the command itself, for the context to invoke."""
        return self.load().make_context(*args, **options)


@contextmanager
def _without_collections() -> Iterator[None]:
    """Disable garbage collection, which finds nothing in imported modules."""
    gc.disable()
    yield
    gc.enable()


def group(name: str, help_: str, *commands: LazyCommand) -> TyperGroup:
    """Return the commands with a common first word."""
    return TyperGroup(name=name, help=help_, commands=commands, no_args_is_help=True)


class Commands(TyperGroup):
    """Commands whose expected errors end in a message on stderr and status 1."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - typer's
        """Run the command."""
        try:
            return super().invoke(ctx)
        except Exit:  # after a help text, or with the status of a command
            raise
        except Exception as error:
            failures = import_module("api.cli.failures")  # imports the database drivers
            failures.report(error)
            raise Exit(1) from error
