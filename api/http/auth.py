"""Which role each endpoint requires."""

from collections.abc import Callable
from typing import Any, TypeVar

from fastapi.dependencies.models import Dependant

from api.server.callers import ROLES
from db.values.viewer import Role

Dependency = TypeVar("Dependency", bound=Callable[..., Any])
ROLE = "x-role"  # in the OpenAPI document, of each operation that needs one
NEEDED: dict[Callable[..., Any], Role] = {}


def needs(role: Role) -> Callable[[Dependency], Dependency]:
    """Require ``role`` or a higher one of callers, where this is a dependency."""

    def noted(function: Dependency) -> Dependency:
        NEEDED[function] = role
        return function

    return noted


def role_needed(dependant: Dependant) -> Role | None:
    """Return which role an endpoint is for, by what it depends on; None if for all."""
    roles = [
        NEEDED[part.call] for part in dependant.dependencies if part.call in NEEDED
    ]
    return max(roles, key=ROLES.index, default=None)
