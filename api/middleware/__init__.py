"""What happens around every request, as pure ASGI."""

from starlette.middleware import Middleware

from api.logs import RequestLog
from api.metrics import Metrics
from api.middleware.bodies import BodyLimit
from api.middleware.cors import Cors
from api.middleware.head import Head
from api.middleware.headers import AnswerHeaders
from api.middleware.heads import HeadLimit
from api.middleware.keys import Authentication
from api.middleware.load import Load, LoadLimit
from api.middleware.rates import RateLimit
from api.middleware.refusals import Fail, Refusals, Refuse
from api.middleware.watch import Watch
from api.settings import Serving
from db.reader import Reader
from db.writer import Writer


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
