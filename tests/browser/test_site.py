"""The site as a reader uses it: a real browser, at the width of a phone and of a desk."""

import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import ROOT
from playwright.sync_api import Browser, Page, expect, sync_playwright

from generator.applicability import coverage
from generator.build import Order, build
from generator.cli import _today
from generator.dataset import Dataset, read_folder
from generator.messages import load_catalogues
from generator.recorded import Chronicle

pytestmark = pytest.mark.browser

LANGUAGES = ("en", "nl", "el", "mt")
WIDTHS = {"phone": (390, 844), "desk": (1280, 900)}
KINDS = {
    "home": "",
    "lists": "lists/",
    "list": "lists/annex-i/",
    "category": "lists/annex-i/5/",
    "entry": "lists/annex-i/3A001/",
    "national list": "lists/es-rd-679-2014/",
    "act": "changes/32025R2003/",
    "changes": "changes/",
    "corrections": "changes/corrections/",
    "comparison": "compare/",
    "feeds": "feeds/",
    "check": "check/?code=4A901&state=es&date=2023-11-01",
    "patchwork": "patchwork/",
    "coordination": "coordination/",
    "third countries": "third-countries/",
    "upcoming": "upcoming/",
    "states": "states/",
    "State": "states/de/",
    "regimes": "regimes/",
    "authorisations": "authorisations/",
    "data": "data/",
    "status": "status/",
    "about": "about/",
}


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        return


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, chronicle: Chronicle, real: Dataset) -> Iterator[str]:
    """The address of a server with the real data in four languages."""
    out = tmp_path_factory.mktemp("browser") / "site"
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(out))) as server:
        base = f"http://127.0.0.1:{server.server_port}/"
        catalogues, _ = load_catalogues()
        order = Order(ROOT / "mkdocs.yml", out, LANGUAGES, _today(), 2, base, chronicle)
        build(real, catalogues, order, lambda *_: None)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield base
        server.shutdown()


@pytest.fixture(scope="module")
def real() -> Dataset:
    return Dataset.load(read_folder(ROOT / "lists"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, ("chromium", "google-chrome", "chromium-browser"))), None)
    assert program, "the browser tests need Chromium; install it, for example: sudo apt-get install chromium"
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=arguments)
        yield running
        running.close()


@pytest.fixture(params=WIDTHS)
def page(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    """A page at both widths, which fails the test on a message of the console or a request to elsewhere."""
    width, height = WIDTHS[request.param]
    context = browser.new_context(viewport={"width": width, "height": height}, locale="nl-NL")
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("request", lambda sent: None if sent.url.startswith(address) else wrong.append(f"asks {sent.url}"))
    yield opened
    context.close()
    assert wrong == []


def test_from_home_to_a_state_to_an_entry_to_another_language_to_a_code(page: Page, address: str) -> None:
    page.goto(f"{address}en/")
    page.locator(".tile-de a").click()
    expect(page).to_have_url(f"{address}en/states/de/")
    page.get_by_role("link", name="3B1903").click()
    expect(page).to_have_url(f"{address}en/lists/de-export-list-1b/3B1903/")
    page.locator(".languages summary").click()
    page.get_by_role("link", name="Nederlands").click()
    expect(page).to_have_url(f"{address}nl/lists/de-export-list-1b/3B1903/")
    expect(page.locator("html")).to_have_attribute("lang", "nl")
    page.get_by_role("combobox").fill("3a1a5")
    page.get_by_role("combobox").press("Enter")
    expect(page).to_have_url(f"{address}nl/lists/annex-i/3A001/#a.5")
    expect(page.locator("li[id='a.5']")).to_be_in_viewport()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", ["3a1a5", "3A001.a.5", "3A001A5A", "3a001.A.5"])
def test_the_code_box_finds_a_code_however_it_is_typed(page: Page, address: str, language: str, typed: str) -> None:
    page.goto(f"{address}{language}/about/")
    page.get_by_role("combobox").fill(typed)
    first = page.get_by_role("option").first
    expect(first).to_have_attribute("aria-selected", "true")
    expect(first.locator(".code")).to_have_text("3A001.a.5.a" if typed.endswith("A5A") else "3A001.a.5")


def test_the_code_box_finds_words_with_the_keyboard_alone(page: Page, address: str) -> None:
    page.goto(f"{address}en/")
    page.get_by_role("combobox").focus()
    page.keyboard.type("quantum computers")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    expect(page.get_by_role("option").first).to_be_hidden()
    page.keyboard.type(" ")
    page.keyboard.press("Backspace")
    page.keyboard.press("Enter")
    page.wait_for_url("**/lists/**")


def test_what_is_not_found_is_said(page: Page, address: str) -> None:
    page.goto(f"{address}en/")
    page.get_by_role("combobox").fill("no such thing at all")
    expect(page.get_by_role("status")).to_have_text("No code or label found.")


def test_the_top_page_opens_the_language_of_the_browser(page: Page, address: str) -> None:
    page.goto(address)
    expect(page).to_have_url(f"{address}nl/")


def test_the_colours_follow_the_choice_on_the_next_page_too(page: Page, address: str) -> None:
    page.goto(f"{address}en/")
    page.locator(".colours").click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    page.goto(f"{address}en/lists/")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")


def test_changes_are_filtered_and_the_choice_stands_in_the_address(page: Page, address: str) -> None:
    page.goto(f"{address}en/changes/")
    everything = page.locator("ul.acts > li:visible").count()
    page.locator("select[name=list]").select_option("de-export-list-1b")
    page.locator("select[name=kind]").select_option("added")
    expect(page).to_have_url(f"{address}en/changes/?list=de-export-list-1b&kind=added")
    shown = page.locator("ul.acts > li:visible")
    assert 0 < shown.count() < everything
    expect(page.locator("form.filter [role=status]")).to_have_text(f"{shown.count()} of {everything} are shown.")
    page.reload()
    expect(page.locator("select[name=kind]")).to_have_value("added")
    expect(page.get_by_role("link", name="BGBl. 2024 I Nr. 243")).to_be_visible()
    expect(page.get_by_role("link", name="32025R2003", exact=False)).to_have_count(0)


def test_two_dates_of_a_list_have_an_address(page: Page, address: str) -> None:
    page.goto(f"{address}en/compare/?list=annex-i&from=2025-01-01&to=2025-12-31")
    rows = page.locator("tr[data-list]:visible")
    assert rows.count() == 18
    page.locator("input[name=to]").fill("2025-11-14")
    assert rows.count() == 0
    expect(page).to_have_url(f"{address}en/compare/?list=annex-i&from=2025-01-01&to=2025-11-14")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_entry_is_shown_as_of_another_date(page: Page, address: str, language: str) -> None:
    page.goto(f"{address}{language}/lists/annex-i/3A501/")
    now = page.locator(".chips .status").inner_text()
    page.locator("form.as-of input").fill("2025-11-14")
    page.locator("form.as-of button").click()
    expect(page).to_have_url(f"{address}{language}/lists/annex-i/3A501/?as-of=2025-11-14")
    expect(page.locator(".chips")).to_have_class("chips not-in-force")
    expect(page.locator(".chips .status")).not_to_have_text(now)
    page.goto(f"{address}{language}/lists/annex-i/3A501/?as-of=2025-11-15")
    expect(page.locator(".chips")).not_to_have_class("chips not-in-force")
    page.goto(f"{address}{language}/lists/annex-i/3/?as-of=2025-11-14")
    expect(page.locator("tr.not-in-force", has_text="3A501")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "nl", "el"])
def test_a_question_is_answered_with_the_keyboard_alone(page: Page, address: str, language: str) -> None:
    page.goto(f"{address}{language}/check/")
    page.locator("input[name=code]").focus()
    page.keyboard.type("3a501")
    page.keyboard.press("Tab")
    page.locator("select[name=state]:focus").press("f")
    page.locator("select[name=state]").select_option("fr")
    page.locator("input[name=date]").fill("2025-11-15")
    page.locator("input[name=date]").press("Enter")
    expect(page).to_have_url(f"{address}{language}/check/?code=3a501&state=fr&date=2025-11-15")
    answer = page.locator(".answer li")
    expect(answer).to_have_count(1)
    expect(answer).to_have_class("found status-of-union")
    expect(answer.get_by_role("link", name="32025R2003")).to_have_attribute("href", "../changes/32025R2003/")
    page.goto(f"{address}{language}/check/?code=3A501.a.15&state=fr&date=2025-11-14")
    expect(page.locator(".answer li")).to_have_class("found status-of-none")
    page.goto(f"{address}{language}/check/?code=9Z999&state=fr")
    expect(page.locator(".answer .notice")).to_be_visible()


def test_general_authorisations_that_may_help_are_named(page: Page, address: str) -> None:
    page.goto(f"{address}en/check/?code=3C001&state=nl&destination=kr")
    links = page.locator(".answer h3 + ul a")
    expect(links).to_have_text(["EU002", "EU003", "EU004", "NL002", "NL900"])
    page.goto(f"{address}en/authorisations/?code=3C001&state=nl&destination=kr")
    expect(links).to_have_text(["EU002", "EU003", "EU004", "NL002", "NL900"])
    page.goto(f"{address}en/check/?code=3A225&state=at&destination=ar&date=2023-10-06")
    expect(links).to_contain_text(["AT001", "AT002", "AT004"])
    page.goto(f"{address}en/check/?code=3A225&state=at&destination=ar&date=2023-10-07")
    expect(links.filter(has_text="AT")).to_have_text(["AT002", "AT004"])
    page.goto(f"{address}en/check/?code=0A001&state=nl&destination=kp")
    expect(page.locator(".answer")).to_contain_text("None of EU001 to EU008")


@pytest.mark.parametrize("destination", ["ch", "ar", "kp"])
@pytest.mark.parametrize("code", ["1C450", "1C450.a.1", "3D001", "5A001.b.2", "9A009.a"])
def test_the_script_and_the_pages_agree_on_authorisations(
    page: Page, address: str, real: Dataset, code: str, destination: str
) -> None:
    expected = [
        each.number
        for each in real.authorisations.values()
        if each.issuer == "eu" and each.destinations is not None and coverage(each, code) != "none"
        if (destination in each.destinations.countries) != each.destinations.all_except
    ]
    page.goto(f"{address}en/check/?code={code}&state=mt&destination={destination}")
    expect(page.locator(".answer h2")).to_be_visible()
    assert page.locator(".answer h3 + ul a").all_text_contents() == expected


def test_a_published_list_of_another_state_needs_a_notice_and_no_more(page: Page, address: str) -> None:
    page.goto(f"{address}en/check/?code=4A901&state=fr&date=2023-10-21")
    spanish = page.locator(".answer li", has_text="es-orden-ict-534-2023")
    expect(spanish).to_have_class("found status-of-notice")
    expect(spanish).to_contain_text("if the authority informs the exporter")
    page.goto(f"{address}en/check/?code=4A901&state=fr&date=2023-10-19")
    expect(page.locator(".answer li", has_text="es-orden-ict-534-2023")).to_have_class("found status-of-elsewhere")


@pytest.mark.parametrize("language", ["en", "nl", "el"])
def test_the_patchwork_is_filtered_and_sorted_with_the_keyboard_alone(page: Page, address: str, language: str) -> None:
    page.goto(f"{address}{language}/patchwork/")
    rows = page.locator(".patchwork tbody tr:visible")
    everything = rows.count()
    assert everything > 60
    page.locator("select[name=state]").focus()
    page.locator("select[name=state]").select_option("se")
    assert 0 < rows.count() < everything
    expect(page).to_have_url(f"{address}{language}/patchwork/?state=se")
    page.locator("select[name=sort]").select_option("code")
    codes = [row.get_attribute("data-code") for row in rows.all()]
    assert codes == sorted(codes, key=str)
    with page.expect_download() as download:
        page.locator("button.download").press("Enter")
    lines = Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 1 + rows.count()


@pytest.mark.parametrize("language", ["en", "nl", "el"])
def test_the_patchwork_shows_another_date_and_one_state(page: Page, address: str, language: str) -> None:
    notices = page.locator(".patchwork tbody td.cell-notice")
    page.goto(f"{address}{language}/patchwork/?as-of=2023-10-19&status=notice")
    expect(notices).to_have_count(0)
    page.locator("input[name=as-of]").fill("2023-10-20")
    page.locator("form.as-of button").press("Enter")
    expect(notices).to_have_count(13 * 26)
    expect(page.locator("form.as-of [role=status]")).to_contain_text("2023")
    page.locator("select[name=in]").select_option("es")
    expect(page.locator(".patchwork thead th[data-state]:visible")).to_have_text(["ES"])
    expect(page.locator(".patchwork tbody tr:visible")).to_have_count(3)
    expect(page).to_have_url(f"{address}{language}/patchwork/?as-of=2023-10-20&status=notice&in=es")


def test_the_state_page_leads_from_every_fact_to_an_act(page: Page, address: str) -> None:
    page.goto(f"{address}en/states/at/")
    for section in ("national", "foreign", "measures"):
        for row in page.locator(f"section[aria-labelledby={section}] tbody tr").all():
            act = row.locator("td").last
            assert act.locator("a[href*='/changes/']").count() or "not public" in act.inner_text()
    authorisations = page.locator("section[aria-labelledby=authorisations]")
    assert authorisations.locator("h4").count() == authorisations.locator("dd a[href*='/changes/']").count() == 4


def test_a_feed_reader_finds_the_feeds_of_the_page(page: Page, address: str) -> None:
    expected = {
        "lists/annex-i/3A001/": ["feeds/entry/annex-i/3A001.rss"],
        "lists/annex-i/3/": [f"feeds/category/3.{form}" for form in ("atom", "rss", "json")],
        "states/nl/": [f"feeds/state/nl.{form}" for form in ("atom", "rss", "json", "ics")],
        "about/": [f"feeds/all.{form}" for form in ("atom", "rss", "json", "ics")],
    }
    for name, feeds in expected.items():
        page.goto(f"{address}en/{name}")
        links = page.locator("link[rel=alternate][type]")
        found = [links.nth(place).evaluate("link => link.href") for place in range(links.count())]
        assert found == [f"{address}en/{feed}" for feed in feeds]
        for link in found:
            assert page.request.get(link).ok


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_fits_and_axe_finds_nothing(page: Page, address: str, kind: str) -> None:
    page.goto(f"{address}en/{KINDS[kind]}")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["target"] for node in each["nodes"]][:3]) for each in found] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_entry_fits_in_dark_colours_in_every_script(page: Page, address: str, language: str) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(f"{address}{language}/lists/annex-i/3A001/")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert [each["id"] for each in Axe().run(page).response["violations"]] == []


def test_everything_is_there_without_a_script(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto(address)
    assert opened.get_by_role("link").count() == len(LANGUAGES)
    opened.goto(f"{address}en/lists/annex-i/3A001/")
    expect(opened.locator("li[id='a.5.a.1']")).to_be_visible()
    expect(opened.locator("form.as-of")).to_be_hidden()
    opened.locator(".languages summary").click()
    expect(opened.get_by_role("link", name="Ελληνικά")).to_be_visible()
    context.close()


def test_a_page_prints(page: Page, address: str, tmp_path: Path) -> None:
    page.emulate_media(media="print")
    page.goto(f"{address}en/lists/annex-i/3A001/")
    expect(page.locator(".find-bar")).to_be_hidden()
    assert page.pdf(path=tmp_path / "entry.pdf")
