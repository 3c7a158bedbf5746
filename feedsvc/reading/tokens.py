"""HTML text as the tokenizer cuts it (HTML standard, 13.2.5): tags, comments, and elements whose content is raw text."""

from __future__ import annotations

import re

FORMATTING = frozenset("b big code em font i s small strike strong tt u".split())
SPACE = r"[ \t\n\f\r]"
# First the way nearly every tag is written, then all that the standard allows; an unclosed tag runs to the end.
ATTRIBUTES = rf"""(?:(?:[^>"'=]*+(?<![ \t\n\f\r/"])="[^"]*+")*+[^>"'=]*+>
    |(?:[ \t\n\f\r/]++|[^ \t\n\f\r/>][^ \t\n\f\r/>=]*+(?:{SPACE}*+={SPACE}*+
    (?:"[^"]*+"|'[^']*+'|[^ \t\n\f\r>"'][^ \t\n\f\r>]*+))?+)*+(?:>|\Z))"""
# A script in a comment in a script hides the next end tag (HTML standard, 13.2.5.15 to 13.2.5.31).
_HIDDEN = r"<script(?=[ \t\n\f\r/>])(?:[^<-]++|-(?!->)|<(?!/script[ \t\n\f\r/>]))*+(?:</script|(?=-->)|\Z)"
_ESCAPED = rf"<!--(?:[^<-]++|-(?!->)|{_HIDDEN}|<(?!/?script[ \t\n\f\r/>]))*+(?:-->|(?=</script)|\Z)"
_SCRIPT = rf"(?:[^<]++|<!--(?=-?>)|{_ESCAPED}|<(?!/script[ \t\n\f\r/>]|!--))*+"
RAW = ("style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")


def _token(groups: bool) -> re.Pattern[str]:
    """Comments, elements whose content is raw text, and tags.  Every branch consumes what it has looked at, so a scan
    is linear.  Groups: a whole formatting tag, the name of another tag; with ``groups`` also the slash that closes a
    tag, and the whole of an element whose content is raw."""
    raw = "|".join(rf"{one}{ATTRIBUTES}(?:[^<]++|<(?!/{one}[ \t\n\f\r/>]))*+" for one in RAW)
    return re.compile(
        rf"""<(?:
        ((?:{"|".join(sorted(FORMATTING))})(?=[ \t\n\f\r/>]){ATTRIBUTES})
        |(/?(?!(?:script|{"|".join(RAW)})[ \t\n\f\r/>])[a-zA-Z][^ \t\n\f\r/>]*+){ATTRIBUTES}{"(?:(?<=(/)>))?" if groups else ""}
        |!--(?:>|->|[^-]*+(?:-(?!->|-!>)[^-]*+)*+(?:--!?>|-*\Z))
        |{"(" if groups else "(?:"}script{ATTRIBUTES}{_SCRIPT}|{raw})
        |[!?/][^>]*+(?:>|\Z)
        )""",
        re.VERBOSE | re.IGNORECASE,
    )


PLAIN_TOKEN = _token(groups=False)
FOREIGN_TOKEN = _token(groups=True)
HAS_FOREIGN = re.compile("<(?:svg|math)", re.IGNORECASE)
TAG = re.compile(rf"</?[^ \t\n\f\r/>]*+{ATTRIBUTES}", re.VERBOSE)
