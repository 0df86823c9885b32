"""What happens around every request, as pure ASGI."""

from starlette.middleware import Middleware

from api.server.access_log import RequestLog
from api.server.metrics import Metrics
from api.server.middleware.access_log import Watch
from api.server.middleware.authentication import Authentication
from api.server.middleware.body_limit import BodyLimit
from api.server.middleware.cors import Cors
from api.server.middleware.error_responses import Fail, Refusals, Refuse
from api.server.middleware.head_method import Head
from api.server.middleware.load_shedding import Load, LoadLimit
from api.server.middleware.rate_limit import RateLimit
from api.server.middleware.request_limits import HeadLimit
from api.server.middleware.response_headers import AnswerHeaders
from api.settings import Serving
from db.engine.reader import Reader
from db.engine.writer import Writer


def around(
    serving: Serving,
    metrics: Metrics,
    lines: RequestLog,
    *,
    load: Load,
    reader: Reader,
    writer: Writer,
    refuse: Refuse,
    fail: Fail,
) -> list[Middleware]:
    """Return what every request passes through, the outermost first."""
    layers = [
        Middleware(AnswerHeaders),
        Middleware(
            Watch,
            metrics=metrics,
            lines=lines if serving.log_requests else None,
            names_clients=serving.log_clients,
        ),
    ]
    if serving.origins:
        layers.append(Middleware(Cors, origins=serving.origins))
    layers += [
        Middleware(Head),
        Middleware(Refusals, refuse=refuse, fail=fail),
        Middleware(LoadLimit, load=load),  # before the database is asked who it is
        Middleware(HeadLimit),
        Middleware(Authentication, reader=reader, writer=writer, serving=serving),
    ]
    if serving.rate:
        layers.append(Middleware(RateLimit, rate=serving.rate, metrics=metrics))
    return [*layers, Middleware(BodyLimit, metrics=metrics)]
