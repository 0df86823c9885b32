from sqlalchemy import Engine, func, select

from db.commands.claims.spans import Selector
from db.engine.session import make_session_factory, write_transaction
from db.models import Claim
from tests.bench.copies import Copies
from tests.factories import make_article, make_claim


class TestCopies:
    def test_are_stored_even_if_content_keys_start_with_zeros(
        self, spare: Engine
    ) -> None:
        with write_transaction(make_session_factory(spare)) as write:
            words = (Selector("content", exact="It rained."),)
            article = make_article(write, "It rained.")
            claim = make_claim(write, article=article, spans=words, tags=("rain",))
            claim.content_key = f"0000{claim.content_key[4:]}"

        Copies(spare, claims=1, number=0).store()

        with spare.connect() as connection:
            assert connection.scalar(select(func.count(Claim.id))) == 2
