"""Compose's reading of what `landfall import` writes, and whether it agrees with that of the original."""
import json
import os
import re
import subprocess


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


def config(compose, paths, folder, home, values=None, profiles=()):
    """Compose's reading of files, and why it refuses them."""
    environment = {"PATH": os.environ["PATH"], "HOME": home, **(values or {})}
    command = [compose]
    for path in paths:
        command += ["-f", path]
    for profile in profiles:
        command += ["--profile", profile]
    command += ["-p", "app", "--project-directory", folder, "config", "--format", "json"]
    run = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if run.returncode:
        return None, (run.stderr.strip().splitlines() or [f"exit code {run.returncode}"])[-1].replace(home + "/", "")
    return json.loads(run.stdout), ""


def differences(original, result, where=""):
    """Where two readings differ, with both values; what app.yaml fills in is left out of the comparison."""
    if isinstance(original, dict) and isinstance(result, dict):
        for key in sorted(original.keys() | result.keys()):
            if key in original and key in result:
                yield from differences(original[key], result[key], f"{where}.{key}".lstrip("."))
            else:
                yield f"{where}.{key}".lstrip("."), original.get(key), result.get(key)
    elif isinstance(original, list) and isinstance(result, list) and len(original) == len(result):
        for number, pair in enumerate(zip(original, result)):
            yield from differences(*pair, f"{where}[{number}]")
    elif isinstance(result, str) and "{{" in result:
        pieces = [re.escape(piece) for piece in re.split(r"\{\{.*?\}\}", result)]
        if not re.fullmatch(".*".join(pieces), str(original), re.DOTALL):
            yield where, original, result
    elif original != result:
        yield where, original, result


def same(original, result):
    """Whether two readings agree."""
    return next(differences(original, result), None) is None
