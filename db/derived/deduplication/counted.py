"""Articles and sources that count as one, with those folded into them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

Fold = Literal["reprint", "member_of", "group_in_article", "same_relay"]

FOLDS: tuple[Fold, ...] = get_args(Fold)


@dataclass(slots=True)
class Folded:
    """An article or a source that counts under another id, with its claims."""

    id: int
    reason: Fold
    claim_ids: Sequence[int]


@dataclass(slots=True)
class Counted:
    """An article or a source that counts as one, with its own claims."""

    id: int
    claim_ids: list[int]
    folded: list[Folded] = field(default_factory=list)

    def claims(self) -> Iterator[int]:
        """Yield its own claims and those of the folded ones."""
        yield from self.claim_ids
        for one in self.folded:
            yield from one.claim_ids
