"""A small SMTP server on loopback: takes what is sent to it, refuses what it is told to refuse."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from papule.clinic.mail.models import MailServer

HEALTH = re.compile("pain|douleur|lombalgie|low back|lidoca|mésoth|mesoth|injec|séance|session", re.IGNORECASE)


class Postman(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.taken: list[EmailMessage] = []
        self.refused: dict[str, str] = {}  # {address: what is answered}

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class Talk(socketserver.StreamRequestHandler):
    server: Postman

    def handle(self) -> None:
        self.say("220 postman")
        while line := self.rfile.readline().decode().strip():
            word = line.split(":")[0].split(" ")[0].upper()
            if word == "DATA":
                self.data()
            elif word == "QUIT":
                self.say("221 bye")
                return
            elif word == "RCPT":
                self.say(self.server.refused.get(line.split("<")[1].split(">")[0], "250 ok"))
            else:
                self.say("250 ok")

    def data(self) -> None:
        self.say("354 go on")
        held = b""
        while (line := self.rfile.readline()) != b".\r\n":
            held += line.removeprefix(b".") if line.startswith(b"..") else line
        self.server.taken.append(message_from_bytes(held, policy=policy.default))
        self.say("250 taken")

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def postman() -> Iterator[Postman]:
    with Postman() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@contextmanager
def down() -> Iterator[None]:
    """Where nobody listens."""
    port = MailServer.objects.get().port
    MailServer.objects.update(port=1)
    yield
    MailServer.objects.update(port=port)
