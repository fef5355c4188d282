"""components.py: components of DM that speak gRPC over TLS, and servers that misbehave there, for engine.py."""
import os
import ssl

import certificates
import hostile
from asking import SLOW, STRETCH, ask, tap
from hostile import Fake

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
SETTINGS = b"\0\0\6\4\0\0\0\0\0\0\3\0\0\1\0"


def speaks_grpc(c):
    if c.recv(4096).startswith(PREFACE):
        c.sendall(SETTINGS)
    hostile.silent(c)


def tls(folder, certificate="server", answer=speaks_grpc, alpn=("h2",), client=False, newest=ssl.TLSVersion.TLSv1_3, tickets=2):
    """A server that goes on with answer when the handshake is over."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain("%s/%s.pem" % (folder, certificate), "%s/%s-key.pem" % (folder, certificate))
    context.maximum_version = newest
    context.num_tickets = tickets
    if alpn:
        context.set_alpn_protocols(list(alpn))
    if client:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(folder + "/ca.pem")

    def serve(c):
        with context.wrap_socket(c, server_side=True) as wrapped:
            answer(wrapped)
    return serve


def hears(n, then):
    """Waits for the first bytes, then sends these forever."""
    def serve(c):
        c.recv(4096)
        while then:
            c.sendall(then * n)
    return serve


def says(answer):
    def serve(c):
        c.recv(4096)
        c.sendall(answer)
        hostile.silent(c)
    return serve


def hangs_up(c):
    c.recv(4096)
    hostile.closes(c)


def grpc_of_go(c):
    """Sends its settings at once, and hangs up on what is no HTTP/2."""
    c.sendall(SETTINGS)
    if c.recv(4096).startswith(PREFACE):
        hostile.silent(c)


def strict_grpc(c):
    """Says nothing before it has read the preface."""
    if c.recv(4096).startswith(PREFACE):
        c.sendall(SETTINGS)
        hostile.silent(c)
    hostile.closes(c)


def breaks_off(c):
    """Ends in the middle of its first flight."""
    c.recv(4096)
    c.sendall(b"\x16\3\3\0\x7a\2\0\0\x76\3\3")
    hostile.closes(c)


HANDSHAKE = b"\x16\3\3\x40\0" + b"\2\0\xff\xff" + b"A" * (0x4000 - 4)
CHANGE_CIPHER = b"\x14\3\3\0\1\1"
WARNING = b"\x15\3\3\0\2\1\x64"
EMPTY = b"\x16\3\3\0\0"


def test_tls(folder):
    at = certificates.place("@TLS@", folder)
    ca, pair = "ssl-ca=%s/ca.pem" % at, "ssl-cert=%s/client.pem ssl-key=%s/client-key.pem" % (at, at)
    rows = [
        # name, server, what dmctl is given, state, what the error has in it
        ("good", tls(at), ca, "ok", None),
        ("good, TLS 1.2", tls(at, newest=ssl.TLSVersion.TLSv1_2), ca, "ok", None),
        ("with a client certificate", tls(at, client=True), ca + " " + pair, "ok", None),
        ("another authority", tls(at), "ssl-ca=%s/other-ca.pem" % at, "tls_failed", "issuer"),
        ("the certificate itself in place of the authority", tls(at), "ssl-ca=%s/server.pem" % at, "ok", None),
        ("expired", tls(at, "expired"), ca, "tls_failed", "expired"),
        ("for another host", tls(at, "elsewhere"), ca, "ok", None),
        ("for another host, DM 7.5.1", tls(at, "elsewhere"), ca + " dm=v7.5.1", "tls_name", "mismatch"),
        ("for this host, DM 7.5.1", tls(at), ca + " dm=v7.5.1", "ok", None),
        ("a client certificate is lacking", tls(at, client=True), ca, "tls_failed", "required"),
        ("a client certificate is lacking, TLS 1.2", tls(at, client=True, newest=ssl.TLSVersion.TLSv1_2), ca, "tls_failed", "handshake failure"),
        ("a client certificate without key", tls(at, client=True), ca + " " + pair.split()[0], "tls_failed", "required"),
        ("a key behind a passphrase", tls(at, client=True), ca + " " + pair.replace("client-key", "locked-key"), "tls_failed", "passphrase"),
        ("a key of another certificate", tls(at, client=True), ca + " " + pair.replace("client-key", "server-key"), "tls_failed", "fits"),
        ("a pipe in the place of the authority", tls(at), "ssl-ca=%s/other-pipe" % at, "tls_failed", "regular"),
        ("an authority that is none", tls(at), "ssl-ca=%s/ca-key.pem" % at, "tls_failed", "no certificate"),
        ("without authority", tls(at, client=True), pair, "ok", None),
        ("without authority, DM 7.5.1", tls(at), pair + " dm=v7.5.1", "tls_required", None),
        ("without ALPN", tls(at, alpn=()), ca, "tls_failed", "ALPN"),
        ("without ALPN, DM 8.5.5", tls(at, alpn=()), ca + " dm=v8.5.5", "ok", None),
        ("TLS on its side only", tls(at), "", "tls_required", None),
        ("TLS on its side only, which tells so", says(b"\x15\3\3\0\2\2\x0a"), "", "tls_required", None),
        ("TLS on this side only", grpc_of_go, ca, "tls_absent", None),
        ("TLS on this side only, strict", strict_grpc, ca, "tls_absent", None),
        ("HTTP over TLS", tls(at, answer=says(b"HTTP/1.1 400 Bad Request\r\n\r\n")), ca, "not_grpc", None),
        ("HTTP", hostile.http, ca, "not_grpc", None),
        ("silent", hostile.silent, ca, "tls_failed", "no answer"),
        ("silent behind the handshake", tls(at, answer=hostile.silent), ca, "silent", None),
        ("closes behind the handshake", tls(at, answer=lambda c: None), ca, "closed", None),
        ("closes at the first word", hangs_up, ca, "closed", None),
        ("closes at once", hostile.closes, ca, "closed", None),
        ("closes in the handshake", breaks_off, ca, "tls_failed", "ends the handshake"),
        ("garbage", hostile.garbage, ca, ("not_grpc", "tls_failed"), None),
        ("an endless handshake", hears(1, HANDSHAKE), ca, "tls_failed", None),
        ("endless changes of the cipher", hears(1000, CHANGE_CIPHER), ca, ("tls_failed", "not_grpc"), None),
        ("endless warnings", hears(1000, WARNING), ca, ("tls_failed", "not_grpc"), None),
        ("endless nothing", hears(1000, EMPTY), ca, ("tls_failed", "not_grpc"), None),
        ("endless tickets", tls(at, tickets=100000), ca, ("ok", "not_grpc"), None),
        ("drips", hostile.drips, ca, "not_grpc", None),
        ("refused", None, ca, "refused", None),
    ]
    os.mkfifo(at + "/other-pipe")
    fakes = [Fake(row[1]) if row[1] else None for row in rows]
    lines = ["master m%d 127.0.0.1 %d - - - %s" % (i, fakes[i].port if fakes[i] else 1, row[2]) for i, row in enumerate(rows)]
    facts, took = ask(lines, timeout=6000, connect=2500)
    for i, (name, _, _, state, error) in enumerate(rows):
        got, text = facts.get("m%d" % i, "connect"), facts.get("m%d" % i, "error") or ""
        states = (state,) if isinstance(state, str) else state
        tap.check(got in states and (error or "") in text, "component of DM with TLS: " + name, "%s: %s" % (got, text))
        if got == "ok":
            tap.equal(facts.get("m%d" % i, "tls"), "true", "component of DM with TLS: %s: it is encrypted" % name)
    tap.check(took < 3 * SLOW * STRETCH, "components of DM with TLS: each costs its own deadline", "%.1f s" % took)
    connections = [len(fake.open) for fake in fakes if fake]
    tap.check(max(connections) <= 2, "a component of DM is connected to twice at most", connections)
    for fake in fakes:
        if fake:
            fake.close()
