"""Mail leaves here: one message over SMTP (RFC 5321), encrypted wherever the server can.

``smtps://user:password@host:465`` is TLS from the first byte, ``smtp://…:587`` begins plainly and is encrypted by
STARTTLS before anything is said of user or content; only a server on this machine may be spoken to in the clear.
"""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from ..errors import NotifyError
from ..model import Recipient

SECONDS = 30.0
_LATER = "the news waits and is sent again; if this goes on, look at the recipient's url in config.toml"


async def send_mail(recipient: Recipient, message: EmailMessage) -> None:
    """Hand one message over; raises NotifyError."""
    try:
        await asyncio.to_thread(_send, recipient.url, message)
    except smtplib.SMTPAuthenticationError as error:
        raise NotifyError(f"{recipient.name}: the mail server refuses user or password", "correct them in the recipient's url") from error
    except smtplib.SMTPRecipientsRefused as error:
        raise NotifyError(f"{recipient.name}: the mail server refuses every address", "correct the recipient's addresses") from error
    except (smtplib.SMTPException, OSError) as error:
        why = getattr(error, "strerror", None) or error
        raise NotifyError(f"{recipient.name}: the mail server cannot be used: {why}", _LATER) from error


def _send(url: str, message: EmailMessage) -> None:
    parts = urlsplit(url)
    host, safe = parts.hostname or "localhost", ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=SECONDS, context=safe)
    else:
        server = smtplib.SMTP(host, parts.port or 587, timeout=SECONDS)
    with server:
        if parts.scheme == "smtp":
            _encrypt(server, host, safe)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)


def _encrypt(server: smtplib.SMTP, host: str, safe: ssl.SSLContext) -> None:
    server.ehlo()
    if server.has_extn("starttls"):
        server.starttls(context=safe)
        server.ehlo()
    elif host not in ("localhost", "127.0.0.1", "::1"):
        raise smtplib.SMTPException("it offers no encryption (STARTTLS)")
