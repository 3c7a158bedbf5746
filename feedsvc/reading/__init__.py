"""Pages to values: bytes are decoded, then read as a listing or as an article.  Pure: no I/O, the time is an argument."""
