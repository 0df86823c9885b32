"""URLs to which a form may redirect."""

import re

# With two slashes it would be the URL of another server.
OWN_ADDRESS = re.compile(r"/(?![/\\])[!-~]*")


def own_address(address: str) -> str:
    """Return a URL if it belongs to this server, else that of the first page."""
    return address if OWN_ADDRESS.fullmatch(address) else "/"
