"""Addresses we must never call: a hostile table, tried at save and at send, and names that change."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations import http
from integrations.destinations import Destination, DestinationRefused, check_url, parse
from tests.integrations.receivers import Names, answering, receiver

PUBLIC = "93.184.216.34"
HOSTILE = [
    "https://127.0.0.1/",
    "https://127.0.0.2/",
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7f.0.0.1/",
    "https://0177.0.0.1/",
    "https://017700000001/",
    "https://127.0.0.1./",
    "https://0.0.0.0/",
    "https://0/",
    "https://10.0.0.1/",
    "https://172.16.5.4/",
    "https://192.168.1.1/",
    "https://100.64.0.1/",
    "https://100.100.100.200/",
    "https://169.254.169.254/latest/meta-data/",
    "https://192.0.0.192/",
    "https://198.18.0.1/",
    "https://224.0.0.1/",
    "https://255.255.255.255/",
    "https://[::1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[::ffff:a9fe:a9fe]/",
    "https://[::127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[64:ff9b::a9fe:a9fe]/",
    "https://[2002:7f00:1::]/",
    "https://[fd00:ec2::254]/",
    "https://[fe80::1]/",
    "https://[fe80::1%25eth0]/",
    "https://[fc00::1]/",
    "https://[ff02::1]/",
    "https://localhost/",
    "https://LOCALHOST/",
    "https://localhost./",
    "https://api.localhost/",
    "https://private.example/",
    "https://private.example./",
    "https://mixed.example/",
    "https://mixed6.example/",
    "https://①②⑦.⓪.⓪.①/",
    "https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/",
    "https://user@public.example/",
    "https://user:secret@public.example/",
    "https://public.example@127.0.0.1/",
    "https://public.example:pass@[::1]/",
    "https://public.example:22/",
    "https://public.example:25/",
    "https://public.example:6379/",
    "https://public.example:0/",
    "https://public.example:99999/",
    "https://public.example:-1/",
    "https://public.example:x/",
    "http://public.example/",
    "http://public.example:443/",
    "ftp://public.example/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_INFO",
    "unix:///run/earshot.sock",
    "javascript:alert(1)",
    "//public.example/",
    "public.example",
    "",
    "https://",
    "https:///path",
    "https://[::1",
    "https://[]/",
    "https://public.example\\@127.0.0.1/",
    "https://public.example /",
    "https://public.example/\r\nHost: 127.0.0.1",
    "https://public.example/\t",
    " https://public.example/",
    "https://public.example/" + "a" * 2048,
    "https://" + "a" * 64 + ".example/",
    "https://" + "a." * 130 + "example/",
    "https://pub\x00lic.example/",
    "https://public.example%00.127.0.0.1/",
    "https://%31%32%37.0.0.1/",
]


def names() -> Names:
    table = Names()
    table.add("public.example", [PUBLIC, "2606:2800:220:1::1"])
    table.add("private.example", ["10.1.2.3"])
    table.add("mixed.example", [PUBLIC, "10.0.0.1"])
    table.add("mixed6.example", [PUBLIC, "::1"])
    table.add("localhost", ["127.0.0.1"])
    table.add("api.localhost", ["127.0.0.1"])
    table.add("rebinding.example", [PUBLIC], ["127.0.0.1"])
    return table


PUBLIC_URLS = [
    "https://public.example/hook",
    "https://public.example:8443/h?a=b",
    "https://PUBLIC.example",
    f"https://{PUBLIC}/",
    "https://[::ffff:93.184.216.34]/",
]


@pytest.mark.parametrize("allow_loopback", [False, True])
@pytest.mark.parametrize("url", PUBLIC_URLS)
async def test_public_https_addresses_may_be_saved(url: str, allow_loopback: bool) -> None:
    await check_url(url, resolver=names(), allow_loopback=allow_loopback)


@pytest.mark.parametrize("url", [*HOSTILE, "https://@public.example/", "https://unknown.example/"])
async def test_hostile_address_is_refused_when_saved(url: str) -> None:
    with pytest.raises(DestinationRefused) as caught:
        await check_url(url, resolver=names())
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert not any(part in sentence for part in ("example", "127", "secret", "[", "\\"))


@pytest.mark.parametrize("url", HOSTILE)
async def test_hostile_address_is_refused_when_sent_to(url: str) -> None:
    async with http.client(resolver=names()) as client:
        with pytest.raises((DestinationRefused, httpx.InvalidURL)):
            await client.post(url, content=b"{}")


@pytest.mark.parametrize(
    "url", [u for u in HOSTILE if "localhost/" not in u.lower() and "/127.0.0.1/" not in u]
)
async def test_development_setting_opens_this_machine_and_nothing_else(url: str) -> None:
    if url == "https://[::1]/":
        await check_url(url, resolver=names(), allow_loopback=True)
        return
    with pytest.raises(DestinationRefused):
        await check_url(url, resolver=names(), allow_loopback=True)


async def test_name_that_changes_after_the_check_is_refused_at_send() -> None:
    table = names()
    await check_url("https://rebinding.example:8443/", resolver=table)
    async with receiver(answering(200)) as seen, http.client(resolver=table) as client:
        with pytest.raises(DestinationRefused):
            await client.post("https://rebinding.example:8443/", content=b"{}")
    assert seen.connections == 0
    assert table.asked == ["rebinding.example"] * 2


async def test_each_connection_looks_its_name_up_once() -> None:
    table = names()
    async with receiver(answering(200)) as seen, http.client(resolver=table, allow_loopback=True) as client:
        await client.post(f"http://localhost:{seen.port}/hook", content=b"{}")
    assert table.asked == ["localhost"]
    assert seen.headers()["host"] == f"localhost:{seen.port}"


async def test_local_name_that_leads_elsewhere_is_refused() -> None:
    table = names()
    table.add("localhost", [PUBLIC])
    with pytest.raises(DestinationRefused):
        await check_url("http://localhost:8080/", resolver=table, allow_loopback=True)


async def test_proxy_of_the_environment_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    async with receiver(answering(200)) as proxy, receiver(answering(204)) as seen:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.port}")
        monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{proxy.port}")
        async with http.client(allow_loopback=True) as client:
            assert (await client.get(f"http://127.0.0.1:{seen.port}/")).status_code == 204
    assert (proxy.connections, seen.connections) == (0, 1)


async def test_cookies_of_one_receiver_are_not_sent_again() -> None:
    async with (
        receiver(answering(200, Set_Cookie="who=you; Path=/")) as seen,
        http.client(allow_loopback=True) as client,
    ):
        for _ in range(2):
            await client.get(f"http://127.0.0.1:{seen.port}/")
    assert "cookie" not in seen.headers(1)


async def test_we_say_who_we_are() -> None:
    async with receiver(answering(200)) as seen, http.client(allow_loopback=True) as client:
        await client.get(f"http://127.0.0.1:{seen.port}/")
    assert seen.headers()["user-agent"].startswith("Earshot/")


def test_parts_are_normalised() -> None:
    assert parse("HTTPS://Hooks.Example/x", allow_loopback=False) == Destination(
        "https", "hooks.example", 443, is_local=False
    )


@given(st.text(max_size=80))
def test_any_text_is_either_an_address_or_refused(text: str) -> None:
    for url in (text, "https://" + text):
        try:
            destination = parse(url, allow_loopback=False)
        except DestinationRefused:
            continue
        assert destination.scheme == "https"
        assert destination.port in {443, 8443}
