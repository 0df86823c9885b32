"""A writer in a process of its own: for each line it reads, it makes a tag or a claim.

python -m tests.api.other_writer DATABASE_URL

A line is the name of a tag, or ``claim``, the ids of an article and a fact, and words.
"""

import sys

from db.commands.claims import ClaimSpec, load_article, record_claim
from db.commands.tags import make_tag
from db.engine.session import (
    Write,
    make_engine,
    make_session_factory,
    write_transaction,
)


def main(url: str) -> None:
    sessions = make_session_factory(make_engine(url))
    for line in sys.stdin:
        with write_transaction(sessions) as write:
            kind, _, rest = line.strip().partition(" ")
            make_claim(write, rest) if kind == "claim" else make_tag(
                write, name=line.strip()
            )
        sys.stdout.write("committed\n")
        sys.stdout.flush()


def make_claim(write: Write, line: str) -> None:
    article_id, fact_id, text = line.split(" ", 2)
    stances = [{"fact_id": int(fact_id), "stance": "supports"}]
    spec = ClaimSpec({"text": text, "form": "unattributed"}, stances=stances)
    record_claim(write, load_article(write, int(article_id)), spec)


if __name__ == "__main__":
    main(sys.argv[1])
