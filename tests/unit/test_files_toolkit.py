"""The files tools: inside the named folders all works, outside nothing is touched, and nothing is half done."""

import os
import socket
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.cancel import Cancel
from assistant.settings import load_settings
from assistant.toolkits import folders as walking
from assistant.toolkits.files import FilesToolkit, file_limits
from assistant.toolkits.folders import Folders
from assistant.toolkits.places import place_of
from chains.errors import AssistantError, Cancelled, InputError
from chains.toolkits.base import traits

Made = Callable[..., dict]


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A named folder with a few things in it, and a secret beside it."""
    folder = tmp_path / "work"
    (folder / "reports").mkdir(parents=True)
    (folder / "a.txt").write_text("first\nsecond", "utf-8")
    (folder / "reports" / "数据.csv").write_text("a,b\n1,2\n", "utf-8")
    (folder / ".hidden").write_text("hidden", "utf-8")
    (tmp_path / "secret.txt").write_text("SECRET", "utf-8")
    (tmp_path / "home").mkdir()
    return folder


@pytest.fixture
def tools(tmp_path: Path) -> Iterator[Made]:
    made: list[FilesToolkit] = []

    def make(*folders: Path, cancel: Cancel | None = None) -> dict:
        agent = SimpleNamespace(folders=tuple(map(str, folders)))
        context = SimpleNamespace(
            settings=SimpleNamespace(agent=agent), folder=tmp_path / "home", cancel=cancel or Cancel()
        )
        toolkit = FilesToolkit(context=context)
        made.append(toolkit)
        return {tool.name: tool for tool in toolkit.get_tools()}

    yield make
    for toolkit in made:
        toolkit.close()


def called(tool, **arguments):
    return tool.invoke({"type": "tool_call", "id": "1", "name": tool.name, "args": arguments}).artifact


def refused(tool, **arguments) -> str:
    with pytest.raises(InputError) as caught:
        called(tool, **arguments)
    assert caught.value.message() and caught.value.message("zh")
    return caught.value.code.removeprefix("tool_files.")


def test_what_is_in_a_folder_is_listed_without_what_is_hidden(tools, work):
    (work / "link.txt").symlink_to("/etc/passwd")
    found = called(tools(work)["list_folder"])
    assert [entry["name"] for entry in found.value] == ["reports", "a.txt"]
    assert "1 links" in found.text
    assert found.foreign


@pytest.mark.parametrize("path", ["work/a.txt", "a.txt", "./a.txt", "work//a.txt", "work/./a.txt"])
def test_a_file_is_read_by_any_spelling_of_its_path(tools, work, path):
    found = called(tools(work)["read_file"], path=path)
    assert (found.value, found.documents, found.foreign) == ("first\nsecond", ("work/a.txt",), True)


def test_the_whole_path_of_a_named_folder_may_be_written_out(tools, work, tmp_path):
    (tmp_path / "named").symlink_to(work)
    for folder in (work, tmp_path / "named"):
        assert called(tools(folder)["read_file"], path=f"{folder}/a.txt").value.startswith("first")


def test_two_folders_of_one_name_are_told_apart(tools, work, tmp_path):
    other = tmp_path / "other" / "work"
    other.mkdir(parents=True)
    (other / "a.txt").write_text("another", "utf-8")
    made = tools(work, other)
    assert called(made["list_folder"]).value == ["work", "work-2"]
    assert called(made["read_file"], path="work-2/a.txt").value == "another"
    assert refused(made["read_file"], path="a.txt") == "no_folder"


def test_a_long_file_is_read_piece_by_piece(tools, work):
    text = "".join(f"line {number}\n" for number in range(5_000))
    (work / "long.txt").write_text(text, "utf-8")
    tool = tools(work)["read_file"]
    read = ""
    while len(read) < len(text):
        read += called(tool, path="long.txt", start=len(read)).value
    assert read == text
    assert not called(tool, path="long.txt", start=len(text)).found


def test_documents_are_read_by_the_readers_of_the_library(tools, work):
    document = Document()
    document.add_paragraph("The rent is 900 euros.")
    document.save(str(work / "lease.docx"))
    assert "900 euros" in called(tools(work)["read_file"], path="lease.docx").text


def test_what_is_no_text_is_refused_with_the_reason(tools, work):
    (work / "data.bin").write_bytes(bytes(range(256)) * 20)
    (work / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    (work / "empty.txt").write_bytes(b"")
    made = tools(work)
    assert refused(made["read_file"], path="data.bin") == "unreadable"
    assert refused(made["read_file"], path="broken.pdf") == "unreadable"
    assert not called(made["read_file"], path="empty.txt").found


def test_a_file_is_written_and_only_replaced_on_purpose(tools, work):
    tool = tools(work)["write_file"]
    assert called(tool, path="reports/new.md", text="# 一\n").value == "work/reports/new.md"
    assert (work / "reports" / "new.md").read_text("utf-8") == "# 一\n"
    assert refused(tool, path="reports/new.md", text="two") == "exists"
    assert (work / "reports" / "new.md").read_text("utf-8") == "# 一\n"
    called(tool, path="reports/new.md", text="two", overwrite=True)
    assert (work / "reports" / "new.md").read_text("utf-8") == "two"
    assert sorted(file.name for file in (work / "reports").iterdir()) == ["new.md", "数据.csv"]


def test_a_replaced_file_keeps_its_permissions_and_a_new_one_is_no_program(tools, work):
    (work / "a.txt").chmod(0o600)
    tool = tools(work)["write_file"]
    called(tool, path="a.txt", text="x", overwrite=True)
    called(tool, path="b.txt", text="x")
    assert stat.S_IMODE((work / "a.txt").stat().st_mode) == 0o600
    assert not (work / "b.txt").stat().st_mode & 0o111


@pytest.mark.parametrize("name", ["run.sh", "x.py", "x.desktop", "x", "x.exe", "x.html", "x.txt.js", "x.docx"])
def test_only_texts_are_written(tools, work, name):
    assert refused(tools(work)["write_file"], path=name, text="x") == "no_text_name"
    assert not (work / name).exists()


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("../secret.txt", "outside"), ("work/../../secret.txt", "outside"), ("/etc/passwd", "outside"),
        ("~root/x.txt", "outside"),
        ("~/secret.txt", "outside"), (".hidden", "hidden"), ("work/.ssh/id.txt", "hidden"), ("\u200c.hidden", "hidden"),
        ("a\0.txt", "no_path"), ("a\n.txt", "no_path"), ("..\\secret.txt", "no_path"), ("C:\\x.txt", "no_path"),
        ("", "no_path"),
        ("\u202etxt.a", "no_path"), ("x" * 300 + ".txt", "no_path"), ("a/" * 60 + "x.txt", "no_path"),
        ("nothing.txt", "missing"),
        ("a.txt/b.txt", "no_way"), ("reports", "is_folder"), ("work", "is_folder"), ("\ud800.txt", "no_path"),
    ],
)  # fmt: skip
def test_paths_that_are_refused(tools, work, path, code):
    folders = Folders([str(work)], [])
    try:
        with pytest.raises(InputError) as caught:
            folders.read(place_of(path, folders.roots), 1000, Cancel())
        assert caught.value.code == f"tool_files.{code}"
    finally:
        folders.close()


def test_links_pipes_sockets_and_second_names_are_refused(tools, work, tmp_path):
    (work / "link.txt").symlink_to(tmp_path / "secret.txt")
    (work / "inside.txt").symlink_to(work / "a.txt")
    (work / "out").symlink_to(tmp_path)
    os.mkfifo(work / "pipe.txt")
    os.link(tmp_path / "secret.txt", work / "hard.txt")
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(work / "socket.txt"))
    made = tools(work)
    for name, code in (
        ("link.txt", "link"), ("inside.txt", "link"), ("out/secret.txt", "no_way"), ("pipe.txt", "no_file"),
        ("hard.txt", "second_name"), ("socket.txt", "no_file"),
    ):  # fmt: skip
        assert refused(made["read_file"], path=name) == code
        if name != "out/secret.txt":
            assert refused(made["write_file"], path=name, text="x", overwrite=True) == code
    assert refused(made["list_folder"], path="out") == "no_way"
    server.close()
    assert (tmp_path / "secret.txt").read_text("utf-8") == "SECRET"


@pytest.mark.parametrize("folder", ["/", "/proc", "/proc/self", "/sys", "/dev", "relative/path", "", "/nowhere/at/all"])
def test_folders_that_cannot_be_named(folder):
    with pytest.raises(InputError):
        Folders([folder], [])


def test_lecterns_own_folder_is_refused_and_never_entered(tools, work, tmp_path):
    home = tmp_path / "home"
    (home / "inner").mkdir()
    for folder in (home, home / "inner"):
        with pytest.raises(InputError) as caught:
            tools(folder)
        assert caught.value.code == "tool_files.own_folder"
    (home / "library.txt").write_text("private", "utf-8")
    made = tools(tmp_path)  # the folder around it
    assert refused(made["read_file"], path=f"{tmp_path.name}/home/library.txt") == "outside"
    assert refused(made["write_file"], path=f"{tmp_path.name}/home/x.txt", text="x") == "outside"
    assert all(entry["name"] != "home" for entry in called(made["list_folder"]).value)


def test_without_a_folder_there_are_no_tools(tools):
    with pytest.raises(InputError) as caught:
        tools()
    assert caught.value.code == "tool_files.no_folders"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(["..", ".", "", "work", "reports", "a.txt", "out", "\\", "~", "%2e%2e", "..;", "．．"]),
        max_size=8,
    )
)
def test_no_path_leads_outside(tools, work, tmp_path, parts):
    if not (work / "out").is_symlink():
        (work / "out").symlink_to(tmp_path)
    try:
        found = called(tools(work)["read_file"], path="/".join(parts) + "/secret.txt")
    except AssistantError:
        return
    assert "SECRET" not in found.text


def test_a_stopped_run_writes_nothing(tools, work):
    cancel = Cancel()
    made = tools(work, cancel=cancel)
    cancel.set()
    with pytest.raises(Cancelled):
        called(made["write_file"], path="new.txt", text="x")
    assert sorted(file.name for file in work.iterdir()) == [".hidden", "a.txt", "reports"]


def test_a_stop_at_any_moment_of_writing_leaves_all_of_the_old_file_or_all_of_the_new_one(work):
    class After:
        def __init__(self, looks: int) -> None:
            self.left = looks

        def check(self) -> None:
            self.left -= 1
            if self.left < 0:
                raise Cancelled

    new = b"n" * (3 * walking._BLOCK)
    folders = Folders([str(work)], [])
    try:
        for looks in range(6):
            (work / "a.txt").write_text("old", "utf-8")
            try:
                folders.write(place_of("a.txt", folders.roots), new, overwrite=True, check=After(looks))
                expected = new
            except Cancelled:
                expected = b"old"
            assert (work / "a.txt").read_bytes() == expected
            assert sorted(file.name for file in work.iterdir()) == [".hidden", "a.txt", "reports"]
    finally:
        folders.close()


def test_what_still_runs_when_the_run_is_over_is_stopped(work):
    folders = Folders([str(work)], [])
    place = place_of("a.txt", folders.roots)
    folders.close()
    with pytest.raises(Cancelled):
        folders.read(place, 1000, Cancel())
    folders.close()


def test_a_call_that_has_outlasted_its_time_does_nothing_more(tools, work, monkeypatch):
    made = tools(work)
    ticks = iter([0.0, *[1e9] * 100])
    monkeypatch.setattr("assistant.toolkits.files.time.monotonic", lambda: next(ticks))
    assert refused(made["write_file"], path="late.txt", text="x") == "too_slow"
    assert not (work / "late.txt").exists()


def test_sizes_are_bounded(tools, work, monkeypatch):
    with (work / "large.txt").open("wb") as file:
        file.truncate(10**12)  # takes no room
    made = tools(work)
    assert refused(made["read_file"], path="large.txt") == "too_large"
    limits = file_limits().model_copy(update={"write_characters": 5, "listed": 1, "looked_at": 2})
    monkeypatch.setattr("assistant.toolkits.files.file_limits", lambda: limits)
    assert refused(made["write_file"], path="x.txt", text="123456") == "too_long"
    found = called(made["list_folder"])
    assert len(found.value) <= 1
    assert "only the first 2" in found.text


def test_where_the_file_system_has_no_second_names_a_new_file_is_written_all_the_same(work, monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("assistant.toolkits.folders.os.link", refuse)
    folders = Folders([str(work)], [])
    try:
        folders.write(place_of("new.txt", folders.roots), b"x", overwrite=False, check=Cancel())
        assert (work / "new.txt").read_bytes() == b"x"
        (work / "taken.txt").write_bytes(b"old")
        with pytest.raises(FileExistsError):
            walking._named("new.txt", "taken.txt", folders.roots[0].descriptor)
        assert (work / "taken.txt").read_bytes() == b"old"
    finally:
        folders.close()


def test_a_folder_that_is_moved_out_while_a_file_is_written_gets_none(work, tmp_path):
    class Moving:
        def __init__(self) -> None:
            self.looks = 0

        def check(self) -> None:
            self.looks += 1
            if self.looks == 1:
                (work / "reports").rename(tmp_path / "moved")

    folders = Folders([str(work)], [])
    try:
        with pytest.raises(InputError) as caught:
            folders.write(place_of("reports/new.txt", folders.roots), b"x", overwrite=False, check=Moving())
        assert caught.value.code == "tool_files.outside"
        assert [file.name for file in (tmp_path / "moved").iterdir()] == ["数据.csv"]
    finally:
        folders.close()


def test_no_descriptor_is_left_open(tools, work):
    def count() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    folders = Folders([str(work)], [])
    before = count()
    for path in ("a.txt", "reports/数据.csv", "nothing/x.txt", "reports", "../x"):
        for use in (
            lambda place: folders.read(place, 1000, Cancel()),
            lambda place: folders.listing(place, 10, Cancel()),
            lambda place: folders.write(place, b"x", overwrite=False, check=Cancel()),
        ):
            try:
                use(place_of(path, folders.roots))
            except InputError:
                continue
    assert count() == before
    folders.close()


def test_every_call_is_asked_for(tools, work):
    assert {traits(tool).kind for tool in tools(work).values()} == {"outside"}
    assert "files" not in load_settings(Path(os.devnull), {}).agent.toolkits


def test_reading_ends_at_once_when_it_is_stopped(tools, work):
    (work / "big.txt").write_bytes(b"word " * 3_000_000)
    cancel = Cancel()
    made = tools(work, cancel=cancel)
    cancel.set()
    began = time.perf_counter()
    with pytest.raises(Cancelled):
        called(made["read_file"], path="big.txt")
    assert time.perf_counter() - began < 0.5
