"""Writers learn nothing about judgements that they may not see."""

from typing import Any

import pytest

from db.commands.sources import judge_identity, withdraw_identity
from db.engine.session import Context, SessionFactory, Write, write_transaction
from db.errors import ConflictError, InvalidError, NotFoundError
from db.values.viewer import ANALYST
from tests.factories import make_article, make_source, make_unnamed

JUDGED: dict[str, Any] = {
    "judgement": "same",
    "score": None,
    "basis": None,
    "rationale": None,
    "visibility": "restricted",
}
PUBLIC = JUDGED | {"visibility": "public"}


@pytest.fixture
def three(sessions: SessionFactory) -> tuple[int, int, int]:
    with write_transaction(sessions) as write:
        one, other, third = (make_source(write).id for _ in range(3))
        judge_identity(write, one, other, spec=JUDGED)
    return one, other, third


@pytest.fixture
def analyst(
    sessions: SessionFactory,
    three: tuple[int, int, int],  # noqa: ARG001 - told before
) -> Any:
    with write_transaction(sessions, Context(viewer=ANALYST)) as write:
        yield write


class TestAnalysts:
    def test_get_the_same_refusal_for_any_judgement_of_an_unnamed_source(
        self, sessions: SessionFactory, three: tuple[int, int, int]
    ) -> None:
        with write_transaction(sessions) as write:
            unnamed = make_unnamed(write, make_article(write)).id
            judge_identity(write, unnamed, three[0], spec=JUDGED)

        with write_transaction(sessions, Context(viewer=ANALYST)) as analyst:
            refused = []
            for named in three:
                for spec in (JUDGED, PUBLIC):
                    with pytest.raises(InvalidError) as caught:
                        judge_identity(analyst, unnamed, named, spec=spec)
                    refused.append((str(caught.value), caught.value.path))
                with pytest.raises(NotFoundError):
                    withdraw_identity(analyst, unnamed, named)

        assert refused == refused[:2] * 3

    def test_cannot_change_hidden_judgements(
        self, analyst: Write, three: tuple[int, int, int]
    ) -> None:
        with pytest.raises(
            ConflictError, match="may not change the judgement"
        ) as caught:
            judge_identity(analyst, *three[:2], spec=PUBLIC)

        assert not caught.value.chain

    def test_get_no_chain_of_hidden_judgements(
        self, analyst: Write, three: tuple[int, int, int]
    ) -> None:
        one, other, third = three
        judge_identity(analyst, other, third, spec=PUBLIC)

        with pytest.raises(ConflictError) as caught:
            judge_identity(
                analyst, one, third, spec=PUBLIC | {"judgement": "different"}
            )

        error = caught.value
        assert (error.resource, error.record_id, error.chain) == ("source", one, ())
        assert str(other) not in str(error)
