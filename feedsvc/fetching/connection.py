"""HTTP/1.1 on one line, one exchange at a time (RFC 9112); h11 reads and writes the messages."""

from __future__ import annotations

from collections.abc import Sequence

import h11

from ..errors import RefusedError
from .line import Line

MAX_HEADERS = 64 * 1024

Headers = Sequence[tuple[bytes, bytes]]


class Connection:
    """``ask``, then ``more`` until it gives None; then, while ``free``, it can be asked again."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=MAX_HEADERS)

    async def ask(self, method: str, target: bytes, headers: Headers, content: bytes | None = None) -> h11.Response:
        """The head of the answer, interim ones passed over.

        Raises RefusedError, h11.ProtocolError for what is not HTTP, ConnectionError when no answer comes.
        """
        if self._http.our_state is h11.DONE:
            self._http.start_next_cycle()
        self.line.received = 0
        self.line.write(self._written(method, target, headers, content))
        while not isinstance(event := await self._event(), h11.Response):
            pass
        if self.line.received - len(self._unread) > MAX_HEADERS:
            raise RefusedError(f"the answer's headers are larger than {MAX_HEADERS >> 10} KiB", "tell the site's operator")
        return event

    def _written(self, method: str, target: bytes, headers: Headers, content: bytes | None) -> bytes:
        length = [] if content is None else [(b"Content-Length", b"%d" % len(content))]
        body = [h11.Data(data=content)] if content else []
        events = [h11.Request(method=method, target=target, headers=[*headers, *length]), *body, h11.EndOfMessage()]
        return b"".join(self._http.send(event) or b"" for event in events)

    async def more(self) -> bytes | None:
        """The next piece of the body; None when its framing says that it is whole.

        Raises h11.ProtocolError and ConnectionError when it stops before.
        """
        event = await self._event()
        return bytes(event.data) if isinstance(event, h11.Data) else None

    async def _event(self) -> h11.Event | type[h11.PAUSED]:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            data = await self.line.read()
            if not data and self._http.their_state is h11.SEND_RESPONSE:
                raise ConnectionAbortedError("the connection ended without an answer")
            self._http.receive_data(data)
        return event  # type: ignore[return-value]  # mypy does not see that NEED_DATA is left out

    @property
    def _unread(self) -> bytes:
        return self._http.trailing_data[0]

    @property
    def surplus(self) -> bool:
        """Whether bytes follow the end of the answer: they would be taken for the next one on this connection."""
        return self.line.unread or bool(self._unread)

    @property
    def free(self) -> bool:
        """Whether both sides are done with the exchange and neither will close."""
        return self._http.our_state is h11.DONE and self._http.their_state is h11.DONE and not self._unread and self.line.quiet
