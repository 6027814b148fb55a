"""Starts the program on a fresh folder and asks whether it is well, then stops it.

Standard library only. Usage: smoke.py BINARY
"""

import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(url):
    """The status of an address, or None while nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=3) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


def wait_ready(server, url, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if server.poll() is not None:
            raise AssertionError(f"the server ended with {server.returncode} while starting")
        if answers(f"{url}/readyz") == 200:
            return
        time.sleep(0.1)
    raise AssertionError(f"{url}/readyz did not answer 200 within {seconds} s")


def check(binary, folder, url, environment, server):
    wait_ready(server, url)
    for path, wanted in {"/": 200, "/healthz": 200, "/sign-in": 200, "/no-such-page": 404}.items():
        status = answers(url + path)
        assert status == wanted, f"{path} answered {status}, not {wanted}"
    for command in (["doctor"], ["migrate", "--check"], ["audit", "verify"]):
        run = subprocess.run(
            [binary, *command], cwd=folder, env=environment, capture_output=True, text=True, timeout=60
        )
        print(f"$ rightsdesk {' '.join(command)} -> {run.returncode}")
        assert run.returncode == 0, f"{run.stdout}\n{run.stderr}"
    wrong = subprocess.run([binary, "no-such-command"], cwd=folder, env=environment, capture_output=True)
    assert wrong.returncode == 2, f"wrong usage ended with {wrong.returncode}, not 2"


def main(binary):
    with tempfile.TemporaryDirectory(prefix="rightsdesk-smoke-") as folder:
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("RIGHTSDESK__")},
            "RIGHTSDESK__DATA_DIR": folder,
            "RIGHTSDESK__DATABASE__URL": f"sqlite://{folder}/rightsdesk.db",
            "RIGHTSDESK__SERVER__LISTEN": f"127.0.0.1:{port}",
            "RIGHTSDESK__SERVER__PUBLIC_URL": url,
            "RIGHTSDESK__MAIL__TRANSPORT": "file",
            "RIGHTSDESK__MAIL__DIRECTORY": f"{folder}/mail",
        }
        log = pathlib.Path(folder, "output.log")
        with log.open("w") as output:
            server = subprocess.Popen(
                [binary], cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT
            )
            try:
                check(binary, folder, url, environment, server)
                server.send_signal(signal.SIGTERM)
                code = server.wait(timeout=15)
                assert code == 0, f"the server ended with {code} when asked to stop"
                said = log.read_text()
                assert re.search(r"https?://\S+[A-Za-z0-9_-]{20,}", said), "no link for the first admin"
            except (AssertionError, subprocess.TimeoutExpired) as error:
                print(f"smoke test failed: {error}\n--- output of the server\n{log.read_text()[-4000:]}")
                print("0 passed, 1 failed")
                return 1
            finally:
                if server.poll() is None:
                    server.kill()
                    server.wait()
    print("1 passed, 0 failed")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
