"""The child-process abstraction: calls, streams, cancel, limits, and that no child outlives its parent."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from assistant.cancel import Cancel
from assistant.worker import Limits, Spec, Worker, WorkerBug, WorkerDied, WorkerTimeout
from chains.errors import Cancelled, DocumentError

HANDLER = """
import ctypes, os, signal, time
from chains.errors import DocumentError

class Echo:
    def __init__(self, word="hello"):
        self.word = word
    def close(self):
        pass
    def pid(self, call):
        return os.getpid()
    def say(self, call, text):
        return f"{self.word} {text}"
    def count(self, call, to):
        for number in range(to):
            yield number
        return "end"
    def patient(self, call):
        while not call.cancel.is_set:
            time.sleep(0.005)
        call.cancel.check()
    def deaf(self, call):
        time.sleep(60)
    def native(self, call):
        # A native call that holds the interpreter lock: no thread of this process can run meanwhile.
        ctypes.PyDLL(None).sleep(60)
    def refuse(self, call):
        raise DocumentError("document.no_text", name="a.pdf")
    def broken(self, call):
        raise KeyError("oops")
    def crash(self, call):
        os.kill(os.getpid(), signal.SIGSEGV)
    def hog(self, call):
        return len(bytearray(4_000_000_000))
"""


@pytest.fixture
def echo(tmp_path: Path) -> Iterator[Spec]:
    (tmp_path / "echo_handler.py").write_text(HANDLER)
    yield Spec("echo_handler:Echo", "echo", config={"word": "hi"}, environment={"PYTHONPATH": str(tmp_path)})


@pytest.fixture
def worker(echo: Spec) -> Iterator[Worker]:
    made = Worker(echo)
    yield made
    made.close()


def test_a_call_returns_what_the_handler_returned(worker: Worker) -> None:
    assert worker.call("say", text="there") == "hi there"


def test_a_lone_surrogate_survives_the_way_there_and_back(worker: Worker) -> None:
    assert worker.call("say", text="\udcff") == "hi \udcff"


def test_a_stream_gives_its_items_and_its_result(worker: Worker) -> None:
    stream = worker.stream("count", to=3)
    items = []
    while True:
        try:
            items.append(next(stream))
        except StopIteration as stop:
            assert stop.value == "end"
            break
    assert items == [0, 1, 2]


def test_closing_a_stream_frees_the_child_for_the_next_call(worker: Worker) -> None:
    stream = worker.stream("count", to=1_000_000)
    next(stream)
    pid = worker.pid
    stream.close()
    assert worker.call("say", text="again") == "hi again"
    assert worker.pid == pid


def test_cancel_stops_a_child_that_listens_and_keeps_it(worker: Worker) -> None:
    pid = worker.call("pid")
    cancel = Cancel()
    threading.Timer(0.1, cancel.set).start()
    with pytest.raises(Cancelled):
        worker.call("patient", cancel=cancel)
    assert worker.call("pid") == pid


def test_cancel_kills_a_child_that_does_not_listen(echo: Spec) -> None:
    worker = Worker(Spec(echo.target, "echo", limits=Limits(cancel_grace_s=0.1), environment=echo.environment))
    pid = worker.call("pid")
    cancel = Cancel()
    threading.Timer(0.1, cancel.set).start()
    with pytest.raises(Cancelled):
        worker.call("deaf", cancel=cancel)
    assert worker.call("pid") != pid
    worker.close()


def test_a_call_that_outlasts_its_limit_is_killed_and_the_next_one_works(worker: Worker) -> None:
    with pytest.raises(WorkerTimeout):
        worker.call("deaf", timeout=0.2)
    assert worker.call("say", text="again") == "hi again"


def test_an_error_of_the_tree_arrives_as_itself(worker: Worker) -> None:
    with pytest.raises(DocumentError) as caught:
        worker.call("refuse")
    assert caught.value.code == "document.no_text"
    assert caught.value.params["name"] == "a.pdf"


def test_any_other_error_is_a_bug_with_its_traceback(worker: Worker) -> None:
    with pytest.raises(WorkerBug, match="oops"):
        worker.call("broken")


def test_a_crash_is_named_and_the_next_call_starts_a_new_child(worker: Worker) -> None:
    with pytest.raises(WorkerDied, match="SIGSEGV"):
        worker.call("crash")
    assert worker.call("say", text="again") == "hi again"
    assert worker.starts == 2


def test_closing_in_the_middle_of_a_call_ends_it_and_leaves_no_descriptor_open_or_closed_twice(echo: Spec) -> None:
    open_before = psutil.Process().num_fds()
    ends: list[BaseException] = []

    def call(worker: Worker) -> None:
        try:
            worker.call("deaf")
        except (WorkerDied, OSError) as exc:
            ends.append(exc)

    for _ in range(5):
        worker = Worker(echo)
        worker.start()
        caller = threading.Thread(target=call, args=(worker,))
        caller.start()
        while not worker.busy:
            pass
        worker.close()
        caller.join()
        assert worker.pid is None
    assert [type(end) for end in ends] == [WorkerDied] * 5
    assert psutil.Process().num_fds() == open_before


def test_a_child_cannot_take_more_memory_than_it_was_given(echo: Spec) -> None:
    limits = Limits(memory_bytes=1_000_000_000)
    worker = Worker(Spec(echo.target, "echo", limits=limits, environment=echo.environment))
    with pytest.raises(WorkerDied, match="memory"):
        worker.call("hog")
    worker.close()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel signals the closed pipe on Linux only")
@pytest.mark.parametrize("method", ["deaf", "native"])
def test_a_child_ends_with_its_parent_in_the_middle_of_a_native_call(echo: Spec, method: str) -> None:
    script = textwrap.dedent(
        f"""
        import threading, time
        from assistant.worker import Spec, Worker
        worker = Worker(Spec({echo.target!r}, "echo", environment={dict(echo.environment)!r}))
        print(worker.call("pid"), flush=True)
        threading.Thread(target=worker.call, args=({method!r},), daemon=True).start()
        time.sleep(60)
        """
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = psutil.Process(int(parent.stdout.readline()))
    time.sleep(0.3)  # the call is on its way; nothing tells when it has begun
    os.kill(parent.pid, signal.SIGKILL)
    parent.communicate()
    child.wait(timeout=5)
