"""GStreamer's RTSP server as a farm of cameras: each plays one file at its own speed.

Takes a file and the number of cameras, which are /0, /1 and so on. Prints "port N" when it listens,
answers each line with how many have been played (JSON, as FarmStatus.java), and ends with its
standard input.
"""

import json
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
playing = 0


def played(client, context):
    global playing
    playing += 1


def answer():
    for _ in sys.stdin:
        status = {"playing": playing, "counting": False}
        status.update(sentUnits=0, skippedUnits=0, lateUnits=0)
        print(json.dumps(status), flush=True)
    loop.quit()


server = GstRtspServer.RTSPServer()
server.set_address("127.0.0.1")
server.set_service("0")
server.set_backlog(1024)
server.connect("client-connected", lambda _, client: client.connect("play-request", played))
for camera in range(int(sys.argv[2])):
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch(
        f'( filesrc location="{sys.argv[1]}" ! qtdemux ! h264parse'
        " ! rtph264pay name=pay0 pt=96 config-interval=-1 )"
    )
    server.get_mount_points().add_factory(f"/{camera}", factory)
server.attach(None)
loop = GLib.MainLoop()
print("port", server.get_bound_port(), flush=True)
threading.Thread(target=answer, daemon=True).start()
loop.run()
