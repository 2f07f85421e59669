"""A real SMTP server on loopback, with TLS from an authority made for the test, that can refuse, hang up and be slow."""

import asyncio
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Behaviour:
    """What the server does wrong, by recipient; `later` and `hang_up` count down to good behaviour."""

    refuse: set[str] = field(default_factory=set)
    refuse_message: set[str] = field(default_factory=set)
    later: dict[str, int] = field(default_factory=dict)
    hang_up: dict[str, int] = field(default_factory=dict)
    seconds: float = 0
    password: str | None = None
    on_message: Callable[[str], None] | None = None


class Handler:
    """Keeps what it accepted: (recipient, raw message), in order."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.accepted: list[tuple[str, bytes]] = []
        self.connections = 0

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # fmt: skip # noqa: N802 - aiosmtpd's name
        if address in self.behaviour.refuse:
            return "550 5.1.1 no such mailbox"
        if self.behaviour.later.get(address, 0) > 0:
            self.behaviour.later[address] -= 1
            return "451 4.7.1 greylisted, try again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        (recipient,) = envelope.rcpt_tos
        assert isinstance(envelope.content, bytes)
        if recipient in self.behaviour.refuse_message:
            return "554 5.7.1 looks like spam"
        if self.behaviour.hang_up.get(recipient, 0) > 0:
            self.behaviour.hang_up[recipient] -= 1
            server.transport.close()
            return "250 never heard"
        await asyncio.sleep(self.behaviour.seconds)
        self.accepted.append((recipient, envelope.content))
        if self.behaviour.on_message:
            self.behaviour.on_message(recipient)
        return "250 2.0.0 queued"

    @property
    def recipients(self) -> list[str]:
        return [recipient for recipient, _ in self.accepted]


class Loopback:
    """The running server and what it got; ends with the block."""

    def __init__(self, behaviour: Behaviour, *, security: str, context: ssl.SSLContext | None) -> None:
        self.handler = Handler(behaviour)
        options: dict[str, Any] = {"hostname": "127.0.0.1", "port": _free_port(), "enable_SMTPUTF8": False}
        if security == "tls":
            options["ssl_context"] = context
        elif security == "starttls":
            options |= {"tls_context": context, "require_starttls": True}
        if behaviour.password is not None:
            options |= {
                "authenticator": self._authenticate,
                "auth_required": True,
                "auth_require_tls": security == "starttls",
            }
        self._password = behaviour.password
        self._controller = Controller(self.handler, **options)

    def _authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        is_right = isinstance(data, LoginPassword) and data.password.decode() == self._password
        return AuthResult(success=is_right, handled=is_right)

    @property
    def port(self) -> int:
        return int(self._controller.port)

    def __enter__(self) -> "Loopback":
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop(no_assert=True)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Authority:
    """A certificate authority made for the test, and the context of a server named localhost and 127.0.0.1."""

    ca_file: Path
    server_context: ssl.SSLContext


def make_authority(folder: Path) -> Authority:
    """A fresh authority and one server certificate, as PEM files in `folder`."""
    now = datetime.now(UTC)
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "nibwatch test authority")])
    usage = dict.fromkeys(("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"), False)  # fmt: skip

    def builder(subject: x509.Name, of: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(ca_name)
            .public_key(of.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=2))
        )

    ca = (
        builder(ca_name, ca_key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, key_cert_sign=True, crl_sign=True, **usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(ca_key.public_key()), critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
    issued = (
        builder(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]), key)
        .add_extension(names, critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    pem, ca_file = serialization.Encoding.PEM, folder / "ca.pem"
    ca_file.write_bytes(ca.public_bytes(pem))
    (folder / "server.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + issued.public_bytes(pem)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    return Authority(ca_file, context)
