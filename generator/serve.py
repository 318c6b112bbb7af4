"""Shows the site on this machine, and builds again what a save touched."""

import gzip
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from generator.build import Order, refresh
from generator.dataset import Dataset
from generator.messages import Catalogue
from generator.problems import DataError, UsageError, as_text

QUIET_SECONDS = 0.2
"""How long no file may change before a build starts: editors write a file in several steps."""

COMPRESSED_ALREADY = {"image/png", "application/gzip"}

Read = Callable[[], tuple[Dataset, dict[str, Catalogue]]]


class Handler(SimpleHTTPRequestHandler):
    """Serves files compressed, as public hosts do, so that a page weighs here what it weighs there; logs nothing."""

    def do_GET(self) -> None:
        file = Path(self.translate_path(self.path))
        if file.is_dir() and self.path.partition("?")[0].endswith("/"):
            file /= "index.html"
        kind = self.guess_type(str(file))
        if "gzip" not in self.headers.get("Accept-Encoding", "") or not file.is_file() or kind in COMPRESSED_ALREADY:
            return super().do_GET()
        body = gzip.compress(file.read_bytes())
        self.send_response(HTTPStatus.OK)
        for name, value in (("Content-Type", kind), ("Content-Encoding", "gzip"), ("Content-Length", str(len(body)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        return None

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base class
        return


class _Saved(FileSystemEventHandler):
    """Remembers that something below the dataset was saved."""

    def __init__(self) -> None:
        self.event = threading.Event()

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in ("created", "modified", "moved", "deleted"):
            self.event.set()


@dataclass(frozen=True)
class Server:
    """A site that follows the dataset."""

    lists: Path
    languages: Sequence[str]
    port: int
    configuration: Path
    on: date

    def run(self, read: Read, say: Callable[[str], None]) -> None:
        """Build, serve on the loopback address only, and build again after each save, until interrupted.

        Raises:
            DataError: the dataset cannot be used at the start.
            UsageError: the port is taken.
        """
        with TemporaryDirectory(prefix="control-lists-") as scratch:
            folder = Path(scratch) / "site"
            address = f"http://127.0.0.1:{self.port}/"
            order = Order(self.configuration, folder, self.languages, self.on, jobs=1, base_url=address)
            refresh(*read(), order)
            try:
                server = ThreadingHTTPServer(("127.0.0.1", self.port), partial(Handler, directory=str(folder)))
            except OSError as error:
                raise UsageError(
                    f"port {self.port} cannot be used: {error.strerror}; choose another with --port"
                ) from None
            threading.Thread(target=server.serve_forever, daemon=True).start()
            say(f"{address}{self.languages[0]}/  (stop with Ctrl-C)")
            try:
                self._follow(partial(self._update, read, order, say))
            except KeyboardInterrupt:
                server.shutdown()

    def _follow(self, update: Callable[[], None]) -> None:
        saved = _Saved()
        observer = Observer()
        observer.schedule(saved, str(self.lists), recursive=True)
        observer.start()
        try:
            while True:
                saved.event.wait()
                while saved.event.is_set():
                    saved.event.clear()
                    time.sleep(QUIET_SECONDS)
                update()
        finally:
            observer.stop()

    def _update(self, read: Read, order: Order, say: Callable[[str], None]) -> None:
        """Build again; what is wrong with the data is said, and the site stays as it was."""
        started = time.monotonic()
        try:
            changed = refresh(*read(), order)
        except DataError as error:
            say(as_text(error.problems).rstrip())
            return
        say(f"{changed} files changed, {time.monotonic() - started:.1f} s")
