"""Disks that are small, full or read-only, where the machine can mount them."""

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
    """Yield the folder of a separate disk, or None if none can be mounted."""
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
    """Fill a disk."""
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
    """Make a folder read-only, by a mount, which binds root too, or by its modes."""
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
    """Return whether this machine allows it."""
    mount = shutil.which("mount")
    if mount is None:
        return False
    done = subprocess.run([mount, *options], check=False, capture_output=True)
    return done.returncode == 0


def _unmount(folder: str) -> None:
    """Unmount a disk, at the latest when its files are closed."""
    subprocess.run([str(shutil.which("umount")), "--lazy", folder], check=True)
