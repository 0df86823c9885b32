"""The roles of analysts, which their keys have."""

from typing import Annotated, Any, get_args

import typer

from api.cli.failures import CommandError
from api.cli.opening import DatabaseUrl, opened
from api.cli.output import AsJson, print_json, say
from db.commands.keys import give_role
from db.engine.session import write_transaction
from db.values.viewer import Role


def give_role_to(
    analyst: Annotated[str, typer.Argument(help="The analyst by name.")],
    role: Annotated[str, typer.Argument(help=f"One of {', '.join(get_args(Role))}.")],
    *,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Change the role of an analyst at once, for all their keys."""
    wanted: Role = one_of(role, Role)
    with opened(database_url) as sessions, write_transaction(sessions) as write:
        found = give_role(write, analyst, wanted)
    if as_json:
        print_json(
            {"id": found.id, "name": found.name, "kind": found.kind, "role": found.role}
        )
        return
    say(f"{found.name} is {found.role} from now on.")


def one_of(given: str | None, values: Any) -> Any:  # noqa: ANN401 - a Literal and one of it
    """Return the given value, or raise ``CommandError`` if it is not allowed."""
    known = get_args(values)
    if given is not None and given not in known:
        message = f"{given} must be one of {', '.join(known)}."
        raise CommandError(message)
    return given
