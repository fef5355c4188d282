"""certificates.py: certificates for servers and clients of the live tests, made by openssl once in a run. Texts name them as
@TLS@/FILE: ca.pem signed server.pem (for 127.0.0.1, its common name "upstream") and client.pem; expired.pem, for the same
names, did not hold any longer when it was made; other-ca.pem signed nothing of these; each NAME.pem has NAME-key.pem."""
import os
import subprocess
import threading

_lock = threading.Lock()


def _openssl(folder, *args):
    subprocess.run(["openssl", *args], cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _signed(folder, name, common_name, days="30"):
    with open(folder + "/" + name + ".ext", "w") as ext:
        ext.write("subjectAltName=IP:127.0.0.1,DNS:localhost\n")
    _openssl(folder, "req", "-newkey", "rsa:2048", "-nodes", "-keyout", name + "-key.pem", "-out", name + ".csr",
             "-subj", "/CN=" + common_name)
    _openssl(folder, "x509", "-req", "-in", name + ".csr", "-CA", "ca.pem", "-CAkey", "ca-key.pem", "-CAcreateserial", "-days", days,
             "-out", name + ".pem", "-extfile", name + ".ext")
    # MySQL 5.6 and 5.7 were built with a library that reads keys only in their older form.
    _openssl(folder, "rsa", "-traditional", "-in", name + "-key.pem", "-out", name + "-key.pem")


def _make(folder):
    os.makedirs(folder)
    for name in ("ca", "other-ca"):
        _openssl(folder, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", name + "-key.pem", "-out", name + ".pem",
                 "-days", "30", "-subj", "/CN=" + name)
    _signed(folder, "server", "upstream")
    _signed(folder, "expired", "upstream", "-1")
    _signed(folder, "client", "dm-worker")


def place(text, folder):
    """text with the folder of certificates in the place of @TLS@, which are made when somebody first asks."""
    made = os.path.join(folder, "tls")
    if "@TLS@" in text:
        with _lock:
            if not os.path.exists(made):
                _make(made)
    return text.replace("@TLS@", made)
