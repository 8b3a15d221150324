"""``calf simulate``."""

import asyncio
import signal
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from firmware_mocks.simulation import Simulation


def simulate(
    *,
    sensors: Annotated[
        str, typer.Option(help="Where sensors are worn or stand, separated by commas.")
    ] = "left_foot,left_shank,plate",
    exercise: Annotated[
        str,
        typer.Option(
            help="What the athlete does: calf_raise, isometric_plantar_flexion, ankle_range, "
            "weight_bearing_lunge, walking, running or balance."
        ),
    ] = "calf_raise",
    reps: Annotated[int, typer.Option(help="Repetitions to do.", min=1, max=200)] = 8,
    port: Annotated[
        int, typer.Option(help="Port of the radio; 0 takes a free one.", min=0, max=65535)
    ] = 9999,
    seed: Annotated[int, typer.Option(help="Another athlete's variation, sensors, faults.")] = 0,
    loss: Annotated[
        float, typer.Option(help="Share of packets that get lost.", min=0.0, max=0.9)
    ] = 0.0,
    drops: Annotated[
        int, typer.Option(help="How often each sensor is out of range for 3 s.", min=0, max=20)
    ] = 0,
    drift: Annotated[
        float, typer.Option(help="How far clocks are off, ppm.", min=0.0, max=250.0)
    ] = 30.0,
) -> None:
    """Run mock sensors alone, for calf record or a program of yours to connect to.

    The athlete begins when the last sensor is started, and stands when all repetitions are done.

    Example: calf simulate --reps 12 --loss 0.02 --drops 2
    """
    # Imported here, so that the command line's other commands need not wait for it.
    from firmware_mocks.simulation import Simulation

    placements = tuple(one.strip().lower() for one in sensors.split(",") if one.strip())
    what = Simulation(placements, reps, seed, loss, drops, drift, exercise)
    with suppress(KeyboardInterrupt):
        asyncio.run(_run(what, port))


async def _run(what: "Simulation", port: int) -> None:
    from firmware_mocks.simulation import simulated

    stopped = asyncio.Event()
    # Windows has no handlers in its event loop; there the process just ends.
    with suppress(NotImplementedError):
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    async with simulated(what, port) as (listening, addresses):
        worn = dict(zip(what.placements, addresses, strict=True))
        for placement, address in worn.items():
            typer.echo(f"{placement}  {address}")
        chosen = " ".join(f"--sensor {place}={address}" for place, address in worn.items())
        typer.echo(f"calf record --adapter tcp-client:127.0.0.1:{listening} {chosen}")
        typer.echo("Ctrl-C stops the sensors.")
        await stopped.wait()
