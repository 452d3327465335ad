"""A program that is killed while the files tools write leaves the file as it was, or as it was to be."""

import subprocess
import sys
import time
from pathlib import Path

SIZE = 8_000_000
WRITER = """
import itertools, sys
from assistant.cancel import Cancel
from assistant.toolkits.folders import Folders
from assistant.toolkits.places import place_of

folders = Folders([sys.argv[1]], [])
place = place_of("file.txt", folders.roots)
print("ready", flush=True)
for letter in itertools.cycle((b"a", b"b")):
    folders.write(place, letter * int(sys.argv[2]), overwrite=True, check=Cancel())
"""


def test_a_kill_in_the_middle_of_writing_leaves_one_whole_file(tmp_path: Path) -> None:
    file = tmp_path / "file.txt"
    file.write_bytes(b"a" * SIZE)
    for delay in (0.0, 0.003, 0.01, 0.03, 0.1, 0.2):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path), str(SIZE)], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        time.sleep(delay)  # any moment will do
        writer.kill()
        writer.wait()
        writer.stdout.close()
        assert file.read_bytes() in (b"a" * SIZE, b"b" * SIZE)
        # What is left behind is hidden, and no other of the person's files.
        assert [other.name for other in tmp_path.iterdir() if not other.name.startswith(".lectern-")] == ["file.txt"]
