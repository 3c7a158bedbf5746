"""/.well-known/tdmrep.json (TDMRep): that the sites whose news stand here reserve text and data mining."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from ..published import Document, Site
from .content import RESERVED, TDM_POLICY

NAME = ".well-known/tdmrep.json"


def render(site: Site) -> tuple[Document, ...]:
    """Site → tdmrep.json for everything published, or nothing when no site reserves.

    Agents look for it at the root of a host; our own server repeats it in header fields wherever the folder is served.
    """
    if RESERVED not in site.signals:
        return ()
    policies = [signal.removeprefix(TDM_POLICY) for signal in site.signals if signal.startswith(TDM_POLICY)]
    policy = {"tdm-policy": policies[0]} if len(policies) == 1 else {}
    rules = [{"location": f"{urlsplit(site.base_url).path or '/'}*", RESERVED: 1, **policy}]
    return (Document(NAME, "application/json; charset=utf-8", json.dumps(rules, indent=1).encode() + b"\n", site.updated),)
