#!/usr/bin/env python3
"""Peers for network tests that are no index: proxies, and servers that do not listen.

Usage: loopback_peer.py MODE [--to PORT] [--auth USER:PASSWORD]

    connect   an HTTP proxy that answers CONNECT; every target leads to PORT on 127.0.0.1
    socks     a SOCKS 5 proxy without authentication; every target leads there as well
    deaf      a full queue: connections to it are neither accepted nor refused
    silent    takes connections and never says a word
    says      says the bytes that the first part of the path has in hexadecimal, and hangs up

Like index_server.py it prints `READY <port>`, then a line for each target that it was asked for,
and ends when its stdin closes.
"""

import argparse
import base64
import os
import socket
import socketserver
import struct
import sys
import threading
from typing import Optional


def pump(source: socket.socket, target: socket.socket) -> None:
    """Copies bytes until one side is done."""
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def splice(client: socket.socket, port: int) -> None:
    """Connects a client with a port, both ways."""
    with socket.create_connection(("127.0.0.1", port)) as upstream:
        back = threading.Thread(target=pump, args=(upstream, client), daemon=True)
        back.start()
        pump(client, upstream)
        back.join()


def tell(target: str) -> None:
    """Says which target was asked for."""
    print(target, flush=True)


class Connect(socketserver.StreamRequestHandler):
    """Answers one CONNECT."""

    def handle(self) -> None:
        line = self.rfile.readline().decode("latin-1").split()
        fields = {}
        while (header := self.rfile.readline().decode("latin-1").strip()) != "":
            name, _, value = header.partition(":")
            fields[name.lower()] = value.strip()
        if len(line) != 3 or line[0] != "CONNECT":
            self.wfile.write(b"HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n")
            return
        wanted: Optional[str] = self.server.options.auth
        if wanted is not None:
            expected = "Basic " + base64.b64encode(wanted.encode()).decode()
            if fields.get("proxy-authorization") != expected:
                self.wfile.write(
                    b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
                )
                return
        tell(line[1])
        self.wfile.write(b"HTTP/1.1 200 Connected\r\n\r\n")
        splice(self.connection, self.server.options.to)


class Socks(socketserver.StreamRequestHandler):
    """Answers one SOCKS 5 connection."""

    def handle(self) -> None:
        _, methods = self.rfile.read(2)
        self.rfile.read(methods)
        self.wfile.write(b"\x05\x00")
        _, _, _, kind = self.rfile.read(4)
        if kind == 3:
            host = self.rfile.read(self.rfile.read(1)[0]).decode("latin-1")
        else:
            family, length = (socket.AF_INET, 4) if kind == 1 else (socket.AF_INET6, 16)
            host = socket.inet_ntop(family, self.rfile.read(length))
        (port,) = struct.unpack(">H", self.rfile.read(2))
        tell(f"{host}:{port}")
        self.wfile.write(b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x00")
        splice(self.connection, self.server.options.to)


class Silent(socketserver.StreamRequestHandler):
    """Reads and never answers."""

    def handle(self) -> None:
        while self.connection.recv(65536):
            pass


class Says(socketserver.StreamRequestHandler):
    """Says what the request tells it to say."""

    def handle(self) -> None:
        path = self.rfile.readline().decode("latin-1").split(" ")[1]
        while self.rfile.readline().strip():
            pass
        self.wfile.write(bytes.fromhex(path.split("/")[1]))


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    options: argparse.Namespace


def deafen() -> None:
    """Listens with a queue of one, fills it, and says where."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(0)
    fillers = []
    for _ in range(4):
        filler = socket.socket()
        filler.setblocking(False)
        filler.connect_ex(listener.getsockname())
        fillers.append(filler)
    print(f"READY {listener.getsockname()[1]}", flush=True)
    end_with_stdin()


def end_with_stdin() -> None:
    """Ends the process when whoever started it closes our stdin, or is gone."""
    try:
        while os.read(0, 4096):
            pass
    except OSError:
        pass
    os._exit(0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mode", choices=("connect", "socks", "deaf", "silent", "says"))
    parser.add_argument("--to", type=int, default=0, metavar="PORT")
    parser.add_argument("--auth", metavar="USER:PASSWORD")
    options = parser.parse_args()
    if options.mode == "deaf":
        deafen()
    handlers = {"connect": Connect, "socks": Socks, "silent": Silent, "says": Says}
    server = Server(("127.0.0.1", 0), handlers[options.mode])
    server.options = options
    threading.Thread(target=end_with_stdin, daemon=True).start()
    print(f"READY {server.server_address[1]}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    sys.exit(main())
