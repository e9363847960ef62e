"""GStreamer's RTSP server as a camera with one stream, /clip.

Prints "port N" when it listens, and ends when its standard input does.
"""

import argparse
import sys
import threading

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import Gio, GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

LOWER = GstRtsp.RTSPLowerTrans
TRANSPORTS = {"tcp": LOWER.TCP, "udp": LOWER.UDP, "multicast": LOWER.UDP_MCAST}


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("launch", help="a pipeline with payloaders pay0, pay1, ...")
    parser.add_argument("--transport", choices=TRANSPORTS, help="the only one that is granted")
    parser.add_argument("--group", help="address of the multicast group")
    parser.add_argument("--group-port", type=int, help="its first port; even")
    parser.add_argument("--group-network", default="lo", help="the network that it is sent to")
    parser.add_argument("--address", default="127.0.0.1", help="where it listens")
    parser.add_argument("--scheme", choices=["basic", "digest"], help="asks for credentials")
    parser.add_argument("--user")
    parser.add_argument("--password")
    parser.add_argument("--certificate", help="PEM file with certificate and key; TLS alone")
    return parser.parse_args()


def guard(server, factory, given):
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "viewer")
    auth = GstRtspServer.RTSPAuth()
    if given.certificate:
        auth.set_tls_certificate(Gio.TlsCertificate.new_from_file(given.certificate))
    if given.scheme == "digest":
        auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
        auth.add_digest(given.user, given.password, token)
    else:
        auth.add_basic(GstRtspServer.RTSPAuth.make_basic(given.user, given.password), token)
    server.set_auth(auth)
    permissions = GstRtspServer.RTSPPermissions()
    permissions.add_permission_for_role("viewer", "media.factory.access", True)
    permissions.add_permission_for_role("viewer", "media.factory.construct", True)
    factory.set_permissions(permissions)


def to_group(factory, given):
    """Nothing may leave the machine: the network is named, and one hop at most."""
    pool = GstRtspServer.RTSPAddressPool()
    pool.add_range(given.group, given.group, given.group_port, given.group_port + 9, 1)
    factory.set_address_pool(pool)
    factory.set_multicast_iface(given.group_network)


given = arguments()
Gst.init(None)
server = GstRtspServer.RTSPServer()
server.set_address(given.address)
server.set_service("0")
factory = GstRtspServer.RTSPMediaFactory()
factory.set_launch(f"( {given.launch} )")
if given.transport:
    factory.set_protocols(TRANSPORTS[given.transport])
if given.group:
    to_group(factory, given)
if given.scheme:
    guard(server, factory, given)
server.get_mount_points().add_factory("/clip", factory)
server.attach(None)
loop = GLib.MainLoop()
print("port", server.get_bound_port(), flush=True)
threading.Thread(target=lambda: (sys.stdin.read(), loop.quit()), daemon=True).start()
loop.run()
