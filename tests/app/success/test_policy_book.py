"""What holds in a workspace can always be read, whatever an older release let in."""

from __future__ import annotations

from app.services.policy_book import bound
from app.success.plays import play as plays


def test_a_text_that_can_no_longer_be_read_gives_way_to_the_shipped_one() -> None:
    broken = ("play", "adoption-recovery", "live", "no = [longer")
    held = bound((broken,))
    assert held.plays["adoption-recovery"] == bound(()).plays["adoption-recovery"]
    assert held.texts["adoption-recovery"] == plays.shipped()["adoption-recovery"]


def test_one_of_its_own_that_can_no_longer_be_read_is_left_out_and_stops_nothing() -> None:
    held = bound((("trigger", "own-signal", "live", "title = 1"),))
    assert "own-signal" not in held.triggers
    assert held.triggers.keys() == bound(()).triggers.keys()


def test_what_is_switched_off_is_not_in_the_book() -> None:
    text = plays.shipped()["swat"]
    assert "swat" not in bound((("play", "swat", "off", text),)).plays
