"""Tell this very machine from others, and find the addresses others reach it under."""

from __future__ import annotations

import contextlib
import ipaddress
import re
import socket
import struct

__all__ = ["is_loopback", "is_loopback_name", "lan_addresses"]

# bridges of virtual machines and containers: nobody's tablet is behind them
_VIRTUAL = re.compile(r"(docker|br-|veth|virbr|vmnet|vboxnet|tun|tap|zt|cni|podman)")
_SIOCGIFADDR = 0x8915


def is_loopback(address: str) -> bool:
    """Whether a request from this IP address comes from this machine itself."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return bool((mapped or found).is_loopback)


def is_loopback_name(host: str) -> bool:
    """Whether a host name means the machine one sits at."""
    return host.lower() == "localhost" or is_loopback(host.strip("[]"))


def lan_addresses() -> list[str]:
    """
    Return the IPv4 addresses under which other devices may reach this machine, likeliest first.

    Nothing is sent to find them out. Empty where the machine is in no network.
    """
    found = {address: None for address in [*_of_interfaces(), *_of_name()] if _is_reachable(address)}
    return list(found)


def _is_reachable(address: str) -> bool:
    found = ipaddress.ip_address(address)
    return not (found.is_loopback or found.is_link_local or found.is_unspecified or found.is_multicast)


def _of_interfaces() -> list[str]:
    """Ask each network interface, where the system lets one; real ones before virtual ones."""
    try:
        import fcntl
    except ImportError:
        return []
    found: list[tuple[bool, str]] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        for _, name in socket.if_nameindex():
            # an interface without an address refuses
            with contextlib.suppress(OSError):
                request = struct.pack("256s", name.encode()[:15])
                answer = fcntl.ioctl(asked.fileno(), _SIOCGIFADDR, request)
                found.append((bool(_VIRTUAL.match(name)), socket.inet_ntoa(answer[20:24])))
    return [address for _, address in sorted(found, key=lambda each: each[0])]


def _of_name() -> list[str]:
    """Ask what this machine's own name stands for: what Windows and macOS answer."""
    try:
        return socket.gethostbyname_ex(socket.gethostname())[2]
    except OSError:
        return []
