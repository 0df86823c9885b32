"""Prints the requests of a commit; run it as a script, with that commit on the path.

Each commit draws from its own database by its own code, because schemas may differ.
Its arguments are the URL of the database and the seed.
"""

import sys
from typing import Any

import orjson

from tests.bench.samples import draw
from tests.keys import keep_keys_at


def main(url: str, seed: str) -> None:
    """Store the keys of the tests, and print the requests as JSON."""
    keep_keys_at(url)
    samples: Any = draw(url, int(seed))
    requests = {
        "paths": samples.paths,
        "background": getattr(samples, "background", {}),  # older: by another name
        "bodies": samples.bodies,
    }
    sys.stdout.buffer.write(orjson.dumps(requests))


if __name__ == "__main__":
    main(*sys.argv[1:])
