#!/usr/bin/env python3
"""Runs a command against a metadata service that answers as recorded: FOLDER VARIANT COMMAND...

FOLDER is a provider's facts, with endpoints.json and bodies, or a copy of them in exchanges.jsonl. The command gets
`--metadata-url` and the service's address at its end; its exit code is this program's. Nothing here is Landfall's own
code, so that what the two agree on is in the facts.
"""
import http.server
import json
import pathlib
import subprocess
import sys
import threading

folder, variant, command = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3:]


def exchanges():
    if not (folder / "endpoints.json").exists():
        return [json.loads(line) for line in (folder / "exchanges.jsonl").read_text().splitlines()]
    found = json.loads((folder / "endpoints.json").read_text())
    for each in found:
        each["responseHeaders"] = each["response_headers"]
        each["body"] = (folder / each["body_file"]).read_text() if each["body_file"] else ""
        # The facts keep the refusal and the value of this one path in the same file.
        if each["path"] == "/v1/internal/app-domain" and each["status"] == 200:
            each["body"] = "store.example.com"
    return found


recorded = [each for each in exchanges() if each["variant"] == variant]


def matches(wanted, given):
    # Any lifetime is taken for a token, not only the one that was recorded.
    return all(name in given and (value == given[name] or name.endswith("-Seconds")) for name, value in wanted.items())


class Service(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def answer(self):
        fitting = [
            each for each in recorded
            if (each["method"], each["path"]) == (self.command, self.path)
            and matches(each["headers"], self.headers)
            and not any(name in self.headers for name in each.get("absent_headers", []))
        ]
        best = max(fitting, key=lambda each: len(each["headers"]), default=None)
        body = best["body"].encode() if best else b"not found"
        self.send_response(best["status"] if best else 404)
        for name, value in (best["responseHeaders"] if best else {}).items():
            if name.lower() not in ("content-length", "connection", "date", "server", "transfer-encoding"):
                self.send_header(name, value)
        if not best or best["status"] != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(b"" if best and best["status"] == 204 else body)

    do_GET = do_PUT = do_POST = answer

    def log_message(self, *_):
        pass


with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service) as server:
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    status = subprocess.run(command + ["--metadata-url", url]).returncode
    server.shutdown()
sys.exit(status)
