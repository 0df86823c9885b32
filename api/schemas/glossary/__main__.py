"""Print the glossary: ``python -m api.schemas.glossary``."""

import sys

from api.schemas.glossary import as_markdown

if __name__ == "__main__":
    sys.stdout.write(as_markdown())
