"""Feed → Document, pure: the same values give the same bytes, no clock, no I/O.

``content`` makes a Feed fit for any format; ``atom``, ``rss``, ``jsonfeed`` and ``opml`` render it (``xmlfeed`` is
the one place that knows feedgen); ``archives`` splits a history into Feeds; ``lint`` judges the bytes before they leave.
"""
