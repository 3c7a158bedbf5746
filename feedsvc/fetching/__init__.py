"""The one door to the network.

``client`` makes one exchange within bounds; ``guard`` judges addresses; ``wire`` connects to the judged
address and nothing else; ``robots`` and ``pace`` are manners; ``bodies`` inflates within limits;
``classify`` gives every answer its class.  Nothing outside this folder opens a connection.
"""

from .client import WebFetcher
from .memory import Memory

__all__ = ["Memory", "WebFetcher"]
