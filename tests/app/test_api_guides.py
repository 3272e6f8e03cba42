"""Guides over HTTP: read from words, JSON or a template, refused with every problem, kept as versions."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

YAML = """
guide: first-weeks
title: Your first weeks with {{ product }}
moment: post_onboarding
languages: [en]
minutes: 5
questions:
  - id: outcome
    ask: What were you hoping to get done?
    objective: the outcome they bought the product for
    listen_for:
      - {id: goal, about: a concrete goal or job}
"""
AS_JSON: dict[str, Any] = {
    "guide": "first-weeks",
    "title": "Your first weeks with {{ product }}",
    "moment": "post_onboarding",
    "languages": ["en"],
    "minutes": 5,
    "questions": [
        {
            "id": "outcome",
            "ask": "What were you hoping to get done?",
            "objective": "the outcome they bought the product for",
            "listen_for": [{"id": "goal", "about": "a concrete goal or job"}],
        }
    ],
}


@pytest.mark.parametrize("given", [YAML, AS_JSON, "post-onboarding"], ids=["YAML", "JSON", "template"])
async def test_a_guide_comes_as_yaml_as_json_or_by_a_templates_name(
    api: httpx.AsyncClient, given: object
) -> None:
    made = await api.post("/api/v1/guides", json={"guide": given})
    assert made.status_code == 201
    body = made.json()
    assert body["version"] == 1
    assert body["body"]["questions"][0]["ask"]
    assert (await api.get(f"/api/v1/guides/{body['id']}")).json() == body


async def test_yaml_and_json_of_the_same_guide_are_one_version(api: httpx.AsyncClient) -> None:
    from_yaml = (await api.post("/api/v1/guides", json={"guide": YAML})).json()
    from_json = (await api.post("/api/v1/guides", json={"guide": AS_JSON})).json()
    assert from_json["version_id"] == from_yaml["version_id"]


async def test_other_words_are_a_new_version_and_the_old_one_stays(api: httpx.AsyncClient) -> None:
    first = (await api.post("/api/v1/guides", json={"guide": AS_JSON})).json()
    second = (await api.post("/api/v1/guides", json={"guide": AS_JSON | {"minutes": 6}})).json()
    listed = (await api.get(f"/api/v1/guides/{first['id']}/versions")).json()["items"]
    assert second["id"] == first["id"]
    assert [(line["version"], line["body"]["minutes"]) for line in listed] == [(2, 6), (1, 5)]
    assert (await api.get(f"/api/v1/guides/{first['id']}")).json()["version"] == 2


async def test_an_interview_keeps_the_version_it_was_made_with(api: httpx.AsyncClient) -> None:
    first = (await api.post("/api/v1/guides", json={"guide": AS_JSON})).json()
    study = (await api.post("/api/v1/studies", json={"guide": "first-weeks"})).json()
    await api.post("/api/v1/guides", json={"guide": AS_JSON | {"minutes": 6}})
    later = (await api.post("/api/v1/studies", json={"guide": first["id"]})).json()
    again = (await api.get(f"/api/v1/studies/{study['id']}")).json()
    assert again["guide_version"] == first["version_id"]
    assert later["guide_version"] != first["version_id"]


BROKEN = {
    "unknown key": (AS_JSON | {"colour": "red"}, "colour"),
    "no questions": (AS_JSON | {"questions": []}, "questions"),
    "closed question": (
        AS_JSON | {"questions": [AS_JSON["questions"][0] | {"ask": "Do you like it?"}]},
        "questions.0.ask",
    ),
    "unknown placeholder": (AS_JSON | {"title": "Hello {{ salary }}"}, "title"),
    "a NUL": (AS_JSON | {"title": "Hello\x00"}, "guide.title"),
    "a NUL that YAML unpacks": (YAML.replace("Your first weeks", '"a\\0b"').replace("\n{{", ""), None),
}


@pytest.mark.parametrize(("given", "field"), BROKEN.values(), ids=BROKEN.keys())
async def test_a_broken_guide_is_refused_by_field(
    api: httpx.AsyncClient, given: object, field: str | None
) -> None:
    refused = await api.post("/api/v1/guides", json={"guide": given})
    assert refused.status_code == 422
    fields = [problem["field"] for problem in refused.json()["errors"]]
    assert field is None or any(found.replace("[", ".").replace("]", "") == field for found in fields), fields


async def test_every_problem_of_a_guide_is_told_at_once(api: httpx.AsyncClient) -> None:
    twice = AS_JSON | {"questions": AS_JSON["questions"] * 2, "moment": "someday", "colour": "red"}
    problems = (await api.post("/api/v1/guides", json={"guide": twice})).json()["errors"]
    assert len(problems) >= 3
    assert all(problem["message"] for problem in problems)


async def test_a_study_of_an_unknown_guide_is_refused_by_field(api: httpx.AsyncClient) -> None:
    refused = await api.post("/api/v1/studies", json={"guide": "no-such-guide"})
    assert refused.status_code == 404
    assert "no-such-guide" not in refused.text


async def test_a_study_in_a_language_the_guide_lacks_is_refused(api: httpx.AsyncClient) -> None:
    refused = await api.post("/api/v1/studies", json={"guide": AS_JSON, "language": "fi"})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "language"
