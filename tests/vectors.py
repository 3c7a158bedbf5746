"""Strings that try to become something else: our own, and the large collections where they are installed."""

from __future__ import annotations

import json
from functools import cache

from .browser import NODE_MODULES

OWN = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</code></pre><script>alert(1)</script>",
    "</feed-list><script>alert(1)</script>",
    "--><script>alert(1)</script><!--",
    "]]><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    '"><script>alert(1)</script>',
    "'><script>alert(1)</script>",
    '" autofocus onfocus=alert(1) x="',
    "' onmouseover='alert(1)",
    "` onmouseover=`alert(1)",
    "<img src=x onerror=alert(1)>",
    "<img src=//foreign.invalid/x.png>",
    "<img srcset='//foreign.invalid/x.png 1x'>",
    "<svg onload=alert(1)>",
    "<svg><script href=//foreign.invalid/x.js />",
    "<svg><style><img src=x onerror=alert(1)></style>",
    "<math><mtext></p><style><img src=x onerror=alert(1)>",
    "<template><script>alert(1)</script></template>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<iframe srcdoc='<script>parent.alert(1)</script>'>",
    "<iframe src=//foreign.invalid/>",
    "<base href=//foreign.invalid/>",
    "<meta http-equiv=refresh content='0;url=//foreign.invalid/'>",
    "<link rel=stylesheet href=//foreign.invalid/x.css>",
    "<style>@import '//foreign.invalid/x.css';</style>",
    "<form action=//foreign.invalid/><button autofocus>x</button></form>",
    "<object data=//foreign.invalid/x.swf></object><embed src=//foreign.invalid/x>",
    "<video autoplay><source src=//foreign.invalid/x.mp4></video>",
    "<a href=javascript:alert(1) autofocus>x</a>",
    "<details open ontoggle=alert(1)>",
    "<form id=location></form><img name=body><a id=said>",
    "<feed-list src=//foreign.invalid/x.json></feed-list>",
    "{{constructor.constructor('alert(1)')()}}",
    "${alert(1)}",
    "javascript:alert(1)",
    "java\tscript:alert(1)",
    "\x01javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "&amp;lt;script&amp;gt;",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "\u2028\u2029<script>alert(1)</script>",
    "\u202e>tpircs/<)1(trela>tpircs<",
    "\ufeff<script>alert(1)</script>",
    "\x00<scr\x00ipt>alert(1)</scr\x00ipt>",
    "\ufffe\uffff\udc00\ud800<b>",
    "＜script＞alert(1)＜/script＞",
    "<" * 200 + "script>alert(1)</script>",
    "__proto__",
    "constructor",
    "<x" + " a" * 300 + " onfocus=alert(1) autofocus tabindex=1>",
)


@cache
def hostile_strings() -> tuple[str, ...]:
    """All of them, each once, in a fixed order."""
    return tuple(dict.fromkeys((*OWN, *_naughty(), *_payloads())))


def _naughty() -> tuple[str, ...]:
    path = NODE_MODULES / "big-list-of-naughty-strings" / "blns.json"
    return tuple(json.loads(path.read_text("utf-8"))) if path.exists() else ()


def _payloads() -> tuple[str, ...]:
    try:
        from brs_kb.payloads import get_all_payloads
    except ImportError:
        return ()
    return tuple(entry.payload for entry in get_all_payloads().values())
