from threading import Thread

from flows.pulse import Pulse


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_loop_that_does_not_stir_for_longer_than_it_may_is_stalled() -> None:
    clock = Clock()
    pulse = Pulse(clock)
    with pulse.watched("sweep", 10):
        clock.now += 10
        assert pulse.stalled() == ()
        clock.now += 1
        assert (pulse.stalled(), pulse.quiet()) == (("sweep",), {"sweep": 11})
        pulse.stir()
        assert (pulse.stalled(), pulse.quiet()) == ((), {"sweep": 0})
    clock.now += 100
    assert (pulse.stalled(), pulse.quiet()) == ((), {})


def test_work_within_a_sweep_counts_before_it_and_the_sweep_begins_anew_after() -> None:
    clock = Clock()
    pulse = Pulse(clock)
    with pulse.watched("sweep", 10):
        with pulse.watched("work mail", 60):
            clock.now += 30
            assert pulse.stalled() == ()
        assert pulse.quiet() == {"sweep": 0}


def test_a_thread_stirs_for_itself_alone_and_the_quietest_of_a_name_is_told() -> None:
    clock = Clock()
    pulse = Pulse(clock)

    def other() -> None:
        pulse.stir()  # not watched: means nothing
        with pulse.watched("work mail", 5):
            clock.now += 3

    with pulse.watched("work mail", 5):
        thread = Thread(target=other)
        thread.start()
        thread.join()
        assert pulse.quiet() == {"work mail": 3}
        clock.now += 3
        assert pulse.stalled() == ("work mail",)


def test_who_leaves_says_so() -> None:
    pulse = Pulse()
    assert not pulse.is_closing
    pulse.close()
    assert pulse.is_closing
