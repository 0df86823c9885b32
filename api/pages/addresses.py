"""Addresses that a form may lead to."""

import re

# With two slashes it would be the address of another server.
OWN_ADDRESS = re.compile(r"/(?![/\\])[!-~]*")


def own_address(address: str) -> str:
    """Return an address if it is one of this server, else that of the first page."""
    return address if OWN_ADDRESS.fullmatch(address) else "/"
