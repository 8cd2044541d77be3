"""A real SMTP server on the loopback, in a thread of the test."""

import asyncio
import threading
from collections.abc import Callable
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP


class MailServer:
    """Keeps what it is given; refuses what it is told to refuse."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refusals: dict[str, str] = {}
        """Replies by recipient."""
        self.data_reply = "250 OK"
        self.on_data: Callable[[], None] = lambda: None
        """Called, in a thread of its own, after a mail was taken and before that is said."""
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server: Any = None

    def start(self) -> None:
        """Listen, on the same port as before if there was one."""

        async def listen() -> Any:
            return await self._loop.create_server(
                lambda: SMTP(self, loop=self._loop, enable_SMTPUTF8=True), "127.0.0.1", self.port
            )

        self._server = asyncio.run_coroutine_threadsafe(listen(), self._loop).result(10)
        self.port = self._server.sockets[0].getsockname()[1]

    def stop(self) -> None:
        """Refuse connections."""

        async def close() -> None:
            self._server.close()
            await self._server.wait_closed()

        if self._server is not None:
            asyncio.run_coroutine_threadsafe(close(), self._loop).result(10)
            self._server = None

    def end(self) -> None:
        self.stop()
        asyncio.run_coroutine_threadsafe(self._loop.shutdown_default_executor(), self._loop).result(
            10
        )
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def handle_RCPT(  # noqa: N802  (the name that aiosmtpd calls)
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.data_reply.startswith("250"):
            self.mails.append(BytesParser(policy=default).parsebytes(envelope.content))
        await self._loop.run_in_executor(None, self.on_data)
        return self.data_reply
