"""Disks that are small, full or read-only, where the machine lets them be made."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

SIZE = 192  # MB
PIECES = (1024 * 1024, 4096)  # bytes that a disk is filled with, as long as they fit
IS_ROOT = os.geteuid() == 0


@contextmanager
def small_disk() -> Iterator[Path | None]:
    """Give the folder of a disk of its own, or nothing if none can be mounted."""
    with TemporaryDirectory(prefix="onrecord-") as folder:
        options = ("-t", "tmpfs", "-o", f"size={SIZE}m,mode=755", "onrecord", folder)
        if not _mount(*options):
            yield None
            return
        try:
            yield Path(folder)
        finally:
            _unmount(folder)


@contextmanager
def full(disk: Path) -> Iterator[None]:
    """Leave no room on a disk."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in PIECES:
            with suppress(OSError):
                while file.write(bytes(size)):
                    pass
    yield
    ballast.unlink()


@contextmanager
def unwritable(folder: Path) -> Iterator[None]:
    """Let nobody open a file in a folder for writing; root minds only a mount."""
    if IS_ROOT:
        _mount("--bind", str(folder), str(folder))
        _mount("-o", "remount,bind,ro", str(folder))
        yield
        _unmount(str(folder))
        return
    modes = {path: path.stat().st_mode for path in (folder, *folder.iterdir())}
    for path, mode in modes.items():
        path.chmod(mode & ~0o222)
    yield
    for path, mode in modes.items():
        path.chmod(mode)


def _mount(*options: str) -> bool:
    """Return whether this machine lets itself be told so."""
    mount = shutil.which("mount")
    if mount is None:
        return False
    done = subprocess.run([mount, *options], check=False, capture_output=True)
    return done.returncode == 0


def _unmount(folder: str) -> None:
    """Let go of a disk, at the latest when those who have files open there end."""
    subprocess.run([str(shutil.which("umount")), "--lazy", folder], check=True)
