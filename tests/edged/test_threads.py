from __future__ import annotations

import threading

import pytest

from edged.threads import Threads


def test_one_thread_is_enough_while_nothing_hangs() -> None:
    threads = Threads("one")
    used = {threads.submit(threading.get_ident).result(60) for _ in range(50)}
    threads.close()
    assert len(used) == 1


def test_another_takes_over_while_one_hangs_and_both_go_on_later() -> None:
    threads, released = Threads("two"), threading.Event()
    hanging = threads.submit(released.wait, 30)
    assert threads.submit(sum, (1, 2)).result(60) == 3
    assert not hanging.done()
    released.set()
    assert hanging.result(60)
    threads.close()


def test_what_a_call_raises_reaches_whoever_waits() -> None:
    threads = Threads("three")
    with pytest.raises(ZeroDivisionError):
        threads.submit(divmod, 1, 0).result(60)
    assert threads.submit(sum, (1,)).result(60) == 1
    threads.close()


def test_closing_ends_the_threads() -> None:
    threads = Threads("four")
    threads.submit(sum, ()).result(60)
    threads.close()
    left = [each for each in threading.enumerate() if each.name == "four"]
    for each in left:
        each.join(60)
    assert not any(each.is_alive() for each in left)
