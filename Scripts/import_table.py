"""Prints the table of docs/import-table.md; see Scripts/import-table."""
import concurrent.futures
import json
import os
import re
import subprocess
import sys
import time

landfall, compose, templates, work = sys.argv[1:]


def variables(app):
    """The values of app.yaml's `env`, each with its templates as they are."""
    found, inside = {}, False
    for line in open(app, encoding="utf-8"):
        if not line.startswith(" "):
            inside = line.startswith("env:")
        elif inside:
            name, _, value = line.strip().partition(": ")
            found[name] = json.loads(value) if value.startswith('"') else value
    return found


def config(path, values, folder):
    """Compose's reading of a file, and why it refuses it."""
    environment = {"PATH": os.environ["PATH"], "HOME": work, **values}
    command = [compose, "-f", path, "-p", "app", "--project-directory", folder, "config", "--format", "json"]
    run = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if run.returncode:
        return None, run.stderr.strip().splitlines()[-1].replace(work + "/", "")
    return json.loads(run.stdout), ""


def comparable(read):
    """Without what an import adds: published ports, and volumes that were nowhere declared."""
    for service in read.get("services", {}).values():
        service.pop("ports", None)
    read.pop("volumes", None)
    return read


def row(name):
    base = os.path.splitext(name)[0]
    line = results[name]
    folder = os.path.join(work, re.sub("[^a-z0-9]+", "-", base.lower())[:31].strip("-"))
    if not os.path.exists(folder):
        folder += "-app"
    if not os.path.exists(os.path.join(folder, "app.yaml")):
        return name, line, "—", "—"
    values = variables(os.path.join(folder, "app.yaml"))
    result, why = config(os.path.join(folder, "compose.yaml"), values, folder)
    if result is None:
        return name, line, "refused: " + why, "—"
    original, _ = config(os.path.join(templates, name), values, folder)
    if original is None:
        return name, line, "accepted", "refused as it was"
    same = comparable(original) == comparable(result)
    return name, line, "accepted", "the same" if same else "differs"


start = time.monotonic()
run = subprocess.run([landfall, "import", templates, "--output", work], capture_output=True, text=True, check=False)
seconds = time.monotonic() - start
results = {}
for line in run.stdout.splitlines():
    match = re.match(re.escape(templates) + r"/(\S+) +((?:accepted|refused|not written).*)", line)
    if match:
        results[match[1]] = match[2].replace(work + "/", "")
with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
    rows = list(pool.map(row, sorted(results)))

accepted = sum(line == "accepted" for _, line, _, _ in rows)
partly = sum(line.startswith("accepted, but") for _, line, _, _ in rows)
taken = sum(result == "accepted" for _, _, result, _ in rows)
same = sum(original == "the same" for _, _, _, original in rows)
differing = sum(original == "differs" for _, _, _, original in rows)
print("# What `landfall import` makes of Coolify's templates\n")
print("Made by `Scripts/import-table`; do not edit it. The templates are every third one of github.com/coollabsio/coolify,")
print("`templates/compose`, at commit 379abb252621f34b318190bd49b614aed9818716.\n")
print(f"- {accepted} of {len(rows)} are imported whole and pass `landfall check`; {partly} more pass, and something in them was")
print("  refused.")
print(f"- Docker Compose accepts {taken} of the results.")
print(f"- Of the originals it accepts {same + differing}; for {same} of them it reads the result as the same project, but for the")
print("  published ports.\n")
print("| Template | Import | Compose on the result | Compose on the original |\n|---|---|---|---|")
for cells in rows:
    print("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
print(f"{accepted} of {len(rows)} accepted, Compose {taken}, the same {same}, {seconds:.2f} s", file=sys.stderr)
