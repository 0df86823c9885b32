import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.cli.running import Onrecord

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="only POSIX has file modes"),
]


@pytest.fixture(params=[0o000, 0o777], ids=["open", "shut"])
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    """The umask that would leave the most, or the least."""
    before = os.umask(request.param)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    """Return the mode of each file of the database."""
    found = folder.glob("onrecord.db*")
    return {file.name: stat.S_IMODE(file.stat().st_mode) for file in found}


@pytest.mark.usefixtures("umask")
class TestNewFiles:
    def test_are_readable_by_their_owner_only(
        self, unmigrated: Onrecord, folder: Path
    ) -> None:
        assert unmigrated("migrate").status == 0
        assert unmigrated("seed").status == 0

        assert modes(folder) == {"onrecord.db": 0o600}

    def test_beside_the_database_are_readable_by_their_owner_only(
        self, unmigrated: Onrecord, folder: Path
    ) -> None:
        unmigrated("migrate")
        with unmigrated.serving() as server:
            server.get("/readyz")
            during = modes(folder)
            ended = server.end()

        assert during == {
            "onrecord.db": 0o600,
            "onrecord.db-wal": 0o600,
            "onrecord.db-shm": 0o600,
        }
        assert "Warning" not in ended.err


class TestExistingFiles:
    def test_keep_their_mode(self, unmigrated: Onrecord, folder: Path) -> None:
        (folder / "onrecord.db").touch()
        (folder / "onrecord.db").chmod(0o640)

        assert unmigrated("migrate").status == 0
        assert modes(folder) == {"onrecord.db": 0o640}

    @pytest.mark.parametrize("mode", [0o640, 0o604])
    def test_that_others_can_read_are_named_by_the_server(
        self, onrecord: Onrecord, folder: Path, mode: int
    ) -> None:
        (folder / "onrecord.db").chmod(mode)

        with onrecord.forked("--json") as server:
            server.get("/readyz")
            ended = server.end()

        assert ended.json["database"] == onrecord.url
        assert f"`chmod 600 {folder}/onrecord.db`" in ended.said
