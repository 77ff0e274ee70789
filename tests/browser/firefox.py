"""Debian's Firefox through WebDriver BiDi; Playwright drives only builds of its own."""

import json
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests import needs

# Dark is 0, light is 1; the rest keeps it from asking the network for anything.
SETTINGS = {
    "layout.css.prefers-color-scheme.content-override": 1,
    "remote.active-protocols": 1,
    "app.update.enabled": False,
    "browser.safebrowsing.update.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
    "security.fileuri.strict_origin_policy": False,
}


class Firefox:
    """One window; `evaluate` runs a function's text in its page and returns what it returns."""

    def __init__(self, line: Any) -> None:
        self._line = line
        self._count = 0
        self.said: list[str] = []  # what pages log as warnings or errors, or throw
        self._send("session.new", capabilities={})
        self._window = self._send("browsingContext.getTree")["contexts"][0]["context"]
        self._send("session.subscribe", events=["log.entryAdded"])

    def _send(self, method: str, **params: Any) -> dict[str, Any]:
        self._count += 1
        self._line.send(json.dumps({"id": self._count, "method": method, "params": params}))
        while True:
            answer = json.loads(self._line.recv(timeout=60))
            if answer.get("method") == "log.entryAdded" and answer["params"]["level"] in ("warn", "error"):
                self.said.append(str(answer["params"]["text"]))
            if answer.get("id") == self._count:
                assert answer["type"] == "success", answer
                return dict(answer["result"])

    def open(self, address: str, width: int, height: int, ratio: float = 1.0) -> None:
        self._send(
            "browsingContext.setViewport",
            context=self._window,
            viewport={"width": width, "height": height},
            devicePixelRatio=ratio,
        )
        self._send("browsingContext.navigate", context=self._window, url="about:blank", wait="complete")
        self._send("browsingContext.navigate", context=self._window, url=address, wait="complete")

    def evaluate(self, function: str, *arguments: Any) -> Any:
        """Run a function's text, wait for its promise, and return what it returns as JSON would."""
        call = f"async () => JSON.stringify(await ({function})(...{json.dumps(arguments)}))"
        answer = self._send(
            "script.callFunction",
            functionDeclaration=call,
            awaitPromise=True,
            target={"context": self._window},
        )
        assert answer["type"] == "success", answer["exceptionDetails"]["text"]
        return json.loads(answer["result"].get("value", "null"))

    def picture(self) -> bytes:
        import base64

        return base64.b64decode(self._send("browsingContext.captureScreenshot", context=self._window)["data"])


@contextmanager
def start_firefox(*, dark: bool = False, fonts: Path | None = None) -> Iterator[Firefox]:
    """Start Firefox without a screen, with a profile of its own and the letters of a fontconfig file."""
    program = needs.program("firefox-esr", "firefox-esr", "firefox")
    with tempfile.TemporaryDirectory() as profile:
        settings = {**SETTINGS, "layout.css.prefers-color-scheme.content-override": int(not dark)}
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in settings.items()]
        Path(profile, "user.js").write_text("\n".join(lines), "utf-8")
        running = subprocess.Popen(
            [program, "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"],
            env={**os.environ, "HOME": profile, **({"FONTCONFIG_FILE": str(fonts)} if fonts else {})},
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
        )
        try:
            assert running.stderr is not None
            found = next(m for line in running.stderr if (m := re.search(r"listening on (ws://\S+)", line)))
            with needs.module("websockets.sync.client").connect(f"{found[1]}/session", max_size=None) as line:
                yield Firefox(line)
        finally:
            running.terminate()
            running.wait(20)
            running.stderr.close()
