"""Online geocoding against a small local server that speaks Nominatim's JSON and fails in its ways."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.adapters.nominatim import OnlineGeocoder, Service
from planner.errors import PlannerError
from planner.geo.address_public import public_query

JELATEK = {
    "place_id": 1, "lat": "3.1641", "lon": "101.7351", "display_name": "Jalan Jelatek, Keramat, Kuala Lumpur",
    "boundingbox": ["3.1600", "3.1700", "101.7300", "101.7400"],
}  # fmt: skip


class Server(ThreadingHTTPServer):
    """Answers what the test put into ``replies`` (status, body), and keeps the queries it was asked."""

    def __init__(self) -> None:
        self.replies: list[tuple[int, str]] = []
        self.queries: list[str] = []
        super().__init__(("127.0.0.1", 0), Handler)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        server = self.server
        assert isinstance(server, Server)
        server.queries.append(parse_qs(urlparse(self.path).query)["q"][0])
        status, body = server.replies.pop(0) if server.replies else (200, json.dumps([JELATEK]))
        data = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    local = Server()
    thread = threading.Thread(target=local.serve_forever, daemon=True)
    thread.start()
    yield local
    local.shutdown()
    local.server_close()
    thread.join()


def geocoder(server: Server, tmp_path: Path, **gently: float) -> OnlineGeocoder:
    quick = {"min_delay_s": 0.0, "wait_after_error_s": 0.0, "retries": 2, "timeout_s": 2.0, **gently}
    service = Service(domain=f"127.0.0.1:{server.server_address[1]}", scheme="http", **quick)  # type: ignore[arg-type]
    return OnlineGeocoder(service, tmp_path / "cache.jsonl")


def test_an_answer_is_one_more_candidate(server: Server, tmp_path: Path) -> None:
    """Name, point, radius from the bounding box and a probability of its own."""
    answer = geocoder(server, tmp_path).ask("No 12, Jalan Jelatek, 54200 Kuala Lumpur")
    assert answer is not None
    assert (answer.lon, answer.lat) == (101.7351, 3.1641)
    assert 0.6 < answer.probability <= 0.9
    assert 700 < answer.radius_m < 900  # half the diagonal of 0.01° by 0.01°


def test_an_answer_of_another_name_is_doubted(server: Server, tmp_path: Path) -> None:
    """The service may answer something else than asked; that is less probable."""
    answer = geocoder(server, tmp_path).ask("Lorong Melor Dua, Sentul")
    assert answer is not None
    assert answer.probability < 0.1


ASKED = "Jalan Jelatek, 54200 Kuala Lumpur"
STREET = {"place_rank": 26, "importance": 0.3, "address": {"postcode": "54200", "state": "Kuala Lumpur"}}


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (STREET, STREET | {"address": {"postcode": "53000", "state": "Kuala Lumpur"}}),
        (STREET, STREET | {"address": {"postcode": "54200", "state": "Johor"}}),
        (STREET, STREET | {"place_rank": 14}),
        (STREET | {"importance": 0.6}, STREET | {"importance": 0.0, "place_rank": 20}),
        (STREET, STREET | {"type": "administrative"}),
        (STREET | {"display_name": "Jalan Jelatek, X"}, STREET | {"display_name": "Jalan Jelutong, X"}),
        (STREET | {"display_name": "Jalan Jelatek, X"}, STREET | {"display_name": "Lorong Jelatek, X"}),
    ],
)
def test_each_contradiction_lowers_the_probability(
    server: Server, tmp_path: Path, better: dict[str, object], worse: dict[str, object]
) -> None:
    """Postcode, state, rank, importance, type, name and kind of street each count, through the server's own JSON."""
    chances = []
    for number, extra in enumerate((better, worse)):
        server.replies = [(200, json.dumps([JELATEK | extra]))]
        answer = geocoder(server, tmp_path / str(number)).ask(ASKED)
        assert answer is not None
        chances.append(answer.probability)
    assert 0.0 < chances[1] < chances[0] <= 0.9


def test_another_state_and_odd_fields(server: Server, tmp_path: Path) -> None:
    """A street of that name in Johor is hardly ours; ranks that are no numbers count nothing."""
    server.replies = [(200, json.dumps([JELATEK | STREET | {"address": {"state": "Johor", "postcode": "80000"}}]))]
    far = geocoder(server, tmp_path / "far").ask(ASKED)
    assert far is not None
    assert far.probability < 0.2
    server.replies = [(200, json.dumps([JELATEK | {"place_rank": "x", "importance": None, "address": []}]))]
    assert geocoder(server, tmp_path / "odd").ask(ASKED) is not None


def test_the_same_question_is_asked_once_even_after_a_restart(server: Server, tmp_path: Path) -> None:
    """Found and not found alike are remembered on disk."""
    server.replies = [(200, json.dumps([JELATEK])), (200, "[]")]
    first = geocoder(server, tmp_path)
    assert first.ask("Jalan Jelatek") == first.ask("jln jelatek")
    assert first.ask("Jalan Antah Berantah") is None
    second = geocoder(server, tmp_path)
    assert second.ask("Jalan Jelatek") is not None
    assert second.ask("Jalan Antah Berantah") is None
    assert len(server.queries) == 2


def test_passing_failures_are_tried_again(server: Server, tmp_path: Path) -> None:
    """One 503 does not cost the answer."""
    server.replies = [(503, "busy")]
    assert geocoder(server, tmp_path).ask("Jalan Jelatek") is not None
    assert len(server.queries) == 2


@pytest.mark.parametrize(
    ("replies", "code"),
    [
        ([(429, "slow down")] * 3, "E3201"),
        ([(403, "blocked")] * 3, "E3201"),
        ([(500, "broken")] * 3, "E3202"),
        ([(200, "<html>not json</html>")] * 3, "E3203"),
        ([(200, '[{"lat": "north", "lon": "1", "display_name": "x"}]')], "E3203"),
    ],
)
def test_lasting_failures_have_a_code(
    server: Server, tmp_path: Path, replies: list[tuple[int, str]], code: str
) -> None:
    """Refusal, breakdown and nonsense are told apart, and nothing of them is remembered."""
    server.replies = list(replies)
    with pytest.raises(PlannerError) as caught:
        geocoder(server, tmp_path).ask("Jalan Jelatek")
    assert caught.value.faults[0].code == code
    assert caught.value.exit_code == 4
    assert not (tmp_path / "cache.jsonl").exists()


def test_a_server_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    """No network, no stack trace."""
    service = Service(domain="127.0.0.1:9", scheme="http", min_delay_s=0, wait_after_error_s=0, retries=0, timeout_s=1)
    with pytest.raises(PlannerError) as caught:
        OnlineGeocoder(service, tmp_path / "c").ask("Jalan Jelatek")
    assert caught.value.faults[0].code == "E3202"


def test_an_answer_outside_malaysia_is_none(server: Server, tmp_path: Path) -> None:
    """A street of that name in Jakarta is not a candidate."""
    server.replies = [(200, json.dumps([JELATEK | {"lat": "-6.2", "lon": "106.8"}]))]
    assert geocoder(server, tmp_path).ask("Jalan Jelatek") is None


def test_talk_without_a_street_is_never_sent(server: Server, tmp_path: Path) -> None:
    """Nothing to ask, nothing asked."""
    assert geocoder(server, tmp_path).ask("tolong, rumah saya dekat masjid, 012-3456789") is None
    assert server.queries == []


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("Blok B-12-3, PPR Jelatek, Jalan Jelatek, 54200 KL", "ppr jelatek, jalan jelatek, 54200, W.P. Kuala Lumpur"),
        ("Flat Sri Sabah Siti Aminah binti Osman 012-3456789", "flat seri sabah, Sabah"),
        ("Siti Aminah, No 7 Jalan Kuari, Cheras, suami pukul saya", "jalan kuari"),
        ("ibu tunggal lapar, 900101-14-5555", ""),
    ],
)
def test_only_street_level_names_are_sent(text: str, sent: str) -> None:
    """Units, people, phones, identity numbers and notes stay here."""
    query = public_query(text)
    if sent and "Sabah" in sent:
        assert query.startswith("flat seri sabah")
        assert not any(word in query for word in ("siti", "aminah", "osman", "0123"))
    else:
        assert query == sent


@given(
    block=st.sampled_from("ABCDE"), floor=st.integers(10, 29), door=st.integers(31, 99),
    phone=st.integers(10**9, 10**10 - 1), name=st.sampled_from(["Jalan Kuari", "PPR Kerinchi", "Taman Melati"]),
)  # fmt: skip
def test_no_unit_or_phone_ever_leaves(block: str, floor: int, door: int, phone: int, name: str) -> None:
    """Whatever the numbers, none of them is in what is sent."""
    query = public_query(f"Blok {block}-{floor}-{door}, {name}, tel 0{phone}, lapar")
    assert name.lower().split()[-1] in query
    assert not any(str(number) in query for number in (floor, door, phone))
