#!/usr/bin/env python3
"""Runs a command against a metadata service whose every answer is one file: FILE PATH COMMAND...

With a PATH only that is answered so, and any other with a document that will do. The command gets `--metadata-url` and
the service's address at its end. It is ended once it has asked three times for the file, as it asks again for what it
cannot read. Prints its exit code (null where it was ended), its peak memory in kB, and how often
it asked.
"""
import http.server
import io
import json
import pathlib
import resource
import shutil
import subprocess
import sys
import threading
import time

body, path, command = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
asked = threading.Semaphore(0)


class Service(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, content):
        self.send_response(200)
        self.send_header("Content-Length", str(content.seek(0, io.SEEK_END)))
        self.end_headers()
        content.seek(0)
        # Piece by piece: what this process has in memory counts for the command, which is forked from it.
        shutil.copyfileobj(content, self.wfile)

    def do_PUT(self):
        self.answer(io.BytesIO(b"a-token"))

    def do_GET(self):
        if self.path.startswith(path):
            asked.release()
            with body.open("rb") as file:
                self.answer(file)
        else:
            self.answer(io.BytesIO(b'{"id": 1}'))

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *_):
        pass  # The client hangs up on what is more than it takes, and where it is ended.


with Server(("127.0.0.1", 0), Service) as server:
    threading.Thread(target=server.serve_forever, daemon=True).start()
    process = subprocess.Popen(
        command + ["--metadata-url", f"http://127.0.0.1:{server.server_port}"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    count, deadline = 0, time.monotonic() + 60
    while count < 3 and process.poll() is None and time.monotonic() < deadline:
        count += asked.acquire(timeout=0.05)
    ended = process.poll()
    if ended is None:
        process.kill()
    process.wait()
    server.shutdown()
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(json.dumps({"status": ended, "peak": peak, "asked": count}))
