"""hostile.py: servers that misbehave, for the tests of src/live, and a proxy that is far away."""
import asyncio
import random
import socket
import struct
import threading
import time

def packet(number, body):
    return len(body).to_bytes(3, "little") + bytes([number]) + body


def greeting(version=b"8.0.36", plugin=b"mysql_native_password", tls=False, can=None):
    can = can or 0x0fffffff & ~(0 if tls else 0x800) & ~0x20 | 0x80000
    body = b"\x0a" + version + b"\0" + struct.pack("<I", 7) + b"12345678\0" + struct.pack("<H", can & 0xffff) + b"\x2d\x02\0"
    body += struct.pack("<H", can >> 16) + b"\x15" + b"\0" * 10 + b"123456789012\0" + plugin + b"\0"
    return packet(0, body)


OK = b"\0\0\0\2\0\0\0"


class Fake:
    """Calls serve(connection) in a thread for every connection."""

    def __init__(self, serve):
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.socket.listen(200)
        self.port = self.socket.getsockname()[1]
        self.serve, self.open = serve, []
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            try:
                connection = self.socket.accept()[0]
            except OSError:
                return
            self.open.append(connection)
            threading.Thread(target=self.one, args=(connection,), daemon=True).start()

    def one(self, connection):
        try:
            self.serve(connection)
        except OSError:
            pass

    def close(self):
        self.socket.close()
        for connection in self.open:
            connection.close()


def noise(n):
    """The same in every run: what begins like an error by chance would be one."""
    return random.Random(n).randbytes(n)


def silent(c):
    while c.recv(4096):
        pass


def closes(c):
    c.shutdown(socket.SHUT_RDWR)
    c.close()


def resets(c):
    c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    c.close()


def http(c):
    c.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    silent(c)


def drips(c):
    for b in greeting():
        c.sendall(bytes([b]))
        time.sleep(0.2)


def garbage(c):
    c.sendall(noise(20000))
    silent(c)


def endless_greeting(c):
    c.sendall(b"\xff\xff\xff\0\x0a")
    while True:
        c.sendall(b"A" * 65536)


def turns_away(c):
    c.sendall(packet(0, b"\xff" + struct.pack("<H", 1040) + b"Too many connections"))
    silent(c)


def greets_only(c):
    c.sendall(greeting())
    silent(c)


def hangs_in_tls(c):
    c.sendall(greeting(tls=True))
    silent(c)


def greets_then(serve):
    """Greets, takes the wish for TLS, and leaves the rest to serve."""
    def greet(c):
        c.sendall(greeting(tls=True))
        left = 36
        while left:  # nothing of what follows: that is TLS
            heard = len(c.recv(left))
            if not heard:
                return
            left -= heard
        serve(c)
    return greet


def wants_plugin(name):
    def serve(c):
        c.sendall(greeting())
        c.recv(4096)
        c.sendall(packet(2, b"\xfe" + name + b"\0" + b"12345678901234567890\0"))
        silent(c)
    return serve


def logs_in(answer):
    """Takes any login, and gives every statement to answer."""
    def serve(c):
        c.sendall(greeting())
        c.recv(4096)
        c.sendall(packet(2, OK))
        while c.recv(65536):
            answer(c)
    return serve


def column(number, name):
    text = b"\3def" + b"\0" * 3 + bytes([len(name)]) + name + bytes([len(name)]) + name
    return packet(number, text + b"\x0c\x2d\0\xff\0\0\0\xfd\0\0\0\0\0")


def columns():
    return packet(1, b"\x02") + column(2, b"Variable_name") + column(3, b"Value") + packet(4, b"\xfe\0\0\2\0")


def closes_mid_result(c):
    c.sendall(columns() + packet(5, b"\x07log_bin\x02ON") + packet(6, b"\x09server")[:-3])
    closes(c)


def endless_rows(c):
    c.sendall(columns())
    row, number = b"", 5
    for _ in range(256):
        row += packet(number, b"\x05abcde\x02ON")
        number = (number + 1) % 256
    while True:
        c.sendall(row)


def huge_packet(c):
    c.sendall(columns() + b"\xff\xff\xff\5")
    for _ in range(4096):
        c.sendall(b"\xfd" + b"A" * 65535)


def garbage_result(c):
    c.sendall(packet(1, noise(300)) + noise(5000))
    silent(c)


def hangs_in_result(c):
    c.sendall(columns())
    silent(c)


def only_settings(c):
    """Takes what is no question, and never answers one."""
    c.sendall(greeting())
    c.recv(4096)
    c.sendall(packet(2, OK))
    heard = c.recv(65536)
    more = b"\0\0\0\x0a\0\0\0"  # there is another result
    c.sendall(b"".join(packet(i + 1, more) for i in range(heard.count(b"SET SESSION"))))
    silent(c)


def byte_by_byte(c):
    """A whole result, very slowly."""
    for b in columns() + packet(5, b"\x07log_bin\x02ON") + packet(6, b"\xfe\0\0\2\0"):
        c.sendall(bytes([b]))
        time.sleep(1)


def many_columns(n, given, then=b""):
    """The header says n columns, that many are given, and then comes the end of them, or more of anything."""
    def answer(c):
        head = packet(1, b"\xfe" + struct.pack("<Q", n) if n > 250 else bytes([n]))
        c.sendall(head + b"".join(column(i + 2, b"c%d" % i) for i in range(given)) + packet(given + 2, b"\xfe\0\0\2\0") + then)
        silent(c)
    return answer


def endless_columns(c):
    c.sendall(packet(1, b"\x02"))
    block = b"".join(column((i + 2) % 256, b"c" * 50) for i in range(2560))
    number = len(block)
    while number:
        c.sendall(block)


def endless_nothing(c):
    """Packets without a byte in them, in their order."""
    block = b"".join(packet(i % 256, b"") for i in range(1, 25601))
    while True:
        c.sendall(block)


def nothing_at_login(c):
    c.sendall(greeting())
    c.recv(4096)
    endless_nothing(c)


def claims(can, version=b"8.0.36"):
    """Says that it can do what it then does not do: answers as a server of old."""
    def serve(c):
        c.sendall(greeting(can=can, version=version))
        c.recv(4096)
        c.sendall(packet(2, OK))
        while c.recv(65536):
            c.sendall(columns() + packet(5, b"\x07log_bin\x02ON") + packet(6, b"\xfe\0\0\2\0"))
    return serve


def floods_tls(record):
    """Answers the wish for TLS with records that say nothing, forever."""
    def serve(c):
        c.sendall(greeting(tls=True))
        c.recv(4096)
        while True:
            c.sendall(record * 5000)
    return serve


def grpc(c):
    assert c.recv(4096).startswith(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
    c.sendall(b"\0\0\6\4\0\0\0\0\0\0\3\0\0\1\0")
    silent(c)


class Delay:
    """A proxy that takes half of a round trip for each direction. trips: the most often that one connection turned around;
    slowest: the seconds that the longest connection was open."""

    def __init__(self, port, seconds):
        self.target, self.half, self.trips, self.slowest, self.ready = port, seconds / 2, 0, 0, threading.Event()
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.run, daemon=True).start()
        self.ready.wait()

    def run(self):
        asyncio.set_event_loop(self.loop)
        server = self.loop.run_until_complete(asyncio.start_server(self.client, "127.0.0.1", 0, backlog=500))
        self.port = server.sockets[0].getsockname()[1]
        self.ready.set()
        self.loop.run_forever()

    async def client(self, reader, writer):
        begun = self.loop.time()
        await asyncio.sleep(2 * self.half)  # what the handshake of TCP takes
        back_reader, back_writer = await asyncio.open_connection("127.0.0.1", self.target)
        state = {"last": "server", "trips": 1}
        await asyncio.gather(self.pump(reader, back_writer, state, "client"), self.pump(back_reader, writer, state, "server"))
        self.slowest = max(self.slowest, self.loop.time() - begun)

    async def pump(self, reader, writer, state, who):
        late = []
        while True:
            try:
                data = await reader.read(65536)
            except OSError:
                data = b""
            if data and who == "client" and state["last"] != "client":
                state["trips"] += 1
                self.trips = max(self.trips, state["trips"])
            state["last"] = who
            late.append(self.loop.call_later(self.half, self.put, writer, data))
            if not data:
                return

    @staticmethod
    def put(writer, data):
        try:
            if data:
                writer.write(data)
            else:
                writer.close()
        except (OSError, RuntimeError):
            pass

    def close(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
