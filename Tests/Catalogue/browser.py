"""Opens a catalogue in headless Chromium, by its DevTools protocol over a pipe, and prints what does not hold.

Usage: browser.py CHROMIUM FOLDER [PICTURES]
FOLDER is what `landfall catalogue` wrote; PICTURES, a folder for pictures of the pages to look at.
"""

import base64
import json
import os
import subprocess
import sys
import tempfile

WIDTHS = [("phone", 360, 740), ("desktop", 1280, 900)]

# What stands in the page beside its text: the least contrast of text on its ground (WCAG 2.2, 1.4.3).
CONTRAST = """(() => {
  const parse = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = (c) => c.slice(0, 3).map((v) => v / 255).map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (e) => {
    for (; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.length === 3 || c[3] === 1) return c;
    }
    return [255, 255, 255];
  };
  const low = [];
  for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || !e.offsetParent || e.tagName === "SCRIPT") continue;
    const [a, b] = [light(parse(getComputedStyle(e).color)), light(ground(e))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) low.push(e.tagName + "." + e.className + " " + ratio.toFixed(2));
  }
  return low;
})()"""

# Those far below are loaded only when somebody comes near.
PICTURES = """Promise.all([...document.images].map((image) => {
  image.loading = "eager";
  return image.decode().then(() => image.naturalWidth > 0 && image.hasAttribute("alt"), () => false);
})).then((all) => all.every(Boolean))"""


class Browser:
    def __init__(self, program, profile):
        to_browser, self.to = os.pipe()
        self.of, of_browser = os.pipe()
        # The browser reads its descriptor 3 and writes 4.
        script = 'exec "$@" 3<&%d 4>&%d' % (to_browser, of_browser)
        self.process = subprocess.Popen(
            ["bash", "-c", script, "browser", program, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
             "--disable-dev-shm-usage", "--hide-scrollbars", "--remote-debugging-pipe", "--user-data-dir=" + profile,
             "about:blank"],
            pass_fds=[to_browser, of_browser], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(of_browser)
        self.rest = b""
        self.number = 0
        self.session = None
        self.events = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ["Page", "Runtime", "Network", "Log", "Accessibility"]:
            self.call(domain + ".enable")

    def read(self):
        while b"\0" not in self.rest:
            part = os.read(self.of, 1 << 16)
            if not part:
                raise SystemExit("the browser ended")
            self.rest += part
        text, self.rest = self.rest.split(b"\0", 1)
        return json.loads(text)

    def call(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.read()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise SystemExit("%s: %s" % (method, answer["error"]))
                return answer["result"]
            self.events.append(answer)

    def open(self, url):
        # Another page first: a new fragment alone would load nothing.
        for place in ["about:blank", url]:
            self.events.clear()
            self.call("Page.navigate", url=place)
            while not any(e.get("method") == "Page.loadEventFired" for e in self.events):
                self.events.append(self.read())

    def value(self, expression):
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise SystemExit("%s: %s" % (expression, result["exceptionDetails"]))
        return result["result"].get("value")

    def key(self, key, text=None):
        codes = {"Tab": 9, "Escape": 27, "Enter": 13}
        keys = dict(key=key, code=key, windowsVirtualKeyCode=codes.get(key, 0))
        self.call("Input.dispatchKeyEvent", type="keyDown", **keys, **({"text": text} if text else {}))
        self.call("Input.dispatchKeyEvent", type="keyUp", **keys)

    def type(self, text):
        for character in text:
            self.key(character, character)

    def size(self, width, height, scheme="light"):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def picture(self, path):
        data = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def end(self):
        self.process.terminate()
        self.process.wait(timeout=20)


def main(program, folder, pictures=None):
    problems = []

    def expect(holds, what):
        if not holds:
            problems.append(what)

    index = "file://" + os.path.abspath(folder) + "/index.html"
    apps = json.load(open(os.path.join(folder, "index.json")))["apps"]
    with tempfile.TemporaryDirectory() as profile:
        browser = Browser(program, profile)
        try:
            pages = [("index", index)] + [("app", "file://%s/%s" % (os.path.abspath(folder), a["page"])) for a in apps[:4]]
            for name, url in pages:
                for scheme in ["light", "dark"]:
                    for kind, width, height in WIDTHS:
                        browser.size(width, height, scheme)
                        browser.open(url)
                        place = "%s, %s, %s" % (url.split("/", 3)[-1][-40:], scheme, kind)
                        wide = browser.value("document.documentElement.scrollWidth")
                        expect(wide <= width, "%s: %s pixels wide" % (place, wide))
                        low = browser.value(CONTRAST)
                        expect(not low, "%s: low contrast: %s" % (place, low))
                        expect(browser.value("document.documentElement.lang") == "en", place + ": no lang")
                        expect(browser.value("document.querySelectorAll('h1').length") == 1, place + ": not one h1")
                        expect(browser.value(PICTURES), place + ": a picture is missing or has no alt")
                        asked = [e["params"]["request"]["url"] for e in browser.events
                                 if e.get("method") == "Network.requestWillBeSent"]
                        expect(all(u.startswith("file://") for u in asked), "%s: asks for %s" % (place, asked))
                        bad = [e for e in browser.events if e.get("method") in ("Runtime.exceptionThrown", "Log.entryAdded")]
                        expect(not bad, "%s: %s" % (place, json.dumps(bad)[:500]))
                        expect(browser.value("window.hacked === undefined"), place + ": a text was run")
                        if pictures:
                            browser.picture("%s/%s-%s-%s.png" % (pictures, url.split("/")[-2], scheme, kind))

            browser.size(1280, 900)
            browser.open(index)
            shown = "[...document.querySelectorAll('.card')].filter((c) => !c.hidden).length"
            said = "document.getElementById('found').textContent"
            expect(browser.value(shown) == len(apps), "not all apps are shown")
            nodes = browser.call("Accessibility.getFullAXTree")["nodes"]
            roles = [(n["role"]["value"], n.get("name", {}).get("value", "")) for n in nodes if "role" in n]
            expect(("searchbox", "Search the apps") in roles, "the search field has no name for a screen reader")
            unnamed = [r for r in roles if r[0] in ("link", "button") and not r[1].strip()]
            expect(not unnamed, "links or buttons without a name: %s" % unnamed)

            # By keyboard alone.
            browser.key("Tab")
            expect(browser.value("document.activeElement.className") == "skip", "the first stop is not the skip link")
            browser.key("Tab")
            expect(browser.value("document.activeElement.id") == "search", "the second stop is not the search")
            browser.type(apps[0]["title"][:4].lower())
            first = browser.value(shown)
            expect(0 < first, "the search finds nothing for %s" % apps[0]["title"][:4])
            expect(browser.value(said).startswith("%d of " % first), "the number that is found is not said")
            browser.type(" zzzz")
            expect(browser.value(shown) == 0 and not browser.value("document.querySelector('.none').hidden"), "no word for nothing found")
            if pictures:
                browser.picture(pictures + "/none.png")
            browser.key("Escape")
            expect(browser.value(shown) == len(apps), "Escape does not empty the search")
            browser.value("document.activeElement.blur()")
            browser.key("/", "/")
            expect(browser.value("document.activeElement.id") == "search" and browser.value("document.activeElement.value") == "",
                   "/ does not go to the search")
            browser.key("Tab")
            expect(browser.value("document.activeElement.closest('h2') !== null"), "after the search comes no app")
            outline = browser.value("getComputedStyle(document.activeElement, '::after').outlineStyle")
            expect(outline == "solid", "the app in focus has no outline: %s" % outline)
            browser.open(index + "#q=" + apps[-1]["name"])
            expect(0 < browser.value(shown) <= len(apps) and browser.value("document.getElementById('search').value") == apps[-1]["name"],
                   "a search in the address is not done")

            with_data = [a for a in apps if any(c["user_data"] for c in a["clouds"])]
            if with_data:
                app = with_data[0]
                browser.open("file://%s/%s" % (os.path.abspath(folder), app["page"]))
                cloud = [c for c in app["clouds"] if c["user_data"]][0]
                text = open(os.path.join(folder, cloud["user_data"]), encoding="utf-8").read()
                expect(browser.value("document.getElementById('data-%s').value" % cloud["id"]) == text, "the user-data is not the file's")
                browser.value("document.querySelector('.copy').click()")
                said = browser.value("document.querySelector('.actions [role=status]').textContent")
                expect(said != "", "the copy button says nothing")

            # Without scripts everything can be read.
            browser.call("Emulation.setScriptExecutionDisabled", value=True)
            browser.open(index)
            browser.call("Emulation.setScriptExecutionDisabled", value=False)
            expect(browser.value("document.querySelector('.search').hidden"), "without scripts there is a search that does nothing")
            expect(browser.value(shown) == len(apps), "without scripts not all apps are shown")
        finally:
            browser.end()
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
