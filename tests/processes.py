"""Other processes, looked at by tests."""

import psutil


def lives(process: psutil.Process | int) -> bool:
    """Whether it, or the process of that number, is there and no zombie: where nobody collects orphans, as in
    a container without an init, the dead keep their numbers."""
    try:
        process = psutil.Process(process) if isinstance(process, int) else process
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
