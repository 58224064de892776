"""Work for the cluster's tests; it stands in a module so that it travels by name."""

import os
import signal
from pathlib import Path


def square(number: int) -> int:
    return number * number


def who(_part: int) -> int:
    return os.getpid()


def fail(number: int) -> int:
    if number == 3:
        raise ValueError("the third part is wrong")
    return number


def die_once(part: tuple[int, str]) -> int:
    """Kill the worker the first time part 2 is worked on."""
    number, folder = part
    flag = Path(folder) / "died"
    if number == 2 and not flag.exists():
        flag.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number * 10


def die_always(_part: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 0
