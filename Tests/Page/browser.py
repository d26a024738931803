"""Opens the page of a set-up in headless Chromium, lets the app take over, and prints what does not hold.

Usage: browser.py CHROMIUM PROGRAM ROOT [PICTURES]
PROGRAM is the machine's, with a plan; ROOT a folder that stands for the machine; PICTURES a folder for pictures.
"""

import http.server
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Catalogue"))
from browser import CONTRAST, WIDTHS, Browser  # noqa: E402

STEPS = ["Preparing the machine", "Reading the metadata", "Making the secrets", "Starting the services", "Waiting"]


class App(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<title>The app</title><p>Hello</p>")

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True


def eventually(what, condition, limit=30):
    end = time.monotonic() + limit
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    print("never: " + what)
    return False


def main(chromium, program, root, pictures=None):
    problems = []
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])

    def expect(holds, what):
        if not holds:
            problems.append(what)

    url = "http://127.0.0.1:%s/" % port
    page = subprocess.Popen([program, "page", "--root", root, "--at", "127.0.0.1:" + port], stdin=subprocess.PIPE)

    def tell(current):
        page.stdin.write(json.dumps({"steps": STEPS, "current": current}).encode() + b"\n")
        page.stdin.flush()

    tell(2)
    with tempfile.TemporaryDirectory() as profile:
        browser = Browser(chromium, profile)
        try:
            now = "document.getElementById('now') && document.getElementById('now').textContent"

            def shows(text):
                browser.open(url)
                return text in (browser.value(now) or "")

            expect(eventually("the page", lambda: shows("Step 3 of 5: Making the secrets")), "no page")
            for scheme in ["light", "dark"]:
                for kind, width, height in WIDTHS:
                    browser.size(width, height, scheme)
                    browser.open(url)
                    place = "%s, %s" % (scheme, kind)
                    wide = browser.value("document.documentElement.scrollWidth")
                    expect(wide <= width, "%s: %s pixels wide" % (place, wide))
                    low = browser.value(CONTRAST)
                    expect(not low, "%s: low contrast: %s" % (place, low))
                    asked = [e["params"]["request"]["url"] for e in browser.events
                             if e.get("method") == "Network.requestWillBeSent"]
                    expect(all(u.startswith(url) or u == "data:," for u in asked), "%s: asks for %s" % (place, asked))
                    # That of the page's own status is no error.
                    bad = [e for e in browser.events if e.get("method") in ("Runtime.exceptionThrown", "Log.entryAdded")
                           and "status of 503" not in json.dumps(e)]
                    expect(not bad, "%s: %s" % (place, json.dumps(bad)[:500]))
                    if pictures:
                        browser.picture("%s/setup-%s-%s.png" % (pictures, scheme, kind))
            expect(browser.value("document.documentElement.lang") == "en", "no lang")
            expect(browser.value("document.title") == "Demo is being set up", "another title")
            expect(browser.value("[...document.querySelectorAll('h1')].map((h) => h.textContent).join()") == "Demo", "not one h1")
            nodes = browser.call("Accessibility.getFullAXTree")["nodes"]
            roles = [(n["role"]["value"], n.get("name", {}).get("value", "")) for n in nodes if "role" in n]
            expect(("list", "Steps") in roles and "status" in [r[0] for r in roles], "a screen reader finds no steps")

            # It follows without a new page.
            browser.value("window.same = true")
            tell(3)
            expect(eventually("the next step", lambda: "Step 4 of 5" in browser.value(now)), "the page does not follow")
            expect(browser.value("window.same === true"), "it was loaded again")
            expect(browser.value("[...document.querySelectorAll('li')].map((e) => e.className).join()") == "done,done,done,,",
                   "other steps are marked as done")
            expect(browser.value("document.querySelector('[aria-current=step]').textContent") == "Starting the services",
                   "another step is marked as the current one")

            # The app takes over, after a moment in which nobody answers.
            page.stdin.close()
            page.wait(timeout=20)
            expect(eventually("the gap", lambda: "No answer" in browser.value(now)), "the gap is not told")
            app = Server(("127.0.0.1", int(port)), App)
            threading.Thread(target=app.serve_forever, daemon=True).start()
            expect(eventually("the app", lambda: browser.value("document.title") == "The app"), "the app is not shown")
            app.shutdown()
            app.server_close()

            # Without scripts it is loaded again by itself.
            page = subprocess.Popen([program, "page", "--root", root, "--at", "127.0.0.1:" + port], stdin=subprocess.PIPE)
            tell(0)
            expect(eventually("the page again", lambda: shows("Step 1 of 5")), "no page a second time")
            browser.call("Emulation.setScriptExecutionDisabled", value=True)
            browser.open(url)
            browser.events.clear()
            tell(1)

            def refreshed():
                browser.call("Page.enable")
                return any(e.get("method") == "Page.loadEventFired" for e in browser.events)

            expect(eventually("the refresh", refreshed), "no refresh without scripts")
            browser.call("Emulation.setScriptExecutionDisabled", value=False)
            expect("Step 2 of 5" in (browser.value(now) or ""), "without scripts there is another step")
        finally:
            browser.end()
            page.stdin.close()
            page.wait(timeout=20)
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
