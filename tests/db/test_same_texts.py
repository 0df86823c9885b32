from typing import get_args

import pytest

from db.engine.session import Write
from db.queries.same_texts import list_same_text
from db.values.viewer import VIEWERS, Role
from tests.factories import make_article

TEXT = "“It rained,” he said."
SEES = {"reader": 0, "analyst": 1, "editor": 1, "admin": 1}


class TestListSameText:
    @pytest.mark.parametrize("role", get_args(Role))
    def test_tells_restricted_articles_to_those_who_may_see_them(
        self, write: Write, role: Role
    ) -> None:
        article = make_article(write, TEXT, visibility="restricted")
        sha256 = article.revisions[0].text_sha256

        found = write.rows(
            list_same_text(viewer=VIEWERS[role]), sha256=sha256, article=0
        )

        assert len(found) == SEES[role]
