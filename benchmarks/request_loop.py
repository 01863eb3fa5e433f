"""A client that asks one address again and again over kept connections and counts the answers.

The requests are ready-made bytes and of the answers only the length is read, so that it costs some 20 µs per request
where the server needs ten times as much; the benchmark prints how fast it is against a server of fixed bytes.
"""

from __future__ import annotations

import multiprocessing
import socket
import time
from multiprocessing.queues import SimpleQueue


def measure_requests_per_second(port: int, target: str, *, seconds: float, connections: int) -> float:
    """Return how many requests of ``target`` a server on this machine answers per second; 200 is asked of each."""
    context = multiprocessing.get_context("fork")
    counts: SimpleQueue[int] = context.SimpleQueue()
    end = time.perf_counter() + seconds  # one for all: whoever starts late asks less
    processes = [
        context.Process(target=_ask, args=(port, target, end, counts), daemon=True) for _ in range(connections)
    ]
    for process in processes:
        process.start()
    total = sum(counts.get() for _ in processes)
    for process in processes:
        process.join()
    if total < 0:
        raise RuntimeError(f"the server did not answer 200 to {target}")
    return total / seconds


def _ask(port: int, target: str, end: float, counts: SimpleQueue[int]) -> None:
    request = f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip, br\r\n\r\n".encode()
    answered = 0
    connection = None
    try:
        while time.perf_counter() < end:
            connection = connection or socket.create_connection(("127.0.0.1", port))
            connection.sendall(request)
            if _read_answer(connection):  # the server closes the connection now and then
                connection.close()
                connection = None
            answered += 1
    except (ConnectionError, ValueError):
        answered = -(10**9)
    counts.put(answered)


def _read_answer(connection: socket.socket) -> bool:
    """Read one answer whole; tell whether the server closes the connection. ValueError for anything but 200."""
    received = b""
    while (end := received.find(b"\r\n\r\n")) < 0:
        received += _receive(connection)
    head = received[:end].lower()
    if not head.startswith(b"http/1.1 200"):
        raise ValueError(head[:40])
    start = head.index(b"content-length:") + len(b"content-length:")
    missing = int(head[start:].split(b"\r\n", 1)[0]) - (len(received) - end - 4)
    while missing > 0:
        missing -= len(_receive(connection))
    return b"connection: close" in head


def _receive(connection: socket.socket) -> bytes:
    received = connection.recv(262_144)
    if not received:
        raise ConnectionError
    return received
