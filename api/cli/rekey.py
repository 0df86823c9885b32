"""The command that computes the keys of addresses and unnamed sources anew."""

from api.cli.opening import DatabaseUrl, opened
from api.cli.output import AsJson, print_json, say
from db.commands.articles import Taken, rekey_addresses, sample_texts
from db.commands.sources.rekeying import rekey_unnamed
from db.engine.session import Context, SessionFactory, write_transaction


def rekey(*, database_url: DatabaseUrl = None, as_json: AsJson = False) -> None:
    """Compute anew by what addresses, texts and unnamed sources are compared.

    Articles that turn out to have the same address stay two, and are listed. Of texts,
    what is not there yet is computed.
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
        f"{texts:,} texts sampled."
    )
    for one in taken:
        say(f"Article {one.article_id} stays as it is: {_reason(one)}.")


def _reason(taken: Taken) -> str:
    if taken.other_id is None:
        return "it has no address that is one"
    return f"article {taken.other_id} has its address"


def _sample(sessions: SessionFactory) -> int:
    """Sample the texts that were not, some in each transaction; return how many."""
    after: int | None = 0
    count = 0
    while after is not None:
        with write_transaction(sessions) as write:
            after, sampled = sample_texts(write, after=after)
        count += sampled
    return count
