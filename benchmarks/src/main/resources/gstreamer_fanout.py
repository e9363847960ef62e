"""GStreamer's RTSP server: one camera, fetched once over TCP, for everybody who asks for /camera.

Takes the camera's address, prints "port N" when it listens, and ends with its standard input.
"""

import resource
import sys
import threading

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402

files, most = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
Gst.init(None)
server = GstRtspServer.RTSPServer()
server.set_address("127.0.0.1")
server.set_service("0")
server.set_backlog(128)
factory = GstRtspServer.RTSPMediaFactory()
factory.set_launch(
    f'( rtspsrc location="{sys.argv[1]}" protocols=tcp latency=0 ! rtph264depay ! h264parse'
    " ! rtph264pay name=pay0 pt=96 config-interval=-1 )"
)
factory.set_shared(True)
server.get_mount_points().add_factory("/camera", factory)
server.attach(None)
loop = GLib.MainLoop()
print("port", server.get_bound_port(), flush=True)
threading.Thread(target=lambda: (sys.stdin.read(), loop.quit()), daemon=True).start()
loop.run()
