"""The command that computes the keys of addresses anew."""

from api.cli.opening import DatabaseUrl, opened
from api.cli.output import AsJson, print_json, say
from db.commands.articles import rekey_addresses
from db.engine.session import Context, write_transaction


def rekey(*, database_url: DatabaseUrl = None, as_json: AsJson = False) -> None:
    """Compute anew by what the addresses of articles are compared.

    Articles that turn out to have the same address stay two, and are listed.
    """
    with (
        opened(database_url) as sessions,
        write_transaction(sessions, Context(reason="rekey")) as write,
    ):
        changed, taken = rekey_addresses(write)
    if as_json:
        print_json({"changed": changed, "taken": [one._asdict() for one in taken]})
        return
    say(f"{changed:,} addresses changed.")
    for one in taken:
        holder = (
            f"article {one.other_id} has its address"
            if one.other_id
            else ("it has no address that is one")
        )
        say(f"Article {one.article_id} stays as it is: {holder}.")
