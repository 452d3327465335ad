"""Addresses are read in one way, and only those of the public internet are reached."""

import ipaddress

import pytest

from assistant.network.addresses import Origin, checked, host, is_local_name, is_own, is_public, near, target
from assistant.network.errors import NetworkError


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("https://Example.ORG", "https://example.org/"),
        ("https://example.org./a?b=c#d", "https://example.org/a?b=c"),
        ("http://example.org:80/x", "http://example.org/x"),
        ("http://example.org:8080/x", "http://example.org:8080/x"),
        ("https://bücher.example/ä?ö=ü", "https://xn--bcher-kva.example/%C3%A4?%C3%B6=%C3%BC"),
        ("https://[2606:2800:21F::1]:443/", "https://[2606:2800:21f::1]/"),
        ("https://example.org?q=1", "https://example.org/?q=1"),
        ("https://example.org/a%2Fb/../c", "https://example.org/a%2Fb/../c"),
    ],
)
def test_an_address_has_one_spelling(text: str, read: str) -> None:
    assert str(target(text)) == read


@pytest.mark.parametrize(
    "text",
    [
        "example.org", "ftp://example.org/", "file:///etc/passwd", "javascript:alert(1)", "//example.org/",
        "http://user@example.org/", "http://user:word@example.org/", "http://example.org:0/", "http://example.org:99999/",
        "http://example.org:/", "http://exa mple.org/", "http://example.org\\@127.0.0.1/", "http://example.org\t/",
        "http://127.1/", "http://0x7f.0.0.1/", "http://0177.0.0.1/", "http://2130706433/", "http://127.0.0.01/",
        "http://１２７.1/", "http://[fe80::1%25eth0]/", "http://[::1", "http://-a.org/", "http://a..org/", "http:///x",
        "http://" + "a" * 64 + ".org/", "http://example.org/" + "x" * 9000, "http://exa%6dple.org/", "",
    ],
)  # fmt: skip
def test_what_can_be_read_in_several_ways_is_refused(text: str) -> None:
    with pytest.raises(NetworkError) as refused:
        target(text)
    assert refused.value.code == "network.bad_address"


def test_digits_of_other_scripts_are_the_number_that_they_stand_for() -> None:
    assert host("１２７.0.0.1") == "127.0.0.1"


@pytest.mark.parametrize("text", ["93.184.215.14", "1.1.1.1", "2606:4700:4700::1111", "2a00:1450:4001::1"])
def test_public_addresses_are_public(text: str) -> None:
    assert is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize(
    "text",
    [
        "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.31.0.1", "192.0.0.192", "192.168.1.1",
        "198.18.0.1", "224.0.0.1", "255.255.255.255", "168.63.129.16", "::", "::1", "::ffff:1.1.1.1", "::1.1.1.1",
        "64:ff9b::1.1.1.1", "64:ff9b:1::1", "2002:101:101::1", "2001::1", "2001:db8::1", "fc00::1", "fe80::1",
        "ff02::1", "fd00:ec2::254", "5f00::1", "4000::1",
    ],
)  # fmt: skip
def test_all_others_are_not(text: str) -> None:
    assert not is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize(
    "text", ["169.254.169.254", "fe80::1", "0.0.0.0", "224.0.0.1", "100.100.100.200", "fd00:ec2::254"]
)
def test_nobody_has_a_server_of_their_own_at_a_special_address(text: str) -> None:
    assert not is_own(ipaddress.ip_address(text))


def test_one_private_answer_makes_all_of_them_suspect() -> None:
    with pytest.raises(NetworkError) as refused:
        checked("example.org", ["1.1.1.1", "10.0.0.1"], own=False, around=())
    assert refused.value.code == "network.private"


def test_a_private_address_is_for_the_persons_own_servers() -> None:
    assert [str(each) for each in checked("nas", ["192.168.1.9"], own=True, around=())] == ["192.168.1.9"]


def test_the_metadata_of_a_cloud_is_not_even_the_persons_own() -> None:
    with pytest.raises(NetworkError):
        checked("nas", ["169.254.169.254"], own=True, around=())


def test_a_public_address_in_the_machines_own_network_is_refused() -> None:
    with pytest.raises(NetworkError):
        checked("example.org", ["93.184.215.14"], own=False, around=(ipaddress.ip_network("93.184.215.0/24"),))


def test_the_machine_knows_its_own_networks() -> None:
    assert any(ipaddress.ip_address("127.0.0.1") in network for network in near() if network.version == 4)


def test_no_answer_is_an_unknown_host() -> None:
    with pytest.raises(NetworkError) as refused:
        checked("example.org", [], own=False, around=())
    assert refused.value.code == "network.unknown_host"


@pytest.mark.parametrize(
    "name", ["localhost", "nas", "a.localhost", "printer.local", "x.home.arpa", "metadata.google.internal"]
)
def test_local_names_are_known(name: str) -> None:
    assert is_local_name(name)
    assert not is_local_name("example.org")


def test_an_origin_says_its_port_where_it_is_not_the_schemes() -> None:
    assert str(Origin("http", "::1", 8000)) == "http://[::1]:8000"
    assert str(Origin("https", "example.org", 443)) == "https://example.org"
