"""A writer in a process of its own: for each line it reads, it makes a tag.

python -m tests.api.other_writer DATABASE_URL
"""

import sys

from db.commands.tags import make_tag
from db.engine.session import make_engine, make_session_factory, write_transaction


def main(url: str) -> None:
    sessions = make_session_factory(make_engine(url))
    for line in sys.stdin:
        with write_transaction(sessions) as write:
            make_tag(write, name=line.strip())
        sys.stdout.write("committed\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
