"""Servers as they should not be: for the tools of OpenAPI files, and for pages."""

import contextlib
import json
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[[BaseHTTPRequestHandler], None]


def send(handler: BaseHTTPRequestHandler, status: int, data: bytes, headers: Mapping[str, str]) -> None:
    """A whole reply."""
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    if "Content-Length" not in headers:
        handler.send_header("Content-Length", str(len(data)))
    handler.end_headers()
    handler.wfile.write(data)


@contextmanager
def serving(handle: Answer) -> Iterator[int]:
    """A server on this machine; its port."""

    class Handler(BaseHTTPRequestHandler):
        """Any method goes the same way."""

        def answer(self) -> None:
            """Until the other side has left."""
            with contextlib.suppress(ConnectionError):
                handle(self)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def endless(handler: BaseHTTPRequestHandler, *, told: bool) -> None:
    """A gigabyte, with its length or without."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    if told:
        handler.send_header("Content-Length", str(10**9))
    handler.end_headers()
    piece = b'"' + b"x" * 65535
    for _ in range(10**9 // len(piece)):
        handler.wfile.write(piece)


def drip(handler: BaseHTTPRequestHandler) -> None:
    """A byte every tenth of a second, for a minute."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.end_headers()
    for _ in range(600):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.1)


def silent(_: BaseHTTPRequestHandler) -> None:
    """No answer for half a minute."""
    time.sleep(30)


def _bomb() -> bytes:
    """500 MB of zeros in half a megabyte."""
    packer = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    return b"".join(packer.compress(b"0" * 1_000_000) for _ in range(500)) + packer.flush()


def _cut(handler: BaseHTTPRequestHandler) -> None:
    send(handler, 200, b'{"a": 1', {"Content-Type": "application/json", "Content-Length": "1000"})
    handler.wfile.flush()
    handler.connection.close()


def _garbage(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"\x00\xff not HTTP at all\r\n\r\n")
    handler.connection.close()


def _answers(status: int, data: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
    return lambda handler: send(handler, status, data, headers or {})


def bad_servers(elsewhere: int, own: int, key: str) -> dict[str, Answer]:
    """By what they do.

    Args:
        elsewhere: port of a server that must not be connected to.
        own: the server's own port.
        key: that some of them send back.
    """
    json_type = {"Content-Type": "application/json"}
    echo = json.dumps({"token": key, "hex": key.encode().hex()}).encode()
    escaped = "".join(f"\\u{ord(char):04x}" for char in key)
    deep = b"[" * 100_000 + b"]" * 100_000
    return {
        "500": _answers(500, b'{"error": "InternalError"}', json_type),
        "500 with a traceback": _answers(500, b"Traceback (most recent call last)\n" * 50),
        "503 and nothing": _answers(503),
        "404": _answers(404, b'{"error": "NotFoundError"}', json_type),
        "401 that echoes the key": _answers(401, json.dumps({"you sent": key}).encode(), json_type),
        "200 that echoes the key": _answers(200, echo, json_type),
        "key as escapes": _answers(200, f'{{"token": "{escaped}"}}'.encode(), json_type),
        "redirect elsewhere": _answers(302, b"", {"Location": f"http://127.0.0.1:{elsewhere}/"}),
        "redirect to a name": _answers(307, b"", {"Location": f"http://localhost:{elsewhere}/"}),
        "redirect to metadata": _answers(301, b"", {"Location": "http://169.254.169.254/latest/"}),
        "redirect in a circle": _answers(302, b"", {"Location": "/api/v2/heartbeat"}),
        "redirect to a file": _answers(302, b"", {"Location": "file:///etc/passwd"}),
        "HTML": _answers(200, b"<html><body>Log in</body></html>", {"Content-Type": "text/html"}),
        "broken JSON": _answers(200, b'{"a": [1, 2', json_type),
        "deep JSON": _answers(200, deep, json_type),
        "no UTF-8": _answers(200, b"\xff\xfe\x00\x81", json_type),
        "a picture": _answers(200, b"\x89PNG\r\n" + bytes(1000), {"Content-Type": "image/png"}),
        "nothing": _answers(200, b"", json_type),
        "no content": _answers(204),
        "1 GB with its length": lambda handler: endless(handler, told=True),
        "1 GB without": lambda handler: endless(handler, told=False),
        "a gzip bomb of 500 MB": _answers(200, _bomb(), {"Content-Encoding": "gzip", **json_type}),
        "an unknown packing": _answers(200, b"x", {"Content-Encoding": "br", **json_type}),
        "wrong packing": _answers(200, b"no gzip", {"Content-Encoding": "gzip", **json_type}),
        "a slow drip": drip,
        "silence": silent,
        "an end in the middle": _cut,
        "no HTTP": _garbage,
        "a header of 1 MB": _answers(200, b"{}", {"X-Long": "x" * 1_000_000, **json_type}),
        "loop to itself": _answers(302, b"", {"Location": f"http://127.0.0.1:{own}/api/v2/heartbeat"}),
    }  # fmt: skip
