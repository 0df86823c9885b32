"""The content keys of claims that move to another text."""

from collections.abc import Sequence

from sqlalchemy import select

from db.commands.claims.computed_columns import content_key_of
from db.commands.claims.reanchoring.plans import Plan
from db.engine.session import Write
from db.models import Claim


class ContentKeys:
    """The content keys of the claims of an article, unique among live claims."""

    def __init__(self, write: Write, article_id: int, plans: Sequence[Plan]) -> None:
        self._session = write.session
        changing = {plan.claim.id for plan in plans}
        live = select(Claim.id, Claim.visibility, Claim.content_key).where(
            Claim.article_id == article_id, Claim.withdrawn_at.is_(None)
        )
        rows = self._session.execute(live).all()
        self._stored = {(row.visibility, row.content_key): row.id for row in rows}
        self._taken = {
            (row.visibility, row.content_key) for row in rows if row.id not in changing
        }
        self._keys: dict[int, tuple[Claim, str]] = {}

    def take(self, claim: Claim) -> bool:
        """Reserve the key that a claim now has, unless another claim has it."""
        key = (claim.visibility, content_key_of(claim))
        if key in self._taken:
            return False
        self._taken.add(key)
        self._keys[claim.id] = claim, key[1]
        return True

    def store(self) -> None:
        """Set the keys, in two steps if a key passes from one claim to another."""
        for claim, key in self._keys.values():
            holder = self._stored.get((claim.visibility, key), claim.id)
            if holder != claim.id:
                self._keys[holder][0].content_key = f"{holder:032}"
        self._session.flush()
        for claim, key in self._keys.values():
            claim.content_key = key
        self._session.flush()
