"""No test talks to another host: what stands in for an outside service is a real server on the loopback address."""

import ipaddress
import sys

_guarding = False


class OutsideNetworkError(RuntimeError):
    """A test tried to reach another host."""


def _refuse_other_hosts(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect":
        address = arguments[1]
        if isinstance(address, tuple) and not _is_here(str(address[0])):
            raise OutsideNetworkError(f"connect to {address[0]}")
    elif event == "socket.getaddrinfo" and arguments[0] and not _is_here(str(arguments[0])):
        raise OutsideNetworkError(f"look up {arguments[0]}")


def _is_here(host: str) -> bool:
    if host in {"localhost", ""}:
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def allow_only_this_machine() -> None:
    """For the rest of the process (Python's audit hooks can't be taken off)."""
    global _guarding  # noqa: PLW0603
    if not _guarding:
        sys.addaudithook(_refuse_other_hosts)
        _guarding = True
