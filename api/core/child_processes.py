"""How this program starts Python processes of its own."""

import multiprocessing
import os
import threading
from multiprocessing.context import BaseContext
from typing import Any

_SAFE_PATH = "PYTHONSAFEPATH"
"""With this variable, Python does not look for modules in the current folder."""


def context(*preloaded: str) -> BaseContext:
    """Processes that import nothing from the current folder.

    `multiprocessing` starts each interpreter by ``python -c``, which looks for every module in the
    current folder first, Python's own included. A server that is started in a folder with an
    ``api.py`` must not execute that file, so all child processes get ``PYTHONSAFEPATH``.

    Parameters
    ----------
    preloaded
        Modules. With any, processes are forked from one that has imported these and nothing else,
        where the system can; without, each is a new interpreter.
    """
    # An argument for the interpreter cannot be given to multiprocessing, a variable can.
    os.environ[_SAFE_PATH] = "1"
    if not preloaded or "forkserver" not in multiprocessing.get_all_start_methods():
        # Forking this process itself would copy its threads' locks and its connections.
        return multiprocessing.get_context("spawn")
    forking = multiprocessing.get_context("forkserver")
    forking.set_forkserver_preload([*preloaded])
    return forking


def end_with_parent() -> None:
    """End this process as soon as the process that started it has ended, however it ended."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(parent: Any) -> None:
    parent.join()
    os._exit(0)
