"""Prints the table of docs/import-table.md; see Scripts/import-table."""
import concurrent.futures
import json
import os
import re
import subprocess
import sys
import time

from import_reading import config, same, variables

landfall, compose, templates, work = sys.argv[1:]
# Dokploy has a folder for each template, and Coolify a file.
folders = sorted(n for n in os.listdir(templates) if os.path.exists(os.path.join(templates, n, "template.toml")))
dokploy = bool(folders)


def comparable(read):
    """Without what an import adds: published ports, and volumes that were nowhere declared."""
    if dokploy:
        # Dokploy keeps the files beside the folder of the Compose file.
        text = json.dumps(read).replace(work + "/files", "FILES")
        read = json.loads(re.sub(re.escape(work) + "/[^/\"]+/files", "FILES", text))
        # Dokploy makes its networks, and Compose those of a machine.
        read.pop("networks", None)
    for service in read.get("services", {}).values():
        service.pop("ports", None)
    read.pop("volumes", None)
    return read


def row(name):
    base = name if dokploy else os.path.splitext(name)[0]
    line = results[name]
    folder = os.path.join(work, re.sub("[^a-z0-9]+", "-", base.lower())[:31].strip("-"))
    if not os.path.exists(folder):
        folder += "-app"
    if not os.path.exists(os.path.join(folder, "app.yaml")):
        return name, line, "—", "—"
    values = variables(os.path.join(folder, "app.yaml"))
    # A machine writes it.
    open(os.path.join(folder, ".env"), "a", encoding="utf-8").close()
    result, why = config(compose, [os.path.join(folder, "compose.yaml")], folder, work, values)
    if result is None:
        return name, line, "refused: " + why, "—"
    source = os.path.join(templates, name, "docker-compose.yml") if dokploy else os.path.join(templates, name)
    original, _ = config(compose, [source], folder, work, values)
    if original is None:
        return name, line, "accepted", "refused as it was"
    agree = same(comparable(original), comparable(result))
    return name, line, "accepted", "the same" if agree else "differs"


start = time.monotonic()
paths = [os.path.join(templates, name, "docker-compose.yml") for name in folders] or [templates]
run = subprocess.run([landfall, "import", *paths, "--output", work], capture_output=True, text=True, check=False)
seconds = time.monotonic() - start
results = {}
for line in run.stdout.splitlines():
    match = re.match(re.escape(templates) + r"/(\S+?)(?:/docker-compose.yml)? +((?:accepted|refused|not written).*)", line)
    if match:
        results[match[1]] = match[2].replace(work + "/", "")
with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
    rows = list(pool.map(row, sorted(results)))

accepted = sum(line == "accepted" for _, line, _, _ in rows)
partly = sum(line.startswith("accepted, but") for _, line, _, _ in rows)
taken = sum(result == "accepted" for _, _, result, _ in rows)
alike = sum(original == "the same" for _, _, _, original in rows)
differing = sum(original == "differs" for _, _, _, original in rows)
if dokploy:
    print("# What `landfall import` makes of Dokploy's templates\n")
    print("Made by `Scripts/import-table`; do not edit it. The templates are those of github.com/Dokploy/templates,")
    print("`blueprints`, at commit 285e667c6866, each with its `template.toml`.\n")
else:
    print("# What `landfall import` makes of Coolify's templates\n")
    print("Made by `Scripts/import-table`; do not edit it. The templates are every third one of github.com/coollabsio/coolify,")
    print("`templates/compose`, at commit 379abb252621f34b318190bd49b614aed9818716.\n")
print(f"- {accepted} of {len(rows)} are imported whole and pass `landfall check`; {partly} more pass, and something in them was")
print("  refused.")
print(f"- Docker Compose accepts {taken} of the results.")
print(f"- Of the originals it accepts {alike + differing}; for {alike} of them it reads the result as the same project, but for the")
print("  published ports and the secrets' values.\n")
if dokploy:
    print("The table has those of which that is not so.\n")
    rows = [cells for cells in rows if cells[1:3] != ("accepted", "accepted") or cells[3] == "differs"]
total = len(results)
print("| Template | Import | Compose on the result | Compose on the original |\n|---|---|---|---|")
for cells in rows:
    print("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
print(f"{accepted} of {total} accepted, Compose {taken}, the same {alike}, {seconds:.2f} s", file=sys.stderr)
