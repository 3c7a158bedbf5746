"""Those who tell others of news, one file each: chosen by the ``to`` of a recipient, imported on first use."""

from __future__ import annotations

from importlib import import_module

from ..model import Recipient
from ..ports import Notifier
from .letters import Letterhead, Mail, Post

__all__ = ["Letterhead", "open_notifier"]


def open_notifier(recipient: Recipient, head: Letterhead, post: Post, mail: Mail) -> Notifier:
    """The notifier for one recipient; ``post`` and ``mail`` are the ways out."""
    notifier: Notifier = import_module(f".{recipient.to}", __name__).open_notifier(recipient, head, post, mail)
    return notifier
