"""From which address somebody asks, where proxies of our own stand in between."""

import ipaddress
from collections.abc import Sequence

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def networks(given: str) -> tuple[Network, ...]:
    """`10.0.0.0/8, 127.0.0.1`; raises ValueError for what is none."""
    return tuple(ipaddress.ip_network(each.strip()) for each in given.split(",") if each.strip())


def address_behind(peer: str, forwarded: Sequence[str], ours: Sequence[Network]) -> str:
    """The nearest address that is no proxy of ours. What the asker wrote before it is not believed.

    `forwarded` are the values of X-Forwarded-For in the order in which they came.
    """
    hops = [each.strip() for value in forwarded for each in value.split(",")]
    nearest = peer
    while _is_in(nearest, ours) and hops:
        nearest = hops.pop()
    return nearest if _parsed(nearest) is not None else peer


def is_loopback(address: str) -> bool:
    """Whether it is this machine: a proxy that nobody told us of, or a program beside us."""
    parsed = _parsed(address)
    return parsed is not None and parsed.is_loopback


def _is_in(address: str, ours: Sequence[Network]) -> bool:
    parsed = _parsed(address)
    return parsed is not None and any(parsed in each for each in ours)


def _parsed(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return None
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    return mapped or parsed
