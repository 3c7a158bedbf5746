"""How the database came to its present shape: append only, one transaction each, run at start.

A step is a tuple of statements; {key}, {serial} and {blob} are the connector's words for a text compared by its
bytes, a rising primary key, and bytes.  Columns are what queries need, the value itself is JSON in ``body``.  ``crc``
is the CRC-32 of a row's content: SQLite has no page checksums, so a flipped bit would otherwise read as news.
Every column a query searches by stands in an index as well, so that a flipped bit there shows as a disagreement
of table and index.
"""

from __future__ import annotations

Step = tuple[str, ...]

MIGRATIONS: tuple[Step, ...] = (
    (
        "CREATE TABLE source_state (key {key} PRIMARY KEY, body TEXT NOT NULL, crc BIGINT NOT NULL)",
        "CREATE TABLE entry (id {key} PRIMARY KEY, state {key} NOT NULL, order_at BIGINT NOT NULL, first_seen BIGINT NOT NULL,"
        " updated BIGINT NOT NULL, next_check BIGINT, body TEXT NOT NULL, crc BIGINT NOT NULL)",
        "CREATE INDEX entry_state ON entry (state, order_at, first_seen)",
        "CREATE INDEX entry_updated ON entry (updated)",
        "CREATE INDEX entry_check ON entry (next_check, id)",
        # order_at, first_seen and state again, so that the newest of a source are read from one index
        "CREATE TABLE entry_source (entry_id {key} NOT NULL REFERENCES entry (id), source {key} NOT NULL,"
        " state {key} NOT NULL, order_at BIGINT NOT NULL, first_seen BIGINT NOT NULL, PRIMARY KEY (entry_id, source))",
        "CREATE INDEX entry_source_order ON entry_source (source, state, order_at, first_seen, entry_id)",
        "CREATE TABLE alias (alias {key} PRIMARY KEY, entry_id {key} NOT NULL REFERENCES entry (id))",
        "CREATE INDEX alias_entry ON alias (entry_id)",
        "CREATE TABLE revision (entry_id {key} NOT NULL REFERENCES entry (id), number BIGINT NOT NULL, body TEXT NOT NULL,"
        " crc BIGINT NOT NULL, PRIMARY KEY (entry_id, number))",
        "CREATE TABLE journal (serial {serial}, source {key} NOT NULL, at BIGINT NOT NULL, body TEXT NOT NULL,"
        " crc BIGINT NOT NULL)",
        "CREATE INDEX journal_source ON journal (source, serial, at)",
        "CREATE TABLE note (serial {serial}, subject {key} NOT NULL, body TEXT NOT NULL, crc BIGINT NOT NULL)",
        "CREATE INDEX note_subject ON note (subject, serial)",
        "CREATE TABLE quarantine (serial {serial}, source {key} NOT NULL, body TEXT NOT NULL, bytes {blob} NOT NULL,"
        " crc BIGINT NOT NULL)",
        "CREATE INDEX quarantine_source ON quarantine (source, serial)",
        "CREATE TABLE value (name {key} PRIMARY KEY, body TEXT NOT NULL, crc BIGINT NOT NULL)",
    ),
    (
        # One row per archive document (RFC 5005, section 4); "changes" rises when an entry of it is withdrawn.
        "CREATE TABLE archive (feed {key} NOT NULL, number BIGINT NOT NULL, changes BIGINT NOT NULL, PRIMARY KEY (feed, number))",
        # The entries as they were when archived: a correction must not change an archive's bytes.
        "CREATE TABLE archived (feed {key} NOT NULL, number BIGINT NOT NULL, entry_id {key} NOT NULL REFERENCES entry (id),"
        " updated BIGINT NOT NULL, body TEXT NOT NULL, crc BIGINT NOT NULL, PRIMARY KEY (feed, number, entry_id))",
        "CREATE INDEX archived_entry ON archived (entry_id, feed, updated)",
    ),
    (
        # What recipients are told of, in the order it was committed: an entry that came, or whose "updated" moved.
        "CREATE TABLE outbox (serial {serial}, entry_id {key} NOT NULL REFERENCES entry (id), fresh BIGINT NOT NULL)",
    ),
)
