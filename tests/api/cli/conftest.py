"""Commands run on databases of their own, in a folder without settings."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from api.settings import Settings
from tests.api.cli.running import Onrecord


@pytest.fixture(autouse=True)
def noise() -> None:
    """Replace the noise of the endpoints' tests, which is in another database."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder to work in, and no settings but those that a test makes."""
    monkeypatch.chdir(tmp_path)
    with patch.dict(os.environ):  # which a command may change
        for name in Settings.model_fields:
            os.environ.pop(f"ONRECORD_{name.upper()}", None)
        yield tmp_path


@pytest.fixture
def unmigrated(folder: Path) -> Onrecord:
    """The command line where there is no database yet."""
    return Onrecord(f"sqlite:///{folder}/onrecord.db")


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the record that ships with the product."""
    file = tmp_path_factory.mktemp("shipped") / "onrecord.db"
    onrecord = Onrecord(f"sqlite:///{file}")
    assert onrecord("migrate").status == 0
    assert onrecord("seed").status == 0
    return file


@pytest.fixture
def onrecord(unmigrated: Onrecord, shipped: Path, folder: Path) -> Onrecord:
    """The command line on a copy of the record that ships with the product."""
    shutil.copy(shipped, folder / "onrecord.db")
    return unmigrated


@pytest.fixture
def spare(spare_url: str) -> Onrecord:
    """The command line on a database of either kind, without any table."""
    return Onrecord(spare_url)


@pytest.fixture
def migrated(spare: Onrecord) -> Onrecord:
    """The command line on a database of either kind, with empty tables."""
    assert spare("migrate").status == 0
    return spare
