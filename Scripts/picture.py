"""Prints a page with the picture between its marks drawn again, from `swift package describe --type json`.

An arrow means "uses". What a module reaches through another one has no arrow of its own, so that the picture stays
readable: the compiler checks the arrows, the picture shows the order.
"""
import json
import sys

BEGIN, END = "<!-- modules: Scripts/picture draws this -->", "<!-- end of modules -->"

modules = {
    target["name"]: set(target.get("target_dependencies") or [])
    for target in json.load(sys.stdin)["targets"]
    if target["type"] in ("library", "executable") and target["name"] != "TestSupport"
}
uses = {name: dependencies & modules.keys() for name, dependencies in modules.items()}


def reach(name):
    """Every module that this one uses, directly or through others."""
    return uses[name].union(*(reach(other) for other in uses[name]))


machine, publisher = reach("firstboot") | {"firstboot"}, reach("landfall") | {"landfall"}
sides = [
    ("publisher", "the publisher's side", publisher - machine),
    ("machine", "the machine's side", machine - publisher),
    ("both", "both sides", machine & publisher),
]
lines = ["```mermaid", "flowchart TD"]
for identifier, title, names in sides:
    lines.append(f'    subgraph {identifier}["{title}"]')
    lines += [f"        {name}" for name in sorted(names)]
    lines.append("    end")
for name in sorted(uses):
    through = set().union(*(reach(other) for other in uses[name]))
    lines += [f"    {name} --> {other}" for other in sorted(uses[name] - through)]
lines.append("```")

with open(sys.argv[1], encoding="utf-8") as file:
    text = file.read()
before, _, rest = text.partition(BEGIN)
_, end, after = rest.partition(END)
if not end:
    sys.exit(f"{sys.argv[1]} lacks the lines {BEGIN} and {END}")
print(before + "\n".join([BEGIN, *lines, END]) + after, end="")
