"""Commands run on databases of their own, in a folder without settings."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from api.settings import Settings
from tests.api.cli.running import Onrecord
from tests.databases import copy


@pytest.fixture(autouse=True)
def noise() -> None:
    """Replace the noise of the endpoints' tests, which is in another database."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty working folder, with only the settings that a test makes."""
    monkeypatch.chdir(tmp_path)
    with patch.dict(os.environ):  # which a command may change
        for name in Settings.model_fields:
            os.environ.pop(f"ONRECORD_{name.upper()}", None)
        yield tmp_path


@pytest.fixture
def unmigrated(folder: Path) -> Onrecord:
    """The command line without a database."""
    return Onrecord(f"sqlite:///{folder}/onrecord.db")


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
def migrated(migrated_url: str) -> Onrecord:
    """The command line on a database of either kind, with empty tables."""
    return Onrecord(migrated_url)


@pytest.fixture(scope="session")
def shipped_url(databases: list[str], tables_url: str) -> str:
    """A database of either kind with the record that ships, only to be copied."""
    copy(tables_url, databases[4])
    assert Onrecord(databases[4])("seed").status == 0
    return databases[4]


@pytest.fixture
def filled(spare_url: str, shipped_url: str) -> Onrecord:
    """The command line on the record that ships, in a database of either kind."""
    copy(shipped_url, spare_url)
    return Onrecord(spare_url)
