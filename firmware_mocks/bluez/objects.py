"""Objects on a bus: their properties, the signals of their changes, the calls to their methods."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

OBJECT_MANAGER, PROPERTIES = (
    "org.freedesktop.DBus.ObjectManager",
    "org.freedesktop.DBus.Properties",
)
Properties = dict[str, Variant]
Method = Callable[[str, Message], Awaitable[tuple[str, list[Any]]]]


class Refused(Exception):
    """A call that is answered with an error of that name and text."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(text)
        self.name = name
        self.text = text


class ObjectTree:
    """All objects of one service.

    Parameters
    ----------
    bus
        Connected, its name requested.
    methods
        By interface and member: takes the object's path and the message, gives signature and body
        of the answer, or raises `Refused`.
    """

    def __init__(self, bus: MessageBus, methods: dict[tuple[str, str], Method]) -> None:
        self._bus = bus
        self._objects: dict[str, dict[str, Properties]] = {}
        self._calls: set[asyncio.Task[None]] = set()
        self._methods: dict[tuple[str, str], Method] = {
            (OBJECT_MANAGER, "GetManagedObjects"): self._managed,
            (PROPERTIES, "Get"): self._get,
            (PROPERTIES, "GetAll"): self._get_all,
            (PROPERTIES, "Set"): self._set,
            **methods,
        }
        bus.add_message_handler(self._received)

    def close(self) -> None:
        """Answer no more."""
        self._bus.remove_message_handler(self._received)
        for call in list(self._calls):
            call.cancel()

    def __contains__(self, path: str) -> bool:
        return path in self._objects

    def value(self, path: str, interface: str, name: str) -> Any:
        """A property's value; KeyError if there is none."""
        return self._objects[path][interface][name].value

    def add(self, path: str, interface: str, properties: Properties) -> None:
        """Add an object and announce it."""
        self._objects[path] = {interface: properties}
        self._signal(
            "/", OBJECT_MANAGER, "InterfacesAdded", "oa{sa{sv}}", [path, self._objects[path]]
        )

    def remove(self, path: str) -> None:
        """Remove an object and all below it."""
        for one in [item for item in self._objects if item == path or item.startswith(f"{path}/")]:
            interfaces = list(self._objects.pop(one))
            self._signal("/", OBJECT_MANAGER, "InterfacesRemoved", "oas", [one, interfaces])

    def change(self, path: str, interface: str, properties: Properties) -> None:
        """Change properties and announce it."""
        if path in self._objects:
            self._objects[path][interface].update(properties)
            body = [interface, properties, []]
            self._signal(path, PROPERTIES, "PropertiesChanged", "sa{sv}as", body)

    def _signal(
        self, path: str, interface: str, member: str, signature: str, body: list[Any]
    ) -> None:
        if self._bus.connected:
            self._bus.send(Message.new_signal(path, interface, member, signature, body))

    def _received(self, message: Message) -> bool:
        if message.message_type is not MessageType.METHOD_CALL:
            return False
        method = self._methods.get((message.interface or "", message.member or ""))
        if method is None:
            return False
        call = asyncio.ensure_future(self._answer(method, message))
        self._calls.add(call)
        call.add_done_callback(self._calls.discard)
        return True

    async def _answer(self, method: Method, message: Message) -> None:
        try:
            signature, body = await method(self._path(message), message)
            answer = Message.new_method_return(message, signature, body)
        except Refused as error:
            answer = Message.new_error(message, error.name, error.text)
        if self._bus.connected:
            self._bus.send(answer)

    def _path(self, message: Message) -> str:
        path = message.path or "/"
        if path not in self._objects and message.interface != OBJECT_MANAGER:
            raise Refused("org.freedesktop.DBus.Error.UnknownObject", f"no object {path}")
        return path

    async def _managed(self, _path: str, _message: Message) -> tuple[str, list[Any]]:
        return "a{oa{sa{sv}}}", [self._objects]

    async def _get(self, path: str, message: Message) -> tuple[str, list[Any]]:
        interface, name = message.body
        return "v", [self._objects[path][interface][name]]

    async def _get_all(self, path: str, message: Message) -> tuple[str, list[Any]]:
        return "a{sv}", [self._objects[path].get(message.body[0], {})]

    async def _set(self, path: str, message: Message) -> tuple[str, list[Any]]:
        interface, name, value = message.body
        self.change(path, interface, {name: value})
        return "", []
