"""The log: one line of JSON per event, or readable lines on a terminal.

It has nothing that a client has sent: no queries, no headers, no bodies. Messages of
the drivers quote values, so only the type and the traceback of a failure are logged,
unless the level is ``debug``.
"""

from api.server.access_log.configuring import configure
from api.server.access_log.requests import REQUEST_ID, RequestLog

__all__ = [
    "REQUEST_ID",
    "RequestLog",
    "configure",
]
