"""A D-Bus daemon of one's own."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

_CONFIGURATION = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>custom</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


def is_installed() -> bool:
    """Whether there is a ``dbus-daemon`` to run."""
    return shutil.which("dbus-daemon") is not None


@dataclass(frozen=True, slots=True)
class PrivateBus:
    """A running daemon: where it listens, and its process."""

    address: str
    process: asyncio.subprocess.Process

    async def kill(self) -> None:
        """End it without warning."""
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()


@asynccontextmanager
async def private_bus() -> AsyncIterator[PrivateBus]:
    """Run a daemon while entered."""
    with tempfile.TemporaryDirectory(prefix="calf-dbus-") as folder:
        socket, configuration = Path(folder) / "bus", Path(folder) / "bus.conf"
        configuration.write_text(_CONFIGURATION.format(socket=socket))
        process = await asyncio.create_subprocess_exec(
            "dbus-daemon",
            f"--config-file={configuration}",
            "--nofork",
            "--print-address=1",
            stdout=asyncio.subprocess.PIPE,
        )
        bus = PrivateBus(f"unix:path={socket}", process)
        try:
            if process.stdout is not None:
                # It listens once it has said where.
                await process.stdout.readline()
            yield bus
        finally:
            await bus.kill()
