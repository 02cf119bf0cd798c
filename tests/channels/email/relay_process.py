"""A mail server in a process of its own: STARTTLS, a log-in, and refusals by the name of the mailbox. Prints its port."""

import asyncio
import ssl
import sys
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult

ANSWERS = {"later": "451 4.3.0 Later", "never": "550 5.1.1 No such user here", "full": "552 5.2.2 Mailbox full"}


class Handler:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = ANSWERS.get(address.partition("@")[0])
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        if envelope.rcpt_tos[0].startswith("drop"):
            server.transport.abort()  # gone before it says that it has it
            return "250 never heard"
        (self.folder / f"{len(list(self.folder.iterdir()))}.eml").write_bytes(envelope.content)
        return "250 2.0.0 Taken"


def check(server, session, envelope, mechanism, data):
    return AuthResult(success=(data.login, data.password) == (b"balie", b"open sesame"), handled=False)


async def main(folder: str, certificate: str) -> None:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate)
    loop, handler = asyncio.get_running_loop(), Handler(Path(folder))

    def conversation() -> SMTP:
        return SMTP(
            handler, tls_context=tls, require_starttls=True, auth_required=True, authenticator=check, loop=loop,
            hostname="relay",
        )  # fmt: skip

    server = await loop.create_server(conversation, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
