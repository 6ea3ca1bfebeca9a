"""Serving the local network: addresses, key, command, and no server left behind."""

from __future__ import annotations

import argparse
import ipaddress
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from backlot.errors import DataError
from backlot.rooms import cli, here, serve
from backlot.rooms.guard import KEY
from backlot.rooms.here import is_loopback, is_loopback_name, lan_addresses
from backlot.rooms.routes import GUEST_ADDRESS
from backlot.rooms.serve import Plan, end, guide_key, make_plan, running

PLAN = Plan(("192.168.1.5", "10.0.0.9"), "0.0.0.0", 8765, "k" * 26)  # noqa: S104
FOREVER = "import signal, time; {}; print('begun', flush=True); time.sleep(600)"


def test_addresses_are_those_others_reach() -> None:
    """None of them leads back to whoever opens it."""
    for address in lan_addresses():
        assert not ipaddress.ip_address(address).is_loopback


def test_nothing_is_sent_to_find_the_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Interfaces and the machine's own name are asked, each address is named once, loopback never."""
    monkeypatch.setattr(here, "_of_interfaces", lambda: ["192.168.1.5", "127.0.0.1", "169.254.9.9"])
    monkeypatch.setattr(here, "_of_name", lambda: ["127.0.1.1", "10.0.0.9", "192.168.1.5"])
    assert ["192.168.1.5", "10.0.0.9"] == lan_addresses()


def test_this_machine_is_told_from_others() -> None:
    """By address and by name."""
    assert all(map(is_loopback, ("127.0.0.1", "127.255.0.1", "::1", "::ffff:127.0.0.1", "::1%lo")))
    assert not any(
        map(is_loopback, ("192.168.1.5", "::ffff:10.0.0.1", "localhost", "", "127.0.0.1.example"))
    )
    assert all(map(is_loopback_name, ("localhost", "LocalHost", "127.0.0.1", "[::1]")))
    assert not is_loopback_name("localhost.example")


def test_the_key_is_kept_for_its_owner_only(tmp_path: Path) -> None:
    """A guide's tablet is still known after a new start; nobody else on the machine reads the key."""
    key = guide_key(tmp_path / "home")
    assert re.fullmatch("[a-z2-7]{26}", key)
    assert key == guide_key(tmp_path / "home")
    file = tmp_path / "home" / serve.KEY_FILE
    if os.name != "nt":
        assert 0o600 == stat.S_IMODE(file.stat().st_mode)
    assert key != guide_key(tmp_path / "home", new=True)
    assert 0o600 == stat.S_IMODE(file.stat().st_mode) or os.name == "nt"


@pytest.mark.parametrize("damage", ["", "short\n", "x" * 500])
def test_a_damaged_key_is_made_anew(tmp_path: Path, damage: str) -> None:
    """A weak one never serves."""
    (tmp_path / serve.KEY_FILE).write_text(damage, encoding="ascii")
    assert 26 == len(guide_key(tmp_path))


def test_the_command_names_the_hosts_and_not_the_key() -> None:
    """Everybody on a machine can read commands; the environment only its owner."""
    command = " ".join(PLAN.command())
    for host in ("localhost", "127.0.0.1", "192.168.1.5", "10.0.0.9"):
        assert f"--server.allowedHosts={host}" in command
    assert "--server.address=0.0.0.0 --server.port=8765" in command
    assert "--browser.serverAddress=192.168.1.5" in command
    assert PLAN.key not in command
    environment = PLAN.environment()
    assert (PLAN.key, "http://192.168.1.5:8765") == (environment[KEY], environment[GUEST_ADDRESS])


def test_streamlit_understands_every_option() -> None:
    """Their names are those of the version that is pinned."""
    from streamlit import config

    for option in PLAN.command()[5:]:
        assert option.removeprefix("--").partition("=")[0] in config.get_config_options()


def test_a_host_named_is_the_only_one_listened_on(tmp_path: Path) -> None:
    """A free port is found where none is asked for."""
    plan = make_plan(tmp_path, host="127.0.0.1", port=0)
    assert (("127.0.0.1",), "127.0.0.1") == (plan.addresses, plan.bind)
    assert plan.port > 0


def test_a_port_that_is_taken_is_said_so(tmp_path: Path) -> None:
    """Before anything is started."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(DataError, match="port"):
            make_plan(tmp_path, host="127.0.0.1", port=other.getsockname()[1])


def test_a_machine_in_no_network_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is nobody to serve."""
    monkeypatch.setattr(serve, "lan_addresses", list)
    with pytest.raises(DataError, match="network"):
        make_plan(tmp_path)


def test_the_server_ends_with_the_block() -> None:
    """Also when the block is left by an error."""
    with pytest.raises(RuntimeError, match="left"), running(_python(""), dict(os.environ)) as child:
        raise RuntimeError("left")
    assert child.poll() is not None


@pytest.mark.skipif(os.name == "nt", reason="Windows ends a process without asking it")
def test_a_server_that_will_not_end_is_made_to() -> None:
    """Followers that stay on the line keep nobody waiting."""
    deaf = _python("signal.signal(signal.SIGTERM, signal.SIG_IGN)")
    with subprocess.Popen(deaf, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        end(child, patience_s=0.2)
    assert -signal.SIGKILL == child.returncode


@pytest.mark.skipif(os.name == "nt", reason="Windows ends a process without asking it")
def test_who_ends_serving_ends_the_server() -> None:
    """A terminal that is closed, a service that is stopped: no server stays behind."""
    script = (
        "import os, sys\nfrom backlot.rooms.serve import running\n"
        "with running([sys.executable, '-c', 'import time; time.sleep(600)'], dict(os.environ)) as child:\n"
        "    print(child.pid, flush=True)\n    child.wait()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=serve.ROOT
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.terminate()
        parent.wait(20)
    until = time.monotonic() + 10
    while _runs(child) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _runs(child)


def test_address_code_and_key_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """In the language asked for; the code to scan is the guide's, not the guests'."""
    for code, said in (("en", "Address:"), ("ko", "주소:")):
        cli._show(PLAN, code)
        out = capsys.readouterr().out
        assert said in out
        assert f"http://192.168.1.5:8765/guide/{PLAN.key}\n" in out
        assert "http://10.0.0.9:8765" in out
        assert "█" in out or "▄" in out


def test_what_hinders_is_a_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, own_home: Path
) -> None:
    """Not a stack trace; the status is 1."""
    monkeypatch.setattr(serve, "lan_addresses", list)
    assert 1 == _parsed("serve").run(_parsed("serve"))
    assert "network" in capsys.readouterr().err


def test_the_command_line_takes_a_port_or_says_no(capsys: pytest.CaptureFixture[str]) -> None:
    """Between 0 and 65535."""
    args = _parsed("serve", "--port", "9000", "--host", "192.168.1.5", "--new-key", "--lang", "ko")
    assert (9000, "192.168.1.5", True, "ko") == (args.port, args.host, args.new_key, args.lang)
    for port in ("-1", "65536", "http"):
        with pytest.raises(SystemExit):
            _parsed("serve", "--port", port)
    assert "--port" in capsys.readouterr().err


def _parsed(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    cli.add_parser(parser.add_subparsers())
    return parser.parse_args(words)


def _python(before: str) -> list[str]:
    return [sys.executable, "-c", FOREVER.format(before or "pass")]


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{process}/stat")
    # one that has ended and that nobody has asked about yet does not run
    return not (status.exists() and status.read_text(encoding="ascii").split(")")[-1].split()[0] == "Z")
