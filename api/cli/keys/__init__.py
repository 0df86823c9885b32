"""Commands for API keys: create, list and revoke them, and show their history."""

from api.cli.keys.creating import create, make_first_key
from api.cli.keys.history import history
from api.cli.keys.listing import is_any_key_live, list_all, live_keys
from api.cli.keys.revoking import revoke
from api.cli.keys.roles import give_role_to

__all__ = [
    "create",
    "give_role_to",
    "history",
    "is_any_key_live",
    "list_all",
    "live_keys",
    "make_first_key",
    "revoke",
]
