"""Prints the tables of docs/import-agreement.md; see Scripts/agreement-table."""
import collections
import concurrent.futures
import datetime
import json
import os
import re
import shutil
import subprocess
import sys
import time

landfall, compose, work, *folders = sys.argv[1:]

NAMED = re.compile(r"(docker-)?compose.*\.ya?ml")
# What Coolify reads itself and takes out before Compose sees the file: of a service, and of a mount.
COOLIFY = re.compile(
    r"( *(?:- +)?)(?:(?:exclude_from_hc|content|isDirectory|is_directory):|mode: *['\"]?0\d+['\"]? *$)")
VOLUME = re.compile(r"^ +(?:- *['\"]?|source: *['\"]?)(\w[\w.-]*)(?::/|['\"]?$)", re.MULTILINE)
REQUIRED = re.compile(r"(?<!\$)\$\{(\w+):?\?")
# Beyond this size a file's content says nothing to either of the two, only that it is there.
LARGEST = 256 << 10

# What a machine cannot serve or Landfall does not do, whatever Compose says of the file, by what `check` says.
MACHINE = {
    r"^the (network|volume|secret|config) `.*` is external, and": "external networks and volumes",
    r"^no new machine has the ": "drivers that are plugins",
    r" needs a swarm, and a machine is none$|for Windows, and machines run Linux$": "a swarm or Windows",
    r"^the service `.*` (has neither an image nor a `build`|is built from source, and machines only pull images)$": "built from source",
    r" is outside of the compose file's folder, ": "files outside of the folder",
    r"^the file .* does not exist, so Docker|not laid down, so Docker": "mounted files that app.yaml does not name",
    r"^PostgreSQL 18 does not keep its data in ": "data in the wrong folder of PostgreSQL 18",
    r"^on Ubuntu, systemd-resolved uses port 53 ": "port 53",
    r"^the secret `.*` is the value of `.*`, which is not in ": "secrets from variables that are not set",
}
# The differences that are intended: `others` of Tests/ComposeFile/AgreementTests.swift, by what either says.
INTENDED = {
    r"^the compose file has no `services`$|^`services` is empty": "an app has services",
    r"^Docker does not know the word .* for `restart`$|have the same `container_name`$": "the engine refuses it",
    r"^a second document begins here$": "app.yaml names several files instead",
    r"Additional property provider is not allowed": "Docker Compose 2.36 has it",
    r"pull_policy must be one of": "Docker Compose 2.37 has it",
}

INTRO = """# Where `landfall check` and Docker Compose agree

Made on {date} with Docker Compose {version} by the command below; do not edit it. None of the files is ours:
they are Dokploy's and Coolify's templates and the repositories of
[the large projects](import-table.md#large-projects), at the commits that [the import's tables](import-table.md) name.

```sh
Scripts/agreement-table {folders}
```

{again} files are the same, byte for byte, as one of a folder before, and count once.

Each file lies, with what is beside it, in the folder of a smallest app.yaml, which names it and nothing else. Then
`landfall check --json` and `docker compose -p app --env-file /dev/null config --quiet` read it, and either accepts or
refuses. The project has a name because a machine gives one. Warnings do not count, nor does what `check` says of
app.yaml. Where Compose refuses a file, `check` has to find more than what is set aside below.

- Set aside: Compose accepts the file, and `check` refuses it only for what a machine would lack, or for a file that the
  smallest app.yaml does not name. Compose looks at neither.
- Intended: `others` in Tests/ComposeFile/AgreementTests.swift has each such difference with its reason.
- Agreement: of the files that are in neither of these. The last column counts them as differing.

## The files as they are

No variable is set. Both refuse most of Coolify's files, for they have keys of its own and declare no volumes.
"""

OPENED = """## Without what is Coolify's own, and with the variables that are demanded

So that one reason to refuse a file hides no other: `exclude_from_hc` of services and `content`, `isDirectory`,
`is_directory` and `mode` of mounts are taken out of Coolify's files and their volumes declared, and each variable that
a file demands, as in `${NAME:?}`, is `1` for both. Where `content` is gone, the mounted file is not there: that is why
more is set aside.
"""


def templates(folder):
    """A folder's Compose files, and whether they lie beside one another, named after the apps."""
    named, others = [], []
    for place, inner, names in os.walk(folder):
        inner[:] = sorted(name for name in inner if name != ".git")
        for name in sorted(names):
            path = os.path.join(place, name)
            if NAMED.fullmatch(name):
                named.append(path)
            elif name.endswith((".yaml", ".yml")) and place == folder:
                others.append(path)
    return (named, False) if named else (others, True)


def without_coolify(text):
    """A file's text without the keys that are Coolify's own; those of Compose's `configs` stay."""
    kept, inside, indent = [], False, None
    for line in text.splitlines(keepends=True):
        spaces = len(line) - len(line.lstrip(" "))
        if line.strip() and spaces == 0 and not line.startswith("#"):
            inside = line.startswith("services:")
        if indent is not None and (not line.strip() or spaces > indent):
            continue
        indent = None
        found = COOLIFY.match(line) if inside else None
        if found is None:
            kept.append(line)
        else:
            indent = len(found[1])
    return "".join(kept)


def with_volumes(text):
    """A file's text with every volume declared, as Coolify declares them."""
    lines = text.rstrip("\n").split("\n")
    start = next((number for number, line in enumerate(lines) if line.startswith("volumes:")), None)
    if start is None:
        start = len(lines)
        lines.append("volumes:")
    there = set(re.findall(r"^  ['\"]?([\w.-]+)['\"]?:", "\n".join(lines[start:]), re.MULTILINE))
    names = sorted(set(VOLUME.findall("\n".join(lines[:start]))) - there)
    if not names and not there:
        return text
    lines[start + 1:start + 1] = [f"  {name}: {{}}" for name in names]
    return "\n".join(lines) + "\n"


def copy(source, target, alone):
    """Copies a file and, unless it stands alone, what lies beside it."""
    start = os.path.dirname(source)
    os.makedirs(target)
    if alone:
        shutil.copyfile(source, os.path.join(target, os.path.basename(source)))
        return
    for place, inner, names in os.walk(start):
        inner[:] = [name for name in inner if name != ".git"]
        there = os.path.join(target, os.path.relpath(place, start))
        os.makedirs(there, exist_ok=True)
        for name in names:
            path, copied = os.path.join(place, name), os.path.join(there, name)
            if not os.path.isfile(path) or name == "app.yaml":
                continue
            if os.path.getsize(path) > LARGEST:
                open(copied, "w", encoding="utf-8").close()
            else:
                shutil.copyfile(path, copied)


class Template:
    """A copy of a file with an app.yaml, and what the two programs say of it."""

    def __init__(self, number, folder, source, alone, opened):
        self.folder, self.source, self.opened = folder, source, opened
        self.place = os.path.join(work, "opened" if opened else "plain", str(number))
        self.file = os.path.basename(source)
        copy(source, self.place, alone)
        path = os.path.join(self.place, self.file)
        with open(path, encoding="utf-8", newline="") as file:
            text = file.read()
        self.values = {}
        if opened:
            with open(path, "w", encoding="utf-8", newline="") as file:
                file.write(with_volumes(without_coolify(text)) if alone else text)
            self.values = {name: "1" for name in sorted(set(REQUIRED.findall(text)))}
        # A machine writes it.
        open(os.path.join(self.place, ".env"), "a", encoding="utf-8").close()
        with open(os.path.join(self.place, "app.yaml"), "w", encoding="utf-8") as file:
            file.write(f"schema: 1\nname: app-{number}\nversion: 1.0.0\n")
            file.write(f"stack: {{ compose: {json.dumps(self.file)} }}\n")
            if self.values:
                file.write("env: " + json.dumps(self.values) + "\n")
        self.errors, self.refusal = None, None

    def ask_compose(self):
        # A machine gives the name of the project too.
        command = [compose, "-p", "app", "-f", self.file, "--env-file", "/dev/null", "config", "--quiet"]
        environment = {"PATH": os.environ["PATH"], "HOME": work, **self.values}
        run = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=self.place, check=False)
        if run.returncode:
            lines = [line for line in run.stderr.strip().splitlines() if "level=warning" not in line]
            self.refusal = " ".join(lines).replace(self.place + "/", "")

    def name(self):
        """Its path, or of a template that has a folder of its own, that folder's."""
        path = shown(self.source)
        return os.path.dirname(path) if "/blueprints/" in path else path

    def verdict(self):
        """What became of it, and why."""
        said = [error["message"] for error in self.errors]
        rest = [message for message in said if named(message, MACHINE) is None]
        if self.refusal is None:
            if not said:
                return "accepted", ""
            if not rest:
                return "machine", ", ".join(sorted({named(message, MACHINE) for message in said}))
            reasons = {named(message, INTENDED) for message in rest}
            return ("differs", "") if None in reasons else ("intended", ", ".join(sorted(reasons)))
        # What a machine lacks is no answer to what Compose refuses, but for a service with neither image nor build.
        if rest or ("neither an image nor" in self.refusal and any("has neither an image" in message for message in said)):
            return "refused", ""
        reason = named(self.refusal, INTENDED)
        return ("intended", reason) if reason else ("differs", "")

    def here(self):
        """The errors of `check` with their lines: three of them, those first that are not about machines."""
        errors = sorted(self.errors, key=lambda error: named(error["message"], MACHINE) is not None)
        said = [f"line {error['line']}: {error['message']}" for error in errors]
        more = [f"{len(said) - 3} more"] if len(said) > 3 else []
        return "; ".join(said[:3] + more) or "accepted"


def named(message, reasons):
    return next((reason for pattern, reason in reasons.items() if re.search(pattern, message)), None)


def ask_check(all_templates):
    """Has `landfall check` look at all of them at once."""
    for variant in ("plain", "opened"):
        run = subprocess.run(
            [landfall, "check", "--json", os.path.join(work, variant)], capture_output=True, text=True, check=False)
        apps = {os.path.dirname(os.path.realpath(app["file"])): app for app in json.loads(run.stdout)["apps"]}
        for template in all_templates:
            app = apps.get(os.path.realpath(template.place))
            if app is not None:
                template.errors = [
                    finding for finding in app["findings"]
                    if finding["severity"] == "error" and os.path.basename(finding["file"]) != "app.yaml"]


def cell(text):
    return text.replace("|", "\\|").replace("\n", " ")


def table(group):
    """The counts of each folder."""
    print("| Folder | Files | Both accept | Both refuse | Set aside | Intended | Differ | Agreement | Of all files |")
    print("|---|---|---|---|---|---|---|---|---|")
    for folder in [*folders, None]:
        found = collections.Counter(t.verdict()[0] for t in group if folder in (None, t.folder))
        agreeing = found["accepted"] + found["refused"]
        print(
            f"| {shown(folder) if folder else 'All'} | {found.total()} | {found['accepted']} | {found['refused']} "
            f"| {found['machine']} | {found['intended']} | {found['differs']} "
            f"| {percent(agreeing, agreeing + found['differs'])} | {percent(agreeing, found.total())} |")
    print()


def reasons(group, verdict):
    """The files of a verdict with its reasons."""
    print("| Reason | Files | Which |\n|---|---|---|")
    found = collections.defaultdict(list)
    for template in group:
        if template.verdict()[0] == verdict:
            found[template.verdict()[1]].append(template.name())
    for reason, names in sorted(found.items(), key=lambda item: -len(item[1])):
        print(f"| {reason} | {len(names)} | {', '.join(names)} |")
    print()


def answers(group, verdict):
    """The files of a verdict with what both say."""
    print("| File | Docker Compose | `landfall check` |\n|---|---|---|")
    for template in group:
        if template.verdict()[0] == verdict:
            print(f"| {template.name()} | {cell(template.refusal or 'accepted')} | {cell(template.here())} |")
    print()


def percent(part, whole):
    return f"{100 * part / whole:.1f} %" if whole else "—"


def shown(path):
    return os.path.relpath(path, common)


start = time.monotonic()
folders = [os.path.abspath(folder) for folder in folders]
common = os.path.commonpath(folders) if len(folders) > 1 else os.path.dirname(folders[0])
plain, opened, known, again = [], [], set(), 0
for folder in folders:
    paths, alone = templates(folder)
    for path in paths:
        with open(path, "rb") as file:
            content = file.read()
        if alone and content in known:
            again += 1
            continue
        known.add(content)
        for group in (plain, opened):
            group.append(Template(len(group), folder, path, alone, group is opened))
ask_check(plain + opened)
with concurrent.futures.ThreadPoolExecutor(2) as pool:
    list(pool.map(Template.ask_compose, plain + opened))
version = subprocess.run([compose, "version", "--short"], capture_output=True, text=True, check=True).stdout.strip()

print(INTRO.format(
    date=f"{datetime.date.today():%-d %B %Y}", version=version, again=again, folders=" ".join(map(shown, folders))))
table(plain)
print(OPENED)
table(opened)
print("## Where they differ\n")
differing = {t.source: t for t in plain + opened if t.verdict()[0] == "differs"}
if differing:
    answers(differing.values(), "differs")
else:
    print("Nowhere.\n")
print("## What is set aside\n")
reasons(opened, "machine")
print("## What is intended\n")
reasons(opened, "intended")
print("## What both refuse\n")
print("Of the second table. Compose says one reason, and `check` all of them.\n")
answers(opened, "refused")
seconds = time.monotonic() - start
print(f"{len(plain)} files, {len(differing)} differ, {seconds:.0f} s", file=sys.stderr)
