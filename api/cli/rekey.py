"""The command that recomputes the keys of addresses, texts and unnamed sources."""

from api.cli.opening import DatabaseUrl, opened
from api.cli.output import AsJson, print_json, say
from db.commands.articles import Taken, rekey_addresses, sample_texts
from db.commands.sources.rekeying import rekey_unnamed
from db.engine.session import Context, SessionFactory, write_transaction


def rekey(*, database_url: DatabaseUrl = None, as_json: AsJson = False) -> None:
    """Recompute the keys of addresses, texts and unnamed sources.

    Two articles with the same new address both remain, and are listed. For texts,
    missing signatures are computed.
    """
    with opened(database_url) as sessions:
        with write_transaction(sessions, Context(reason="rekey")) as write:
            changed, taken = rekey_addresses(write)
            sources = rekey_unnamed(write)
        texts = _sample(sessions)
    if as_json:
        named = [one._asdict() for one in taken]
        counts = {"sources": sources, "texts": texts}
        print_json({"changed": changed, "taken": named, **counts})
        return
    say(
        f"{changed:,} addresses and {sources:,} unnamed sources changed, "
        f"{texts:,} texts signed."
    )
    for one in taken:
        say(f"Article {one.article_id} is unchanged: {_reason(one)}.")


def _reason(taken: Taken) -> str:
    if taken.other_id is None:
        return "it has no valid address"
    return f"article {taken.other_id} has its address"


def _sample(sessions: SessionFactory) -> int:
    """Sign the texts without a signature, some per transaction; return how many."""
    after: int | None = 0
    count = 0
    while after is not None:
        with write_transaction(sessions) as write:
            after, sampled = sample_texts(write, after=after)
        count += sampled
    return count
