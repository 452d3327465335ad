"""Jobs end with the window, or outlive it; they never take the program with them."""

import threading

import pytest
from PySide6.QtCore import QObject
from shiboken6 import isValid

from gui.jobs import Jobs


def test_a_job_that_cannot_be_called_back_outlives_the_window(qtbot):
    window, go = QObject(), threading.Event()
    jobs = Jobs(window)

    def deaf(_):
        go.wait(20)
        yield 1

    job = jobs.start(deaf)
    jobs.close()
    assert not jobs.wait_all(0.05)
    jobs.leave()
    window.deleteLater()
    qtbot.wait(20)
    assert job.isRunning()
    go.set()
    qtbot.waitUntil(lambda: not isValid(job), timeout=20_000)


@pytest.mark.parametrize("closed", [False, True])
def test_items_come_in_their_order_unless_the_window_is_closed(qtbot, closed):
    window, heard = QObject(), []
    jobs = Jobs(window)
    if closed:
        jobs.close()
    jobs.start(lambda _: iter((1, 2, 3)), item=heard.append)
    if not closed:
        qtbot.waitUntil(lambda: heard == [1, 2, 3], timeout=5000)
    else:
        qtbot.wait(20)
        assert heard == []
    window.deleteLater()
    qtbot.wait(20)
