"""A stand-in for an association's news site, to try feedsvc on: it publishes, corrects and withdraws by itself.

``Life`` is what happens, ``PracticeSite`` what a visitor gets, ``practice_app`` puts it on the network, ``sections``
lists the addresses to watch, ``truth`` tells what is really there, ``render_layout`` prints any article in any layout.
"""

from .app import practice_app
from .articles import LAYOUTS, Shown, render_layout
from .life import Edit, Event, Life, Post, Publish, Withdraw
from .sections import SECTIONS, sections
from .site import Answer, PracticeSite, Truth

__all__ = [
    "LAYOUTS", "SECTIONS", "Answer", "Edit", "Event", "Life", "Post", "PracticeSite", "Publish", "Shown", "Truth",
    "Withdraw", "practice_app", "render_layout", "sections",
]  # fmt: skip
