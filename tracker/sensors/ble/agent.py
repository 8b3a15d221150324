"""Answers BlueZ's questions while a sensor is paired with, where nobody else would.

Without an agent a Linux computer that has no desktop refuses to pair with any device. Sensors of
this package have neither keys nor a display, so that pairing is of the kind "just works".
"""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

_PATH = "/org/calf_tracker/agent"
_BLUEZ, _BLUEZ_PATH = "org.bluez", "/org/bluez"
_MANAGER, _AGENT = "org.bluez.AgentManager1", "org.bluez.Agent1"
_CAPABILITY = "NoInputNoOutput"


@asynccontextmanager
async def pairing_agent() -> AsyncIterator[bool]:
    """Answer while entered; gives whether there is a BlueZ to answer.

    On other systems, which ask the person themselves, it does nothing.
    """
    if sys.platform != "linux":
        yield False
        return
    bus = await _connected()
    if bus is None:
        yield False
        return
    try:
        bus.add_message_handler(_answer)
        registered = await _call(bus, "RegisterAgent", "os", [_PATH, _CAPABILITY])
        if registered:
            await _call(bus, "RequestDefaultAgent", "o", [_PATH])
        yield registered
        if registered:
            await _call(bus, "UnregisterAgent", "o", [_PATH])
    finally:
        bus.disconnect()


if sys.platform == "linux":
    from dbus_fast import BusType, Message, MessageType
    from dbus_fast.aio import MessageBus
    from dbus_fast.errors import DBusError

    async def _connected() -> MessageBus | None:
        with suppress(OSError, EOFError, DBusError, ValueError):
            return await MessageBus(bus_type=BusType.SYSTEM).connect()
        return None

    async def _call(bus: MessageBus, member: str, signature: str, body: list[Any]) -> bool:
        with suppress(OSError, EOFError, DBusError):
            answer = await bus.call(
                Message(
                    destination=_BLUEZ,
                    path=_BLUEZ_PATH,
                    interface=_MANAGER,
                    member=member,
                    signature=signature,
                    body=body,
                )
            )
            return answer is not None and answer.message_type is MessageType.METHOD_RETURN
        return False

    def _answer(message: Message) -> Message | bool:
        """Agree to what needs no key; there is none to be typed or shown."""
        if message.interface != _AGENT or message.message_type is not MessageType.METHOD_CALL:
            return False
        if message.member in {"RequestAuthorization", "RequestConfirmation", "AuthorizeService"}:
            return Message.new_method_return(message)
        if message.member in {"Release", "Cancel"}:
            return Message.new_method_return(message)
        return Message.new_error(message, "org.bluez.Error.Rejected", "no keys can be typed here")
