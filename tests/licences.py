"""Licences and origins of everything the product is built from, read from `cargo metadata`.

A package passes when its SPDX expression can be met with licences of ALLOWED alone. Standard
library only, no network. Every run first plants violations, to show that the check can fail.
"""

import json
import re
import subprocess
import sys

ALLOWED = {
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",  # Mozilla's root certificates, as data
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",  # copyleft for its own files only
    "PostgreSQL",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
}

# Packages that must not be pulled in by anybody, each with what is used instead.
BANNED = {"openssl": "rustls", "native-tls": "rustls", "async-std": "tokio"}

# Packages that must not be named in Cargo.toml, though others may bring them.
BANNED_DIRECT = {"time": "chrono"}

CRATES_IO = "registry+https://github.com/rust-lang/crates.io-index"


def allowed(expression):
    """Whether an SPDX expression can be met. A slash is the old spelling of OR."""
    tokens = re.findall(r"[()]|[A-Za-z0-9.+-]+", (expression or "").replace("/", " OR "))
    position = 0
    malformed = []

    def peek():
        return tokens[position] if position < len(tokens) else None

    def take():
        nonlocal position
        position += 1
        return tokens[position - 1] if position <= len(tokens) else None

    def either():
        result = both()
        while peek() == "OR":
            take()
            right = both()
            result = result or right
        return result

    def both():
        result = one()
        while peek() == "AND":
            take()
            right = one()
            result = result and right
        return result

    def one():
        name = take()
        if name == "(":
            result = either()
            malformed.extend([] if take() == ")" else [name])
            return result
        if peek() == "WITH":
            take()
            name = f"{name} WITH {take()}"
        malformed.extend([name] if name in (None, ")", "AND", "OR", "WITH") else [])
        return name in ALLOWED

    met = either()
    return met and not malformed and position == len(tokens)


def complaints(metadata):
    """One sentence for every package that may not be here."""
    members = set(metadata["workspace_members"])
    direct = {
        dependency["name"]
        for package in metadata["packages"]
        if package["id"] in members
        for dependency in package["dependencies"]
    }
    found = []
    for package in metadata["packages"]:
        name = f"{package['name']} {package['version']}"
        if not allowed(package.get("license")):
            found.append(f"{name}: the licence {package.get('license')!r} is not on the list")
        if package["id"] not in members and package.get("source") != CRATES_IO:
            found.append(f"{name}: comes from {package.get('source')!r}, not from crates.io")
        instead = BANNED.get(package["name"])
        if package["name"] in direct:
            instead = instead or BANNED_DIRECT.get(package["name"])
        if instead:
            found.append(f"{name}: is banned; use {instead}")
    return found


def self_test():
    """Plants what must be found, and what must not be."""
    for good in (
        "MIT",
        "MIT/Apache-2.0",
        "GPL-3.0-only OR MIT",
        "(MIT OR GPL-2.0-only) AND Unicode-3.0",
        "Apache-2.0 WITH LLVM-exception OR GPL-3.0-only",
    ):
        assert allowed(good), good
    for bad in (
        None,
        "",
        "GPL-3.0-only",
        "AGPL-3.0-or-later",
        "LGPL-2.1-or-later",
        "MIT AND GPL-3.0-only",
        "MIT OR",
        "(MIT",
        "Apache-2.0 WITH Classpath-exception-2.0",
        "MIT GPL-3.0-only",
    ):
        assert not allowed(bad), bad
    package = {"id": "x", "name": "x", "version": "1.0.0", "license": "MIT", "source": CRATES_IO}
    own = {"id": "own", "name": "own", "version": "1.0.0", "license": "MIT", "dependencies": []}

    def judged(dependencies=(), **change):
        mine = {**own, "dependencies": [{"name": name} for name in dependencies]}
        return complaints({"workspace_members": ["own"], "packages": [mine, {**package, **change}]})

    assert judged() == []
    assert len(judged(license="AGPL-3.0-only")) == 1
    assert len(judged(source="git+https://example.org/x")) == 1
    assert len(judged(name="openssl")) == 1
    assert judged(name="time") == []
    assert len(judged(["time"], name="time")) == 1


def main():
    """Judges this repository; prints the usual last line."""
    self_test()
    run = subprocess.run(
        ["cargo", "metadata", "--format-version", "1", "--locked", "--all-features"],
        check=False,
        capture_output=True,
        text=True,
    )
    if run.returncode != 0:
        sys.exit(f"cargo metadata failed: {run.stderr}")
    metadata = json.loads(run.stdout)
    found = complaints(metadata)
    count = len(metadata["packages"])
    if count < 10:
        found.append(f"only {count} packages were seen")
    for what in found:
        print(what)
    print(f"{count - len(found)} passed, {len(found)} failed")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
