"""Feeds and calendars, read by the libraries that feed readers use."""

import json
import warnings
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import feedparser
import jsonschema
import pytest
from conftest import run_git, small_files, write_files
from icalendar import Calendar

from generator import recorded
from generator.calendar import CalendarMaker
from generator.change_views import ChangeViews
from generator.dataset import Dataset, read_folder
from generator.feeds import FEED_LENGTH, FeedMaker
from generator.messages import load_catalogues
from generator.text import Reader
from generator.views import Register, Views

LATEST = datetime(2027, 1, 1, tzinfo=UTC)
BASE = "https://example.eu/register/"
ENTRIES = "lists/union/annex-i/entries/3A.yaml"
# JSON Feed 1.1, as its specification has it: https://www.jsonfeed.org/version/1.1/
JSON_FEED: dict[str, Any] = {
    "type": "object",
    "required": ["version", "title", "items"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": {"type": "string", "minLength": 1},
        "home_page_url": {"type": "string", "format": "uri"},
        "feed_url": {"type": "string", "format": "uri"},
        "description": {"type": "string"},
        "next_url": {"type": "string", "format": "uri"},
        "language": {"type": "string"},
        "authors": {"type": "array", "items": {"type": "object", "minProperties": 1}},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id"],
                "anyOf": [{"required": ["content_html"]}, {"required": ["content_text"]}],
                "properties": {
                    "id": {"type": "string", "minLength": 1},
                    "url": {"type": "string", "format": "uri"},
                    "external_url": {"type": "string", "format": "uri"},
                    "title": {"type": "string"},
                    "content_html": {"type": "string"},
                    "summary": {"type": "string"},
                    "date_published": {"type": "string", "format": "date-time"},
                    "date_modified": {"type": "string", "format": "date-time"},
                    "tags": {"type": "array", "items": {"type": "string"}},
                    "language": {"type": "string"},
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}


def views(folder: Path, language: str) -> ChangeViews:
    dataset = Dataset.load(read_folder(folder / "lists"))
    reader = Reader(language, load_catalogues()[0][language], dataset, date(2026, 6, 1))
    return ChangeViews(Views(Register(dataset, reader.on), reader))


def made(folder: Path, language: str) -> dict[str, bytes]:
    """Return every feed and calendar of a language."""
    chronicle, shown = recorded.read(folder / "lists", LATEST), views(folder, language)
    return {
        **dict(FeedMaker(shown, chronicle, BASE).files()),
        **dict(CalendarMaker(shown, chronicle, BASE).files()),
    }


def corrected(number: int) -> dict[str, str]:
    """Return the entries with a limit put right, and hostile words for a label."""
    return {ENTRIES: small_files()["union/annex-i/entries/3A.yaml"].replace("above: 1.3", f"above: {number + 2}")}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A repository with an import, an act that is adopted and then published, and 120 corrections."""
    place = tmp_path_factory.mktemp("feeds")
    run_git(place, "init", "-q")

    def commit(message: str, day: datetime, files: Mapping[str, str]) -> None:
        write_files(place, files)
        run_git(place, "add", "-A")
        run_git(place, "commit", "-qm", message, at=day)

    hostile = '"3A001": "<script>alert(1)</script> ]]> & \\"@@links@@\\" 𝔘"\n"3A001.a.1": Fast\n"3A002": Test\n'
    files = {f"lists/{path}": text for path, text in small_files().items()}
    files["lists/union/annex-i/labels/en/3A.yaml"] = hostile
    commit("Import", datetime(2026, 1, 1, tzinfo=UTC), files)
    act = "kind: delegated-regulation\nissuer: eu\nadopted: 2026-02-01\nsources: [made up for a test]\n"
    record = files["lists/union/annex-i/list.yaml"].replace("acts: [32021R0821]", "acts: [32021R0821, C-2026-1]")
    adopted = {"lists/acts/2026/C-2026-1.yaml": f"status: adopted\n{act}", "lists/union/annex-i/list.yaml": record}
    commit("Adopted", datetime(2026, 2, 2, tzinfo=UTC), adopted)
    published = f"status: in-force\npublished: 2026-04-01\nin_force: 2026-07-01\n{act}"
    for number in range(120):
        commit(f"Limit {number}", datetime(2026, 3, 1, number // 60, number % 60, tzinfo=UTC), corrected(number))
    commit("Published", datetime(2026, 4, 2, tzinfo=UTC), {"lists/acts/2026/C-2026-1.yaml": published})
    return place


@pytest.fixture(scope="module")
def files(folder: Path) -> dict[str, bytes]:
    return made(folder, "en")


def parsed(content: bytes) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of the library's own making
        found = feedparser.parse(content)
    assert not found.bozo, found.get("bozo_exception")
    return found


def test_every_rss_and_atom_feed_parses_without_a_warning(files: dict[str, bytes]) -> None:
    for address, content in files.items():
        if address.endswith((".rss", ".atom")):
            found = parsed(content)
            assert found.version == ("rss20" if address.endswith(".rss") else "atom10")
            assert found.feed.title.startswith("EU Control Lists: ")
            assert {link.rel: link.href for link in found.feed.links}["self"] == f"{BASE}en/{address}"


def test_every_json_feed_is_one(files: dict[str, bytes]) -> None:
    checker = jsonschema.Draft202012Validator(JSON_FEED, format_checker=jsonschema.FormatChecker())
    addresses = [address for address in files if address.endswith(".json")]
    assert len(addresses) > 40
    for address in addresses:
        checker.validate(json.loads(files[address]))


def test_items_come_newest_first_with_unique_names_and_no_date_to_come(files: dict[str, bytes]) -> None:
    for address in ("feeds/all.atom", "feeds/list/annex-i.rss", "feeds/entry/annex-i/3A001.rss"):
        entries = parsed(files[address]).entries
        moments = [entry.published_parsed for entry in entries]
        assert moments == sorted(moments, reverse=True)
        assert len({entry.id for entry in entries}) == len(entries) == FEED_LENGTH
        assert max(moments) <= LATEST.timetuple()


def test_an_item_says_the_same_in_every_form_and_stands_alone(files: dict[str, bytes]) -> None:
    rss, atom = (parsed(files[f"feeds/all.{form}"]).entries[0] for form in ("rss", "atom"))
    item = json.loads(files["feeds/all.json"])["items"][0]
    assert rss.id == atom.id == item["id"]
    assert rss.id.startswith("tag:eu-control-lists.github.io,2026:change:annex-i/C-2026-1")
    assert rss.title == atom.title == item["title"]
    assert b'isPermaLink="false"' in files["feeds/all.rss"]
    content = item["content_html"]
    for said in (
        "Act recorded or changed",
        "1 July 2026",
        "from the record of the act",
        f'href="{BASE}en/lists/annex-i/"',
    ):
        assert said in content
    terms = {(each.scheme.rpartition(":")[2], each.term) for each in atom.tags}
    assert {("list", "annex-i"), ("kind", "act"), ("nature", "amendment"), ("in-force", "2026-07-01")} == terms


def test_what_people_wrote_is_escaped(files: dict[str, bytes]) -> None:
    for content in files.values():
        assert b"<script>" not in content
    newest = parsed(files["feeds/entry/annex-i/3A001.rss"])
    assert newest.feed.title == 'EU Control Lists: 3A001 <script>alert(1)</script> ]]> & "@@links@@" 𝔘'


def test_older_items_stand_in_an_archive_that_never_changes(folder: Path, files: dict[str, bytes]) -> None:
    everything: list[str] = []
    for number in (1, 2):
        archive = parsed(files[f"feeds/archive/all-{number}.atom"])
        assert len(archive.entries) == FEED_LENGTH
        everything += [entry.id for entry in reversed(archive.entries)]
    newest = parsed(files["feeds/all.atom"])
    everything += [entry.id for entry in reversed(newest.entries) if entry.id not in everything]
    assert len(everything) == len(set(everything)) == 125
    links = {link.rel: link.href for link in newest.feed.links}
    assert links["prev-archive"] == f"{BASE}en/feeds/archive/all-2.atom"
    second = {link.rel: link.href for link in parsed(files["feeds/archive/all-2.atom"]).feed.links}
    assert second["prev-archive"].endswith("/all-1.atom")
    assert second["current"].endswith("/feeds/all.atom")
    assert b"http://purl.org/syndication/history/1.0" in files["feeds/archive/all-1.rss"]
    assert json.loads(files["feeds/all.json"])["next_url"].endswith("feeds/archive/all-2.json")


def test_what_was_still_to_come_is_in_its_own_feed(files: dict[str, bytes]) -> None:
    found = parsed(files["feeds/upcoming.atom"]).entries
    assert [entry.updated[:10] for entry in found] == ["2026-04-02", "2026-02-02"]


def test_a_feed_without_an_item_is_valid_and_has_no_date_of_today(files: dict[str, bytes]) -> None:
    empty = parsed(files["feeds/state/at.atom"])
    assert empty.entries  # Annex I binds in Austria
    content = made_without_history()
    assert parsed(content["feeds/upcoming.atom"]).feed.updated == "1970-01-01T00:00:00+00:00"


def made_without_history() -> dict[str, bytes]:
    dataset = Dataset.load({f"{path}": text.encode() for path, text in small_files().items()})
    reader = Reader("en", load_catalogues()[0]["en"], dataset, date(2026, 6, 1))
    shown = ChangeViews(Views(Register(dataset, reader.on), reader))
    return dict(FeedMaker(shown, recorded.Chronicle(), BASE).files())


def test_an_unrelated_commit_changes_no_byte(folder: Path, files: dict[str, bytes]) -> None:
    write_files(folder, {"README.md": "Nothing of the dataset"})
    run_git(folder, "add", "-A")
    run_git(folder, "commit", "-qm", "Unrelated", at=datetime(2026, 9, 1, tzinfo=UTC))
    assert made(folder, "en") == files


def test_all_feeds_stand_in_one_file(files: dict[str, bytes]) -> None:
    opml = ElementTree.fromstring(files["feeds/feeds.opml"])  # noqa: S314 - our own file
    addresses = [
        each.get("xmlUrl", "").removeprefix(f"{BASE}en/") for each in opml.iter("outline") if each.get("xmlUrl")
    ]
    assert len(addresses) == len(set(addresses)) == 1 + 1 + 2 + 10 + 27 + 3
    assert set(addresses) <= set(files)


def test_days_of_acts_are_events_that_keep_their_names(folder: Path, files: dict[str, bytes]) -> None:
    calendar = Calendar.from_ical(files["feeds/all.ics"])
    events = {str(event["uid"]): event for event in calendar.walk("VEVENT")}
    published = events["C-2026-1/published@eu-control-lists.github.io"]
    assert (published["dtstart"].dt, published["dtend"].dt) == (date(2026, 4, 1), date(2026, 4, 2))
    assert (int(published["sequence"]), str(published["status"])) == (1, "CONFIRMED")
    assert published["dtstamp"].dt == datetime(2026, 4, 2, tzinfo=UTC)
    assert str(published["summary"]).startswith("Published: ")
    assert {"32021R0821/in-force@eu-control-lists.github.io", "C-2026-1/in-force@eu-control-lists.github.io"} <= set(
        events
    )
    for address, content in files.items():
        if address.endswith(".ics"):
            found = Calendar.from_ical(content)
            assert not found.errors
            assert content.count(b"\r\n") == content.count(b"\n")


def test_an_act_under_scrutiny_is_tentative(folder: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    run_git(tmp_path, "clone", "-q", str(folder), str(clone))
    run_git(clone, "reset", "-q", "--hard", run_git(clone, "log", "--format=%H", "--grep=^Adopted$"))
    calendar = Calendar.from_ical(made(clone, "en")["feeds/list/annex-i.ics"])
    (event,) = [each for each in calendar.walk("VEVENT") if str(each["uid"]).startswith("C-2026-1/adopted@")]
    assert (str(event["status"]), int(event["sequence"])) == ("TENTATIVE", 0)


def test_states_have_calendars_of_their_own(files: dict[str, bytes]) -> None:
    spain, austria = (Calendar.from_ical(files[f"feeds/state/{code}.ics"]) for code in ("es", "at"))
    assert any("es-order-2023" in str(event["uid"]) for event in spain.walk("VEVENT"))
    assert not any("es-order-2023" in str(event["uid"]) for event in austria.walk("VEVENT"))
