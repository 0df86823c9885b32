import re
import shlex
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from api.cli import cli
from api.cli.lazy import LazyCommand
from api.settings import Settings
from tests.api.cli.running import ROOT, Onrecord, Ran

SETTINGS = (ROOT / "docs/settings.md").read_text()
COMMANDS = (ROOT / "docs/command-line.md").read_text()
EVERYWHERE = {"--json", "--database-url", "--help", "--version"}

# Values of settings that do not take just any word, or number.
PARTICULAR = {
    "rate_limit": ("3/minute", "4/second"),
    "cors_origins": ("https://a.example.org", "*"),
    "embed_origins": ("https://a.example.org", "https://b.example.org"),
    "allowed_hosts": ("record.example.org", "[::1]"),
    "log_requests": ("true", "false"),
    "public_read": ("true", "false"),
    "log_clients": ("true", "false"),
    "log_level": ("warning", "debug"),
}

pytestmark = pytest.mark.slow


class Example(NamedTuple):
    """A command of the documentation, and its output: an ellipsis matches anything."""

    command: str
    output: str


def as_written(value: object) -> str:
    """Return a value from the environment."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def examples() -> list[Example]:
    """Return every example, in the order of the page."""
    blocks = re.findall(r"^```console\n(.*?)^```", COMMANDS, re.MULTILINE | re.DOTALL)
    parts = re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", "".join(blocks), re.MULTILINE)
    return [Example(*part) for part in parts]


def matches(output: str, printed: str) -> bool:
    pattern = ".*".join(map(re.escape, output.split("…")))
    return re.fullmatch(pattern, printed, re.DOTALL) is not None


def options_of(group: TyperGroup, prefix: str = "") -> dict[str, set[str]]:
    """Return the options of each command, by its name."""
    found: dict[str, set[str]] = {}
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            found |= options_of(command, f"{prefix}{name} ")
        else:
            assert isinstance(command, LazyCommand)
            found[prefix + name] = {o for p in command.load().params for o in p.opts}
    return found


def run(command: str) -> Ran:
    """Run a line of the documentation as a shell would, ours without a new process."""
    name, *words = shlex.split(command)
    if name != "onrecord":
        shell = subprocess.run(
            ["/bin/sh", "-c", command], capture_output=True, text=True, check=False
        )
        return Ran(shell.returncode, shell.stdout, shell.stderr)
    stdin = None
    if "<" in words:
        *words, _, file = words
        stdin = Path(file).read_bytes()
    return Onrecord(str(Settings.model_fields["database_url"].default))(
        *words, stdin=stdin
    )


class TestSettings:
    def test_the_documented_settings_are_the_existing_ones(self) -> None:
        rows = re.findall(r"^\| `(\w+)` \| `(.*)` \| (.*) \|$", SETTINGS, re.MULTILINE)

        assert rows == [
            (f"ONRECORD_{name.upper()}", as_written(field.default), field.description)
            for name, field in Settings.model_fields.items()
        ]

    @pytest.mark.parametrize("name", Settings.model_fields)
    def test_each_is_read_from_the_environment_or_the_file(
        self, name: str, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        in_file, in_environment = PARTICULAR.get(name, ("3", "4"))
        (folder / "onrecord.env").write_text(f"ONRECORD_{name.upper()}={in_file}\n")
        from_file = getattr(Settings(), name)
        monkeypatch.setenv(f"ONRECORD_{name.upper()}", in_environment)
        from_environment = getattr(Settings(), name)

        assert as_written(from_file) == in_file
        assert as_written(from_environment) == in_environment


class TestCommandLine:
    def test_the_documented_commands_and_options_are_the_existing_ones(self) -> None:
        group = get_command(cli)
        assert isinstance(group, TyperGroup)
        known = options_of(group)
        sections = dict(
            re.findall(r"^## (.*)\n((?:(?!## ).*\n)*)", COMMANDS, re.MULTILINE)
        )

        assert sections.keys() == known.keys()
        for name, section in sections.items():
            named = set(re.findall(r"--[a-z][a-z-]*", section)) - EVERYWHERE
            options = {one for one in known[name] if one.startswith("--")}
            assert named == options - EVERYWHERE, name

    def test_every_example_prints_its_output(self) -> None:
        """Run one after the other: each works on what those before it made."""
        for example in examples():
            if not example.command.startswith("onrecord serve"):
                ran = run(example.command)
                assert (ran.status, ran.err) == (0, ""), example.command
                assert matches(example.output, ran.out), (example, ran.out)

    def test_the_example_of_a_server_starts_one(self, onrecord: Onrecord) -> None:
        (example,) = [one for one in examples() if "onrecord serve" in one.command]
        _, _, *options = shlex.split(example.command.replace("--port 8000 ", ""))

        with onrecord.forked(*options) as server:
            ready = server.get("/readyz")
            ended = server.end()

        port = server.root.rpartition(":")[2]
        assert ready == '{"status":"ok"}'
        assert matches(example.output.replace("8000", port), ended.out)
