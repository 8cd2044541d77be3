"""A proxy in front of the tests' PostgreSQL, which can be cut and mended."""

import socket
import threading
from contextlib import suppress


class Severed:
    """Listens at a port of its own; cut, it ends every connection and refuses new ones."""

    def __init__(self, database):
        self.database = database
        self.connections = []
        self.listener = None
        self.port = 0

    def mend(self):
        self.listener = socket.create_server(("127.0.0.1", self.port), reuse_port=False)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._serve, args=(self.listener,), daemon=True).start()

    def cut(self):
        # A thread that waits in accept() would keep the port; who connects now wakes it up.
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for connection in self.connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self.connections.clear()

    def _serve(self, listener):
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            server = self._connect()
            self.connections += [client, server]
            for one, other in ((client, server), (server, client)):
                threading.Thread(target=_pump, args=(one, other), daemon=True).start()

    def _connect(self):
        host, port = self.database["HOST"], self.database["PORT"] or "5432"
        if not host.startswith("/"):
            return socket.create_connection((host or "127.0.0.1", int(port)))
        server = socket.socket(socket.AF_UNIX)
        server.connect(f"{host}/.s.PGSQL.{port}")
        return server


def _pump(one, other):
    with suppress(OSError):
        while data := one.recv(65536):
            other.sendall(data)
    for end in (one, other):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
