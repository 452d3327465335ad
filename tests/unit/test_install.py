"""The launcher: what is written where, and that taking it away takes nothing else."""

from pathlib import Path

import pytest

from gui.install import Places, desktop_entry, install, uninstall


@pytest.fixture
def program(tmp_path) -> Path:
    program = tmp_path / "my programs" / "lectern"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    return program


@pytest.fixture
def places(tmp_path) -> Places:
    return Places.of_user({"HOME": str(tmp_path / "home"), "XDG_DATA_HOME": str(tmp_path / "data")})


def fields(entry: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in entry.splitlines() if "=" in line)


def test_places_are_those_of_the_desktop(tmp_path):
    places = Places.of_user({"HOME": str(tmp_path), "XDG_DATA_HOME": "relative/is/invalid"})
    assert places.entry == tmp_path / ".local/share/applications/lectern.desktop"
    assert places.icon == tmp_path / ".local/share/icons/hicolor/scalable/apps/lectern.svg"
    assert places.command == tmp_path / ".local/bin/lectern"


def test_what_is_installed_starts_the_program_and_goes_again(places, program):
    install(places, program)
    install(places, program)  # again: a newer version
    assert fields(places.entry.read_text("utf-8"))["TryExec"] == str(program)
    assert places.icon.read_bytes().startswith(b"<svg")
    assert places.command.resolve() == program
    uninstall(places, program)
    assert [file for file in places.data.rglob("*") if file.is_file()] == []
    assert not places.command.is_symlink()
    assert uninstall(places, program)  # again: nothing to do, and it says so


def test_a_command_of_another_program_is_left_alone(places, program):
    places.command.parent.mkdir(parents=True)
    places.command.write_text("mine")
    install(places, program)
    uninstall(places, program)
    assert places.command.read_text() == "mine"


def test_a_path_with_odd_letters_is_quoted_as_the_desktop_reads_it():
    exec_line = fields(desktop_entry(Path('/a b/100%/$x"y\\z/lectern')))["Exec"]
    # As a value of the file, then as an argument within quotes, then field codes.
    value = exec_line.replace("\\\\", "\\")
    assert value == '"/a b/100%%/\\$x\\"y\\\\z/lectern" %F'


def test_files_of_each_format_may_be_opened_with_it():
    entry = fields(desktop_entry(Path("/lectern")))
    assert "application/pdf" in entry["MimeType"].split(";")
    assert {"Name", "Comment", "Comment[zh_CN]", "Icon", "StartupWMClass"} <= entry.keys()
