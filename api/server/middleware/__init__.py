"""The middleware of all requests, as pure ASGI."""

from starlette.middleware import Middleware

from api.server.access_log import RequestLog
from api.server.authenticator import Authenticator
from api.server.metrics import Metrics
from api.server.middleware.access_log import AccessLog
from api.server.middleware.authentication import Authentication
from api.server.middleware.body_limit import BodyLimit
from api.server.middleware.cors import Cors
from api.server.middleware.head_method import HeadMethod
from api.server.middleware.load_shedding import LoadShedding, RequestLoad
from api.server.middleware.rate_limit import RateLimit
from api.server.middleware.request_limits import RequestHeaderLimits
from api.server.middleware.response_headers import ResponseHeaders
from api.server.middleware.schema_check import SchemaCheck
from api.server.schema_watch import SchemaWatch
from api.settings import Serving


def middleware_stack(
    serving: Serving,
    metrics: Metrics,
    request_log: RequestLog,
    *,
    load: RequestLoad,
    authenticator: Authenticator,
    schema: SchemaWatch,
    error_responses: Middleware,
) -> list[Middleware]:
    """Return the middleware of the application, outermost first."""
    stack = [
        Middleware(ResponseHeaders),
        Middleware(
            AccessLog,
            metrics=metrics,
            request_log=request_log if serving.log_requests else None,
            logs_clients=serving.log_clients,
        ),
    ]
    if serving.origins:
        stack.append(Middleware(Cors, origins=serving.origins))
    stack += [
        Middleware(HeadMethod),
        error_responses,
        Middleware(LoadShedding, load=load),  # before authentication looks up a key
        Middleware(RequestHeaderLimits, hosts=serving.hosts),
        Middleware(SchemaCheck, schema=schema),
        Middleware(Authentication, authenticator=authenticator),
    ]
    if serving.rate:
        stack.append(Middleware(RateLimit, rate=serving.rate, metrics=metrics))
    return [*stack, Middleware(BodyLimit, metrics=metrics)]
