"""What hangs on a run ends with it, or with the person's stop; never the other way round."""

import threading
import time

import pytest

from assistant.cancel import Cancel, LinkedCancel
from chains.errors import Cancelled


def test_it_is_set_with_the_one_above_and_by_itself() -> None:
    above = Cancel()
    first, second = LinkedCancel(above), LinkedCancel(above)
    assert not first.is_set
    first.check()
    first.set()
    assert (first.is_set, second.is_set, above.is_set) == (True, False, False)
    above.set()
    assert second.is_set
    with pytest.raises(Cancelled):
        second.check()


def test_who_waits_is_woken_by_either() -> None:
    for which in range(2):
        above = Cancel()
        linked = LinkedCancel(above)
        threading.Timer(0.05, (above, linked)[which].set).start()
        began = time.monotonic()
        assert linked.wait(20)
        assert time.monotonic() - began < 5
    assert not LinkedCancel(Cancel()).wait(0.01)
