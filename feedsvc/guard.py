"""Which addresses feedsvc may connect to: a table of its own, so that the verdict does not move with Python.

The table is IANA's special-purpose registries (RFC 6890 and its successors) as of 2026; what is not listed
and lies in 2000::/3 or in IPv4 unicast space is public.  IPv4-mapped and NAT64 addresses are judged by the
IPv4 address they carry; the other wrappings (6to4, Teredo, IPv4-compatible, local NAT64) are never used.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from .urls import DEFAULT_PORTS, Target, UrlError, address, parse

_HERE = (IPv4Network("127.0.0.0/8"), IPv6Network("::1/128"))
# Where an operator may point a source on purpose: loopback, private, shared and unique local addresses.
# Link-local is not among them: it holds the metadata services of the clouds.
_INSIDE_4 = tuple(map(IPv4Network, ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")))
_INSIDE_6 = tuple(map(IPv6Network, ("::1/128", "fc00::/7")))

_CLOSED_4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this network
            "169.254.0.0/16",  # link-local, metadata services
            "192.0.0.0/24",  # protocol assignments
            "192.0.2.0/24",  # documentation
            "192.31.196.0/24",  # AS112
            "192.52.193.0/24",  # AMT
            "192.88.99.0/24",  # 6to4 relays, deprecated
            "192.175.48.0/24",  # AS112
            "168.63.129.16/32",  # a cloud's host agent on an address that looks public
            "198.18.0.0/15",  # benchmarks
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, broadcast
        ),
    )
)
_PUBLIC_6 = IPv6Network("2000::/3")
_CLOSED_6 = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # protocol assignments: Teredo, ORCHID, benchmarks
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4: nothing should be served there any more (RFC 7526)
            "2620:4f:8000::/48",  # AS112
            "3fff::/20",  # documentation
        ),
    )
)
_MAPPED = IPv6Network("::ffff:0:0/96")
_NAT64 = IPv6Network("64:ff9b::/96")  # what DNS64 hands out for an IPv4-only site (RFC 6052)


def why_not(text: str, *, allow_private: bool = False) -> str | None:
    """Why feedsvc does not connect to this address, in plain words; None when it may."""
    try:
        address = ip_address(text)
    except ValueError:
        return f"{text} is not an address"
    if isinstance(address, IPv6Address):
        return _why_not_6(address, allow_private)
    return _why_not_4(address, allow_private)


def is_inside(url: str) -> bool:
    """Whether an address names this machine or a private network by its number, where we go on the operator's word alone.

    False for a name, which must lead outside, and for what is no address.
    """
    try:
        host = parse(url).host
    except UrlError:
        return False
    return host == "localhost" or (why_not(host) is not None and why_not(host, allow_private=True) is None)


def is_here(host: str) -> bool:
    """Whether a host, a name or a number, is this machine and means nothing on another."""
    number = address(host)
    return host == "localhost" or (number is not None and any(number in network for network in _HERE))


def why_not_port(target: Target, allowed: frozenset[int]) -> str | None:
    """Why feedsvc does not use this port; 80 and 443 are always open, others only where configured."""
    if target.port in DEFAULT_PORTS.values() or target.port in allowed:
        return None
    return f"port {target.port} is neither 80 nor 443 nor configured"


def _why_not_4(address: IPv4Address, allow_private: bool) -> str | None:
    if any(address in network for network in _INSIDE_4):
        return None if allow_private else f"{address} is a private address"
    if any(address in network for network in _CLOSED_4):
        return f"{address} is not a public address"
    return None


def _why_not_6(address: IPv6Address, allow_private: bool) -> str | None:
    if address.scope_id is not None:
        return f"{address} is a link-local address"
    if any(address in network for network in _INSIDE_6):
        return None if allow_private else f"{address} is a private address"
    if address in _MAPPED:
        return _why_not_4(_inner(address), allow_private)
    if address in _NAT64:
        return _why_not_4(_inner(address), allow_private=False)
    if address not in _PUBLIC_6 or any(address in network for network in _CLOSED_6):
        return f"{address} is not a public address"
    return None


def _inner(address: IPv6Address) -> IPv4Address:
    return IPv4Address(int(address) & 0xFFFFFFFF)
