"""``make install`` and ``make uninstall``: Lectern in the desktop's menu and as a command, for this user, on Linux."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from resources import resource

# What reads its caches again; a desktop without them needs none.
REFRESHERS = (("update-desktop-database", "-q", "applications"), ("gtk-update-icon-cache", "-q", "-t", "icons/hicolor"))


@dataclass(frozen=True, slots=True)
class Places:
    """Where the parts go.

    Attributes:
        data: XDG's folder for a user's data.
        commands: where a user's own commands lie.
    """

    data: Path
    commands: Path

    @classmethod
    def of_user(cls, environment: Mapping[str, str] = os.environ) -> "Places":
        """As the XDG base directory specification has it; a relative ``XDG_DATA_HOME`` is invalid and ignored."""
        home = Path(environment.get("HOME", "~")).expanduser()
        data = Path(environment.get("XDG_DATA_HOME", ""))
        return cls(data if data.is_absolute() else home / ".local" / "share", home / ".local" / "bin")

    @property
    def entry(self) -> Path:
        """The desktop entry."""
        return self.data / "applications" / "lectern.desktop"

    @property
    def icon(self) -> Path:
        """The icon, one for all sizes."""
        return self.data / "icons" / "hicolor" / "scalable" / "apps" / "lectern.svg"

    @property
    def command(self) -> Path:
        """The link to the program."""
        return self.commands / "lectern"


def main(arguments: Sequence[str] | None = None) -> None:
    """Install, or with ``--remove`` undo it; says what was done."""
    remove = list(sys.argv[1:] if arguments is None else arguments) == ["--remove"]
    places, program = Places.of_user(), Path(sys.executable).parent / "lectern"
    for line in uninstall(places, program) if remove else install(places, program):
        print(line)  # noqa: T201 - the answer of a command
    for tool, *options, folder in REFRESHERS:
        if shutil.which(tool) and (places.data / folder).is_dir():
            subprocess.run([tool, *options, places.data / folder], check=False, stderr=subprocess.DEVNULL)


def install(places: Places, program: Path) -> list[str]:
    """Write entry and icon, and link the command; what was done, in sentences."""
    for file, content in (
        (places.entry, desktop_entry(program).encode()),
        (places.icon, resource("icons", "lectern.svg").read_bytes()),
    ):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    said = [f"Lectern stands in the desktop's menu: {places.entry}"]
    command = places.command
    if _is_ours(command, program) or not os.path.lexists(command):
        command.parent.mkdir(parents=True, exist_ok=True)
        command.unlink(missing_ok=True)
        command.symlink_to(program)
        said.append(f"The command: {command}")
    else:
        said.append(f"The command was not made: {command} is something else. The program is {program}")
    if str(command.parent) not in os.environ.get("PATH", "").split(os.pathsep):
        said.append(f"{command.parent} is not in PATH; add it to call the command by its name.")
    return said


def uninstall(places: Places, program: Path) -> list[str]:
    """Remove what ``install`` has made, and nothing else; the library stays."""
    gone = [file for file in (places.entry, places.icon) if file.exists()]
    if _is_ours(places.command, program):
        gone.append(places.command)
    for file in gone:
        file.unlink()
    return [f"Removed: {file}" for file in gone] or ["Nothing was installed."]


def desktop_entry(program: Path) -> str:
    """The desktop entry that starts ``program``."""
    # Quoted as the desktop entry specification has it: within the quotes, then as a value, and % begins a field code.
    quoted = "".join(f"\\{letter}" if letter in '"`$\\' else letter for letter in str(program))
    quoted = quoted.replace("\\", "\\\\").replace("%", "%%")
    plain = str(program).replace("\\", "\\\\")
    template = resource("desktop", "lectern.desktop").read_text("utf-8")
    return template.replace("@exec@", f'"{quoted}"').replace("@program@", plain)


def _is_ours(command: Path, program: Path) -> bool:
    return command.is_symlink() and command.readlink() == program


if __name__ == "__main__":
    main()
