"""``calf simulate``."""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.extras import require_extras

if TYPE_CHECKING:
    from firmware_mocks.simulation import Running, Simulation


def simulate(
    *,
    sensors: Annotated[
        str, typer.Option(help="Where the sensors are worn or stand, separated by commas.")
    ] = "left_foot,left_shank,plate",
    exercise: Annotated[
        str,
        typer.Option(
            help="What the athlete does: calf_raise (with the left leg), "
            "isometric_plantar_flexion, ankle_range, weight_bearing_lunge, walking, running or "
            "balance."
        ),
    ] = "calf_raise",
    reps: Annotated[
        int, typer.Option(help="Reps in a set; for balance, tens of seconds.", min=1, max=200)
    ] = 8,
    check: Annotated[
        bool,
        typer.Option(
            "--check/--no-check",
            help="Lift the heels before the first set, as calf record asks. --no-check suits "
            "calf record --yes.",
        ),
    ] = True,
    by_hand: Annotated[
        bool, typer.Option("--by-hand", help="Begin each set only when Enter is pressed.")
    ] = False,
    port: Annotated[
        int, typer.Option(help="Port of the radio; 0 takes a free one.", min=0, max=65535)
    ] = 9999,
    seed: Annotated[
        int,
        typer.Option(
            help="Random seed: each number simulates a different athlete and different faults.",
            min=0,
        ),
    ] = 0,
    loss: Annotated[
        float, typer.Option(help="Share of packets that are lost.", min=0.0, max=0.9)
    ] = 0.0,
    drops: Annotated[
        int, typer.Option(help="How often each sensor goes out of range for 3 s.", min=0, max=20)
    ] = 0,
    drift: Annotated[
        float, typer.Option(help="Largest error of the sensors' clocks, ppm.", min=0.0, max=250.0)
    ] = 30.0,
) -> None:
    """Run mock sensors on an athlete who trains, for calf record to connect to.

    The athlete begins when the first sensor is started: stands still, lifts the heels for the
    check of calf record, and then does set after set. Press Enter to begin the next set at once.
    Every sensor that is started streams. Each recording gets new sets.

    Example: calf simulate --reps 12 --loss 0.02 --drops 2
    """
    require_extras("calf simulate", "simulator")
    # Imported here, so that the command line's other commands need not wait for it.
    from firmware_mocks.simulation import Simulation

    placements = tuple(
        placement.strip().lower() for placement in sensors.split(",") if placement.strip()
    )
    what = Simulation(placements, reps, seed, loss, drops, drift, exercise, check, by_hand)
    with suppress(KeyboardInterrupt):
        asyncio.run(_run(what, port))


async def _run(what: "Simulation", port: int) -> None:
    from firmware_mocks.simulation import simulated

    stopped = asyncio.Event()
    for ending in (signal.SIGINT, signal.SIGTERM):
        # Windows has no handlers in its event loop; there the process just ends.
        with suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(ending, stopped.set)
    async with simulated(what, port, tell=typer.echo) as running:
        _introduce(running)
        _on_enter(running.begin_set)
        # An error of the athlete ends the simulation too, with its traceback.
        running.failed.add_done_callback(lambda _: stopped.set())
        await stopped.wait()
        if running.failed.done():
            running.failed.result()


def _introduce(running: "Running") -> None:
    """Print the sensors, and the commands that use them."""
    width = max(map(len, running.addresses))
    for placement, address in running.addresses.items():
        typer.echo(f"{placement:{width}}  {address}")
    adapter = f"--adapter tcp-client:127.0.0.1:{running.port}"
    typer.echo("\nIn another terminal, look for the sensors, pair them and record:")
    typer.echo(f"  calf scan {adapter}")
    for placement in running.addresses:
        typer.echo(f"  calf pair {placement.upper()} {adapter}")
    typer.echo(f"  calf record {adapter}")
    typer.echo("\nOr record without pairing:")
    named = " ".join(f"--sensor {place}={at}" for place, at in running.addresses.items())
    typer.echo(f"calf record {adapter} {named}")
    typer.echo("\nWaiting for a recording. Ctrl-C stops the sensors.")


def _on_enter(action: Callable[[], None]) -> None:
    """Call the action in the event loop for every line that is typed."""
    try:
        keyboard = sys.stdin.fileno()
    except (AttributeError, OSError, ValueError):
        return
    if hasattr(signal, "SIGTTIN"):
        # In the background, reading the terminal fails instead of stopping the process.
        signal.signal(signal.SIGTTIN, signal.SIG_IGN)
    loop = asyncio.get_running_loop()

    def read() -> None:
        with suppress(OSError, RuntimeError):
            while typed := os.read(keyboard, 1024):
                if b"\n" in typed:
                    loop.call_soon_threadsafe(action)

    threading.Thread(target=read, daemon=True).start()
