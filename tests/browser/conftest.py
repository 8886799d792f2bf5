"""A real browser against the real server and the whole fictional city, as a newcomer would meet them."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests import living

from .person import Person

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PATIENCE = 60  # seconds


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder."""
    for item in items:
        if "browser" in Path(str(item.fspath)).parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a freshly built わがまち市, served as ``wagamachi demo`` serves it.

    ``WAGAMACHI_TEST_CITY`` names a city that is already served, for a quick look at one test.
    """
    if running := os.environ.get("WAGAMACHI_TEST_CITY"):
        yield running
        return
    home = tmp_path_factory.mktemp("city") / "home"
    shutil.copytree(living.home(), home)
    port = _free_port()
    env = os.environ | {"WAGAMACHI_HOME": str(home), "DJANGO_SETTINGS_MODULE": ""}
    env["DJANGO_SETTINGS_MODULE"] = "wagamachi.config.settings"
    env["PYTHONPATH"] = str(living.ROOT / "src")
    env.pop("WAGAMACHI_DATABASE_URL", None)
    command = [sys.executable, "-m", "wagamachi", "demo", "--port", str(port)]
    log = (home / "log").open("w")
    server = subprocess.Popen(command, env=env, stdout=log, stderr=subprocess.STDOUT)
    base = f"http://127.0.0.1:{port}"
    try:
        _wait_for(base, server, home / "log")
        yield base
    finally:
        server.terminate()
        server.wait(timeout=30)
        log.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait_for(base: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            with urlopen(f"{base}/healthz", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.5)
    pytest.fail(f"the city did not come up:\n{log.read_text(encoding='utf-8')[-4000:]}")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for all walks, gone after the last: its event loop would be in other tests' way."""
    if CHROMIUM is None:
        pytest.skip("Chromium がありません（apt install chromium）")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(params=[360, 1280], ids=["phone", "desk"])
def width(request: pytest.FixtureRequest) -> int:
    """Both widths are first-class layouts."""
    width: int = request.param
    return width


@pytest.fixture
def people(browser: Browser, city: str, width: int) -> Iterator["People"]:
    """Log people in, each in a browser of their own."""
    people = People(browser, city, width)
    yield people
    people.leave()


class People:
    """Whoever is needed for a scene, logged in once."""

    def __init__(self, browser: Browser, base: str, width: int) -> None:
        self._browser, self._base, self._width = browser, base, width
        self._known: dict[str, Person] = {}

    def __call__(self, username: str) -> Person:
        if username not in self._known:
            self._known[username] = Person(self._page(), self._base, self._width)
            self._known[username].log_in(username)
        return self._known[username]

    def visitor(self) -> Person:
        """Return somebody who is not logged in."""
        return Person(self._page(), self._base, self._width)

    def leave(self) -> None:
        for person in self._known.values():
            person.page.context.close()

    def _page(self) -> Page:
        view = {"width": self._width, "height": 900}
        return self._browser.new_context(viewport=view, locale="ja-JP", bypass_csp=True).new_page()
