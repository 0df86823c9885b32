"""The roles that endpoints require."""

from collections.abc import Callable
from typing import Any, TypeVar

from fastapi.dependencies.models import Dependant

from api.server.callers import ROLES
from db.values.viewer import Role

Dependency = TypeVar("Dependency", bound=Callable[..., Any])
ROLE = "x-role"  # extension of operations in the OpenAPI document
NEEDED: dict[Callable[..., Any], Role] = {}


def needs(role: Role) -> Callable[[Dependency], Dependency]:
    """Require ``role`` or a higher one wherever the decorated dependency is used."""

    def noted(function: Dependency) -> Dependency:
        NEEDED[function] = role
        return function

    return noted


def role_needed(dependant: Dependant) -> Role | None:
    """Return the role that the dependencies of an endpoint require, or None."""
    roles = [
        NEEDED[part.call] for part in dependant.dependencies if part.call in NEEDED
    ]
    return max(roles, key=ROLES.index, default=None)
