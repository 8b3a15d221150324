"""From a repetition's end, and from the chunk that completes it, to its count on a coach's page.

Run with ``pytest -n0 tests/benchmarks/test_live_page_speed.py --benchmark-enable`` to record at the
pace of the sensors; else a few repetitions are sent at once, and it is looked whether all are seen.
Chunks go out five times a second, or once, as the page that records sends them. A repetition is
known some 0.35 s after its end, when it is certain that the heel rests.
"""

import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from api.core.identifiers import new_id
from tests.api.journals import digest
from tests.conftest import Show
from tests.e2e.conftest import Site, browser, page, signed_in, site, size
from tests.journals import chunks_of, raises_journal
from tests.validation.layout import aligned
from tracker.live.journal_follower import JournalFollower
from tracker.results import Effort

__all__ = ["browser", "page", "signed_in", "site", "size"]
pytestmark = pytest.mark.browser

CHUNKS_S = (0.2, 1.0)
# Notes when the count of a new recording changed, by the clock that this program reads too.
WATCH = """() => {
  window.seen = [];
  const cards = [...document.querySelectorAll(".live-card")];
  const before = new Set(cards.map((card) => card.dataset.recording));
  const note = () => {
    for (const card of document.querySelectorAll(".live-card[data-count]")) {
      if (before.has(card.dataset.recording)) continue;
      const count = Number(card.querySelector("[data-part=count]").textContent);
      while (window.seen.length < count) window.seen.push(Date.now() / 1000);
    }
  };
  new MutationObserver(note).observe(document.querySelector("[data-live]"),
    { childList: true, subtree: true, characterData: true, attributes: true });
}"""


@pytest.fixture(scope="module")
def table(show: Show) -> Iterator[list[list[str]]]:
    rows: list[list[str]] = []
    yield rows
    head = [
        "page",
        "chunks of",
        "reps",
        "from its end, median",
        "most",
        "from the chunk, median",
        "most",
    ]
    show("repetitions on the live page", aligned([head, *rows]))


@pytest.mark.parametrize("size", ["desk"], indirect=True)
@pytest.mark.parametrize("chunk_s", CHUNKS_S)
def test_a_repetition_is_soon_on_the_page(
    chunk_s: float,
    page: Page,
    size: str,
    site: Site,
    pytestconfig: pytest.Config,
    table: list[list[str]],
) -> None:
    paced = pytestconfig.getoption("benchmark_enable")
    reps = 8 if paced else 2
    entries, _ = raises_journal(reps, placements=("left_foot",))
    chunks = list(chunks_of(entries, chunk_s))
    completes = _completed(chunks)
    page.goto(f"{site.url}/live")
    expect(page.locator("[data-live-link]")).to_have_text("Live")
    page.evaluate(WATCH)

    with site.client() as client:
        recording_id = new_id()
        recording = f"/v1/recordings/{recording_id}"
        assert client.put(recording, json={"exercise": "calf_raise"}).is_success
        # The one before may still be on the page, until it is analysed.
        card = page.locator(f'[data-recording="{recording_id}"]')
        expect(card).to_have_count(1)
        sent: list[float] = []
        start = time.time()
        for number, data in enumerate(chunks):
            if paced:
                time.sleep(max(0.0, start + (number + 1) * chunk_s - time.time()))
            sent.append(time.time())
            answer = client.put(
                f"{recording}/streams/journal/chunks/{number}", content=data, headers=digest(data)
            )
            assert answer.is_success, answer.text
        expect(card.locator("[data-part=count]")).to_have_text(str(len(completes)))
        done = {"chunks": {"journal": len(chunks)}}
        assert client.post(f"{recording}/finish", json=done).is_success

    seen: list[float] = page.evaluate("window.seen")
    assert len(seen) == len(completes) >= reps - 1
    # The end of the journal completes what was still open: nobody waits for that one.
    counted = [
        (at, number, effort)
        for at, (number, effort) in zip(seen, completes, strict=True)
        if number < len(chunks) - 1
    ]
    since_end = np.array([at - start - effort.end_s for at, _, effort in counted])
    since_chunk = np.array([at - sent[number] for at, number, _ in counted])
    table.append([size, f"{chunk_s:g} s", str(len(counted)), *_told(since_end if paced else None),
                  *_told(since_chunk)])  # fmt: skip


def _completed(chunks: list[bytes]) -> list[tuple[int, Effort]]:
    """For each repetition the chunk that completes it."""
    follower = JournalFollower()
    return [
        (number, effort)
        for number, data in enumerate(chunks)
        for _, effort in follower.feed(data).efforts
    ]


def _told(seconds: Any) -> list[str]:
    if seconds is None or not len(seconds):
        return ["–", "–"]
    return [f"{np.median(seconds):.2f} s", f"{seconds.max():.2f} s"]
