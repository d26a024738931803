"""Prints the part "Large projects" of docs/import-table.md; see Scripts/import-projects."""
import concurrent.futures
import dataclasses
import json
import os
import re
import shutil
import subprocess
import sys

from import_reading import config, differences, variables

landfall, compose, projects, work = sys.argv[1:]
listed = json.load(open(os.path.join(os.path.dirname(__file__), "import-projects.json"), encoding="utf-8"))


@dataclasses.dataclass
class Row:
    """What became of one import."""

    project: dict
    file: str
    lines: int = 0
    services: int = 0
    result: str = ""
    check: str = "—"
    taken: str = "—"
    same: str = "—"
    notes: list = dataclasses.field(default_factory=list)
    passes: bool = False
    # Whether the report names all that differs from the original.
    reported: bool = False


def dotenv(values):
    """A .env that gives Compose exactly these values, as `landfall` writes it."""
    lines = []
    for name, value in values.items():
        # Compose splits a command at its spaces, and so would a template's.
        value = re.sub(r"\{\{ *(.*?) *\}\}", r"{{\1}}", value)
        if re.search(r"['\n\r\\]", value):
            escaped = re.sub(r'([\\"$])', r"\\\1", value).replace("\n", "\\n").replace("\r", "\\r")
            lines.append(f'{name}="{escaped}"\n')
        else:
            lines.append(f"{name}='{value}'\n")
    return "".join(lines)


def plural(count, noun):
    return f"{count} {noun}" + ("" if count == 1 else "s")


def section(text, name):
    """The lines of one key of app.yaml."""
    match = re.search(rf"^{name}:\n((?:(?: .*)?\n)*)", text, re.MULTILINE)
    return match[1] if match else ""


def compose_files(text):
    """The Compose files that app.yaml names."""
    stack = section(text, "stack")
    one = re.search(r"^  compose: (\S+)$", stack, re.MULTILINE)
    return [one[1]] if one else re.findall(r"^    - (\S+)$", stack, re.MULTILINE)


def asked(text):
    """What app.yaml asks a user for, and how many secrets it makes."""
    required, optional = [], 0
    for name, body in re.findall(r"^  (\w+):\n((?:    .*\n)*)", section(text, "parameters"), re.MULTILINE):
        if "    required: false\n" in body or re.search(r"^    default:", body, re.MULTILINE):
            optional += 1
        else:
            required.append(f"`{name}`")
    secrets = len(re.findall(r"^  \w+:$", section(text, "secrets"), re.MULTILINE))
    return (f"asks for {', '.join(required) or 'nothing'}; {plural(optional, 'optional parameter')}, "
            f"{plural(secrets, 'secret')} made")


def read_original(copy, case, filled):
    """Compose's reading of the original; with the import's values of its variables only where it takes no other."""
    folder = os.path.dirname(os.path.join(copy, case["files"][0]))
    paths = [os.path.join(copy, file) for file in case["files"]]
    example = open(os.path.join(copy, case["env"]), encoding="utf-8").read() if "env" in case else ""
    if example:
        with open(os.path.join(folder, case.get("becomes", ".env")), "w", encoding="utf-8") as file:
            file.write(example)
    read, why = config(compose, paths, folder, work, profiles=["*"])
    if read is not None:
        return read, folder, ""
    path = os.path.join(folder, ".env")
    own = open(path, encoding="utf-8").read() if os.path.exists(path) else ""
    named = set(re.findall(r"^\s*(?:export\s+)?(\w+)\s*=", own, re.MULTILINE))
    with open(path, "w", encoding="utf-8") as file:
        file.write(own + "\n" + dotenv({name: value for name, value in filled.items() if name not in named}))
    return *config(compose, paths, folder, work, profiles=["*"])[:1], folder, why.replace(copy + "/", "")


def comparable(read, folder):
    """Without the folder that it is in."""
    return json.loads(json.dumps(read).replace(os.path.realpath(folder), "FOLDER"))


def shown(value):
    if value in (None, ""):
        return "nothing" if value is None else "an empty value"
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True)
    return f"`{text[:70]}…`" if len(text) > 70 else f"`{text}`"


def is_reported(key, port, report, lines):
    """Whether the import's report names what differs, or the variable that it is made of."""
    texts = [item["text"] for item in report if item["outcome"] != "review"]
    if port:
        return any(re.search(rf"\bport {port}\b", text) for text in texts)
    named = {name for text in texts for name in re.findall(r"`([^` ]+)`", text)}
    made_of = [re.findall(r"\$\{?(\w+)", line) for line in lines if re.search(rf"\b{re.escape(key)}\b", line)]
    return key in named or any(name in named for names in made_of for name in names)


def told_differences(original, result, report, lines):
    """The differences in words, each once for all services or volumes that have it, and whether all are reported."""
    groups = {}
    for where, one, other in differences(original, result):
        kind, name, rest = (where.split(".", 2) + ["", ""])[:3]
        # A volume's name has its own in it.
        values = tuple(shown(value).replace(name, "NAME") if name else shown(value) for value in (one, other))
        index = re.match(r"ports\[(\d+)\]", rest)
        port = original[kind][name]["ports"][int(index[1])].get("published", "") if index else ""
        key = name if kind == "volumes" else rest.rpartition(".")[2]
        said = is_reported(key, port, report, lines)
        groups.setdefault((kind, rest, *values, said), []).append(name)
    words = []
    for (kind, rest, one, other, said), names in groups.items():
        of = f"{len(names)} {kind}" if len(names) > 3 else ", ".join(f"`{name}`" for name in names)
        unsaid = "" if said else " (the report does not say so)"
        words.append(f"`{rest or kind}` of {of}: {one}, now {other}{unsaid}")
    return "; ".join(words), all(key[-1] for key in groups)


def imported(number, project, case):
    base = os.path.join(projects, project["folder"])
    row = Row(project, " + ".join(case["files"]))
    if "env" in case:
        row.file += ", with " + os.path.basename(case["env"])
    sources = [os.path.join(base, file) for file in case["files"]]
    for source in sources:
        if not os.path.exists(source):
            sys.exit(f"error: there is no {source}\nhelp: have {project['source']} at {project['commit']} in {base}")
        row.lines += len(open(source, encoding="utf-8").readlines())
    output = os.path.join(work, str(number), "apps")
    os.makedirs(output)
    command = [landfall, "import", sources[0], "--output", output, "--json"]
    for overlay in sources[1:]:
        command += ["--overlay", overlay]
    if "env" in case:
        command += ["--env", os.path.join(base, case["env"])]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        told = json.loads(run.stdout)["apps"][0]
    except (ValueError, LookupError):
        sys.exit(f"error: {' '.join(command)} ended with {run.returncode}\n{run.stderr}")
    row.result = told["result"]
    for item in told["report"]:
        if item["outcome"] == "refused":
            row.notes.append(f"refused, line {item['line']}: {item['text']}")
    errors = [finding for finding in told["findings"] if finding["severity"] == "error"]
    row.notes += [f"refused, line {finding['line']}: {finding['message']}" for finding in errors]
    app = os.path.join(told.get("folder") or "", "app.yaml")
    if not os.path.exists(app):
        row.notes.append(told["reason"])
        return row
    checked = subprocess.run([landfall, "check", app], capture_output=True, text=True, check=False)
    row.check = "no" if checked.returncode else "yes"
    text = open(app, encoding="utf-8").read()
    filled = variables(app)
    # A machine writes it.
    with open(os.path.join(told["folder"], ".env"), "w", encoding="utf-8") as file:
        file.write(dotenv(filled))
    files = [os.path.join(told["folder"], file) for file in compose_files(text)]
    result, why = config(compose, files, told["folder"], work, profiles=["*"])
    row.taken = "yes" if result is not None else "no: " + why
    copy = os.path.join(work, str(number), "original")
    shutil.copytree(base, copy, symlinks=True)
    original, folder, lacking = read_original(copy, case, filled)
    if original is None:
        row.same = "Compose refuses the original: " + lacking
    else:
        row.services = len(original["services"])
        if lacking:
            row.notes.append("Compose refuses the original without values, so it had the import's: " + lacking)
        if result is not None:
            lines = [line for source in sources for line in open(source, encoding="utf-8")]
            differing, row.reported = told_differences(
                comparable(original, folder), comparable(result, told["folder"]), told["report"], lines)
            row.same = "but for " + differing if differing else "yes"
    row.notes.append(asked(text))
    row.notes.append(plural(sum(item["outcome"] == "review" for item in told["report"]), "point") + " to look at")
    row.passes = row.result == "accepted" and row.check == "yes" and result is not None
    return row


cases = [(project, case) for project in listed for case in project["imports"]]
with concurrent.futures.ThreadPoolExecutor(4) as pool:
    rows = list(pool.map(lambda pair: imported(pair[0], *pair[1]), enumerate(cases)))
whole = [p for p in listed if all(row.passes for row in rows if row.project is p)]
some = [p for p in listed if any(row.passes for row in rows if row.project is p)]
partly = [p["project"] for p in some if p not in whole]
passing = sum(row.passes for row in rows)
alike = sum(row.same == "yes" for row in rows if row.passes)
explained = sum(row.reported and row.same != "yes" for row in rows if row.passes)
summary = f"{len(whole)} of {len(listed)} projects pass with every file that was tried"
if partly:
    summary += f", and {', '.join(partly)} with some"

print(f"""## Large projects

Made by `Scripts/import-projects`; do not edit this part. `Scripts/import-projects.json` lists the projects; none of
their files is in this repository. Each Compose file goes through `landfall import FILE --env EXAMPLE`, and nobody
edits the result. It passes if the import refuses nothing, `landfall check` finds no error, and Docker Compose takes
it. No app was started.

- {summary}.
- {passing} of the {len(rows)} files pass. Docker Compose reads {alike} of them as the same project, with all
  profiles on, but for values that app.yaml fills in: secrets, parameters and addresses.
- For {explained} more, the import's report names each variable, port and volume that differs. The table says how.

| Project | Compose file | Lines | Services | Passes `check` | Compose takes it | The same as the original | \
Asked for, or refused |
|---|---|---|---|---|---|---|---|""")
for row in rows:
    cells = [row.project["project"], row.file, str(row.lines), str(row.services or "—"), row.check, row.taken]
    cells += [row.same, "; ".join(row.notes)]
    print("| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |")
print("""
A volume that was external is Compose's own, since nobody makes it on a new machine; the project's name was `app`.
What the report wants looked at, such as moving tags, missing healthchecks and `docker.sock`, is only counted here.

What was imported:

| Project | Source | Commit | What there was of it |
|---|---|---|---|""")
for project in listed:
    print(f"| {project['project']} | {project['source']} | {project['commit']} | {project['input']} |")
print(f"{summary}; {passing} of {len(rows)} files pass, {alike} the same, {explained} more as told", file=sys.stderr)
for row in rows:
    if not row.passes:
        print(f"{row.project['project']}, {row.file}: {'; '.join(row.notes)}", file=sys.stderr)
