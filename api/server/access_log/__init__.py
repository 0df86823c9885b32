"""The log: one line of JSON per event, or readable lines on a terminal.

It contains no data of clients: no queries, headers or bodies. Messages of the database
drivers quote values, so only the type and the traceback of an error are logged, unless
the level is ``debug``.
"""

from api.server.access_log.configuring import configure
from api.server.access_log.requests import REQUEST_ID, RequestLog

__all__ = [
    "REQUEST_ID",
    "RequestLog",
    "configure",
]
