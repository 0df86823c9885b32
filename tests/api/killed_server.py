"""A server that is killed during a request."""

import os
import signal
from collections.abc import Callable
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import Engine, event
from starlette.types import Message, Receive, Scope, Send

from api.app import create_app
from db.engine.reader import make_reader
from db.engine.session import make_engine
from db.engine.writer import make_writer
from db.models import Idempotency
from tests.api.asgi_requests import HERE, LOCAL
from tests.api.bodies import API
from tests.keys import shown


def record_rain(client: TestClient) -> Any:
    """Send the request during which the server dies: an article with its source."""
    body = {"title": "Rain", "outlet": {"name": "CNN"}}
    keyed = {"idempotency-key": "k"}
    return client.post(f"{API}/articles", json=body, headers=keyed)


class Answering:
    """The application, which is killed as soon as it has something to say."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def die_instead(message: Message) -> None:
            if scope["type"] == "http":
                die()
            await send(message)

        await self._app(scope, receive, die_instead)


def die(*_: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def before_the_answer_is_kept(_: Engine, app: Any) -> Any:
    event.listen(Idempotency, "before_insert", die)
    return app


def before_the_commit(engine: Engine, app: Any) -> Any:
    event.listen(engine, "commit", die)
    return app


def before_the_answer_is_sent(_: Engine, app: Any) -> Any:
    return Answering(app)


MOMENTS: dict[str, Callable[[Engine, Any], Any]] = {
    "kept": before_the_answer_is_kept,
    "commit": before_the_commit,
    "sent": before_the_answer_is_sent,
}


def main(url: str, moment: str) -> None:
    """Send the request to a server in this process, which is killed at the moment."""
    engine = make_engine(url)
    app = create_app(make_reader(url, connections=1), make_writer(engine))
    with TestClient(
        MOMENTS[moment](engine, app), headers=shown(), client=HERE, base_url=LOCAL
    ) as client:
        record_rain(client)
