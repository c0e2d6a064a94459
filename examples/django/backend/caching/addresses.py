from ipaddress import IPv6Network, ip_address

from rest_framework.throttling import BaseThrottle


def viewer_address(request):
    """The address that a viewer is counted by. A network of IPv6 counts as one: whoever has one address has all of it."""
    address = BaseThrottle().get_ident(request)
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    if ip.version == 4:
        return address
    return str(ip.ipv4_mapped or IPv6Network((int(ip), 64), strict=False))
