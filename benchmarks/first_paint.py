"""How soon a phone shows the patchwork, the heaviest page: first paint, layout shift and weight.

Usage: python benchmarks/first_paint.py [SITE] [PAGE …]

SITE is a folder that `control-lists build` made. It is served as `control-lists serve` does, compressed, to Chromium
with the phone profile of Lighthouse: 1.6 Mbit/s, 150 ms, a processor four times slower. Medians of five cold loads.
"""

import gzip
import shutil
import sys
import threading
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from generator.serve import Handler

NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
SHIFT = """() => new Promise(done => { let shift = 0; new PerformanceObserver(seen => { for (const each of
seen.getEntries()) shift += each.value; }).observe({type: "layout-shift", buffered: true});
setTimeout(() => done(shift), 500); })"""
PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"


def load(browser: Browser, address: str) -> tuple[float, float]:
    """Return milliseconds to the first paint, and the layout shift, of one load with an empty cache."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, device_scale_factor=2)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", NETWORK)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(address, wait_until="load")
    found = page.evaluate(PAINT), page.evaluate(SHIFT)
    context.close()
    return found


def main(site: Path, pages: list[str]) -> None:
    """Print a line for each page."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for page in pages:
            loads = [load(browser, f"http://127.0.0.1:{server.server_port}/{page}") for _ in range(5)]
            paint, shift = (median(values) for values in zip(*loads, strict=True))
            weight = len(gzip.compress((site / page / "index.html").read_bytes())) / 1000
            print(f"{page:30} first paint {paint:5.0f} ms   layout shift {shift:.4f}   {weight:5.1f} kB compressed")


if __name__ == "__main__":
    folder, *wanted = sys.argv[1:] or ["site"]
    main(Path(folder), wanted or ["en/patchwork/", "el/patchwork/", "en/", "en/lists/annex-i/3A001/"])
