"""Plays over the API: reading and writing texts, trying one on the past, beginning and stopping."""

from __future__ import annotations

import httpx

from app.success.plays.play import shipped
from tests.app.plays.world import DAY, NOW, World


async def test_the_library_is_listed_by_moment_and_a_play_shown_with_its_steps(
    api: httpx.AsyncClient,
) -> None:
    listed = (await api.get("/api/v1/plays", params={"moment": "adoption", "limit": 1})).json()
    assert [one["name"] for one in listed["items"]] == ["adoption-recovery"]
    assert listed["next"] == "adoption-recovery"
    shown = (await api.get("/api/v1/plays/adoption-recovery")).json()
    assert shown["triggers"] == ["usage-drop"]
    assert shown["steps"][1]["ways"] == ["way", "call"]
    assert shown["figures"]["runs"] == 0


async def test_a_text_is_judged_with_line_and_field(api: httpx.AsyncClient) -> None:
    text = shipped()["swat"].replace('late = "louder"', 'late = "lauder"')
    told = (await api.post("/api/v1/plays/validate", json={"text": text})).json()
    assert told["is_valid"] is False
    assert told["problems"][0]["line"] > 1
    assert "Did you mean `louder`?" in told["problems"][0]["sentence"]
    assert (await api.post("/api/v1/plays/validate", json={"text": shipped()["swat"]})).json()["is_valid"]


async def test_a_draft_is_kept_goes_live_and_is_rolled_back(api: httpx.AsyncClient) -> None:
    text = shipped()["swat"].replace("Respond to a severe support case", "Answer a severe case", 1)
    drafted = (await api.put("/api/v1/plays/swat/draft", json={"text": text, "note": "Shorter"})).json()
    assert (drafted["has_draft"], drafted["number"]) == (True, None)
    live = (await api.post("/api/v1/plays/swat/go-live")).json()
    assert (live["title"], live["number"], live["has_draft"]) == ("Answer a severe case", 1, False)
    assert (await api.post("/api/v1/plays/swat/go-live")).status_code == 409
    back = (await api.post("/api/v1/plays/swat/roll-back", json={"number": None})).json()
    assert (back["title"], back["number"]) == ("Respond to a severe support case", None)


async def test_a_play_of_ones_own_is_made_under_the_name_it_gives_itself(api: httpx.AsyncClient) -> None:
    text = shipped()["swat"].replace('name = "swat"', 'name = "our-swat"', 1)
    made = await api.post("/api/v1/plays", json={"text": text})
    assert (made.status_code, made.json()["name"], made.json()["is_on"]) == (201, "our-swat", False)
    refused = await api.put("/api/v1/plays/swat/draft", json={"text": "name = 1"})
    assert refused.status_code == 422
    assert (await api.post("/api/v1/plays", json={})).status_code == 422


async def test_a_play_that_is_off_is_not_begun(api: httpx.AsyncClient, world: World) -> None:
    assert (await api.post("/api/v1/plays/swat/switch-off")).json()["is_on"] is False
    body = {"account": world.account.id}
    assert (await api.post("/api/v1/plays/swat/runs", json=body)).status_code == 409
    await api.post("/api/v1/plays/swat/switch-on")
    assert (await api.post("/api/v1/plays/swat/runs", json=body)).status_code == 201


async def test_a_run_is_begun_once_for_its_cause_listed_and_stopped(
    api: httpx.AsyncClient, world: World
) -> None:
    body = {"account": world.account.id, "contact": world.champion.id, "cause": "ticket 17"}
    first = (await api.post("/api/v1/plays/recovery-call/runs", json=body)).json()
    again = (await api.post("/api/v1/plays/recovery-call/runs", json=body)).json()
    assert first["id"] == again["id"]
    await world.goes_on(await world.run(first["id"]), NOW + 400 * DAY)
    listed = (await api.get("/api/v1/play-runs", params={"account": world.account.id})).json()["items"]
    assert [one["id"] for one in listed] == [first["id"]]
    shown = (await api.get(f"/api/v1/play-runs/{first['id']}")).json()
    assert [step["step"] for step in shown["steps"]] == ["call", "called"]
    stopped = (await api.post(f"/api/v1/play-runs/{first['id']}/stop", json={"why": "Solved."})).json()
    assert (stopped["status"], stopped["ended_why"]) == ("stopped", "Solved.")
    assert (await api.post(f"/api/v1/play-runs/{first['id']}/pause")).status_code == 409


async def test_a_play_is_tried_on_the_past(api: httpx.AsyncClient, world: World) -> None:
    await api.patch("/api/v1/triggers/onboarding-begins", json={"is_on": False})
    answer = (await api.post("/api/v1/plays/onboarding-sequence/simulate", json={"days": 30})).json()
    assert answer["sentence"].startswith("No trigger that is on begins this play")
    acts = {step["step"]: step["act"] for step in answer["starts"][0]["steps"]}
    assert acts["welcome"] == "automatic"
    assert "csm-welcome" not in acts
    assert acts["behind"] == "human"


async def test_a_plays_task_is_listed_sent_and_closed(api: httpx.AsyncClient, world: World) -> None:
    await world.falls(45)
    run = await world.begins("adoption-recovery", await world.fires())
    assert run is not None
    await world.goes_on(run)
    (task,) = (await api.get("/api/v1/tasks", params={"kind": "play"})).json()["items"]
    assert (task["run"], task["priority"]) == (run.id, "high")
    assert (await api.get(f"/api/v1/tasks/{task['id']}/meeting.ics")).status_code == 404
    sent = (await api.post(f"/api/v1/tasks/{task['id']}/send-prepared")).json()
    assert sent["context"]["prepared"]["touch"].startswith("tch_")
    closed = await api.patch(f"/api/v1/tasks/{task['id']}", json={"status": "done", "reason_code": "done"})
    assert closed.json()["status"] == "done"


async def test_a_meeting_is_a_calendar_file(api: httpx.AsyncClient, world: World) -> None:
    run = await world.begins("kickoff")
    assert run is not None
    await world.goes_on(run)
    (task,) = (await api.get("/api/v1/tasks", params={"account": world.account.id})).json()["items"]
    text = (await api.get(f"/api/v1/tasks/{task['id']}/meeting.ics", params={"date": 2})).text
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
