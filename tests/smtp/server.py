#!/usr/bin/python3
"""A real SMTP server for the tests: keeps every mail it accepts as a file in a folder.

    python3 tests/smtp/server.py --port 0 --folder DIR

The first line of its output is its port. Mails are DIR/000001.eml, DIR/000002.eml, … in the order of their acceptance;
each begins with X-Envelope-From, X-Envelope-To (one per recipient), X-Login and X-TLS, then comes the mail as received.
Before that, DIR/attempts.txt has a line for every recipient asked for, accepted or not.

What a recipient's local part is called decides the answer:

    temporary      451, always
    temporary-2    451 twice, then accepted (any number)
    permanent      550 to the recipient
    permanent-data 554 to the mail itself
    hang           no answer
    close          the connection is closed without an answer
"""

import argparse
import asyncio
import logging
import os
import ssl
import sys
import threading
import time
import warnings

try:
    from aiosmtpd.smtp import AuthResult, SMTP
except ImportError:
    sys.exit("aiosmtpd is not installed: apt-get install python3-aiosmtpd")

# Longer than any test waits.
FOREVER_S = 3600


class Keeper:
    """Answers by the recipient's name and keeps what it accepts."""

    def __init__(self, folder):
        self.folder = folder
        self.kept = 0
        self.tries = {}

    async def handle_RCPT(self, server, session, envelope, address, options):
        with open(os.path.join(self.folder, "attempts.txt"), "a", encoding="utf-8") as attempts:
            attempts.write(address + "\n")
        name = address.partition("@")[0]
        self.tries[address] = self.tries.get(address, 0) + 1
        first, _, times = name.partition("-")
        if first == "temporary" and (not times.isdigit() or self.tries[address] <= int(times)):
            return "451 4.3.0 Try again later"
        if name == "permanent":
            return f"550 5.1.1 <{address}>: no such mailbox"
        if name == "hang":
            await asyncio.sleep(FOREVER_S)
        if name == "close":
            server.transport.abort()
            await asyncio.sleep(FOREVER_S)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if any(address.startswith("permanent-data@") for address in envelope.rcpt_tos):
            return "554 5.6.0 Not this one"
        self.kept += 1
        login = session.auth_data.login.decode() if session.auth_data else ""
        tls = "yes" if server.transport.get_extra_info("sslcontext") else "no"
        first = [f"X-Envelope-From: {envelope.mail_from}"]
        first += [f"X-Envelope-To: {address}" for address in envelope.rcpt_tos]
        first += [f"X-Login: {login}", f"X-TLS: {tls}"]
        path = os.path.join(self.folder, f"{self.kept:06}.eml")
        with open(path + ".part", "wb") as file:
            file.write("".join(line + "\r\n" for line in first).encode())
            file.write(envelope.content)
        # Whoever looks into the folder meanwhile sees whole mails only.
        os.rename(path + ".part", path)
        return "250 OK"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes any that is free")
    parser.add_argument("--folder", required=True, help="where mails are kept")
    parser.add_argument("--user", help="the login that everybody needs, with --password")
    parser.add_argument("--password")
    parser.add_argument("--mechanism", choices=["LOGIN", "PLAIN"], help="the only way to log in; by default both")
    parser.add_argument("--tls", choices=["none", "starttls", "implicit"], default="none")
    parser.add_argument("--certificate", help="a PEM file, with --tls")
    parser.add_argument("--key", help="a PEM file, with --tls")
    return parser.parse_args()


def authenticator(options):
    def check(server, session, envelope, mechanism, data):
        right = (data.login.decode(), data.password.decode()) == (options.user, options.password)
        return AuthResult(success=right, handled=False, auth_data=data)

    return check


def end_with_parent():
    """A test that is killed leaves nothing behind."""
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(0)


async def main():
    options = arguments()
    os.makedirs(options.folder, exist_ok=True)
    context = None
    if options.tls != "none":
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(options.certificate, options.key)
    keeper = Keeper(options.folder)
    loop = asyncio.get_running_loop()
    others = {"LOGIN": ["PLAIN"], "PLAIN": ["LOGIN"]}.get(options.mechanism, [])

    def connection():
        return SMTP(
            keeper,
            hostname="localhost",
            loop=loop,
            enable_SMTPUTF8=True,
            tls_context=context if options.tls == "starttls" else None,
            require_starttls=options.tls == "starttls",
            auth_required=options.user is not None,
            auth_require_tls=False,
            auth_exclude_mechanism=others,
            authenticator=authenticator(options) if options.user is not None else None,
        )

    implicit = context if options.tls == "implicit" else None
    server = await loop.create_server(connection, options.host, options.port, ssl=implicit)
    print(server.sockets[0].getsockname()[1], flush=True)
    threading.Thread(target=end_with_parent, daemon=True).start()
    await server.serve_forever()


if __name__ == "__main__":
    # What clients do wrong is what the tests are about.
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        pass
