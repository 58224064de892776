"""The same answers in the same order, here, in processes and on Dask, even when a worker dies."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from planner.adapters import cluster
from planner.errors import PlannerError

sys.path.insert(0, str(Path(__file__).parent))

import cluster_work as work

needs_dask = pytest.mark.skipif(find_spec("distributed") is None, reason="left out: Dask is not installed")


@pytest.fixture(scope="module", params=["here", "processes", pytest.param("dask", marks=needs_dask)])
def workers(request, tmp_path_factory):
    """Each kind of cluster; the workers find this folder's modules."""
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parent), str(Path(cluster.__file__).parents[2])])
    made = {
        "here": cluster.Here,
        "processes": lambda: cluster.Processes(2),
        "dask": lambda: cluster.open_cluster("local:2"),
    }
    with made[request.param]() as opened:
        yield opened
    if before is None:
        del os.environ["PYTHONPATH"]
    else:
        os.environ["PYTHONPATH"] = before


def test_answers_in_order(workers):
    """Whatever worker does a part, the answers are those of this process, in the order of the parts."""
    assert workers.map(work.square, list(range(50))) == [work.square(n) for n in range(50)]
    assert workers.map(work.square, []) == []


def test_the_work_is_elsewhere(workers):
    """Processes and Dask work outside this process, and in more than one."""
    pids = set(workers.map(work.who, list(range(40))))
    if isinstance(workers, cluster.Here):
        assert pids == {os.getpid()}
    else:
        assert os.getpid() not in pids


def test_a_part_that_fails_says_so(workers):
    """An exception comes out as it was raised, and the cluster goes on."""
    with pytest.raises(ValueError, match="third part"):
        workers.map(work.fail, [1, 2, 3, 4])
    assert workers.map(work.square, [4]) == [16]


def test_a_lost_worker_costs_time_only(workers, tmp_path):
    """A worker killed in the middle of its part: every answer still comes, in order."""
    if isinstance(workers, cluster.Here):
        pytest.skip("there is no worker to lose")
    parts = [(number, str(tmp_path)) for number in range(8)]
    assert workers.map(work.die_once, parts) == [number * 10 for number in range(8)]
    assert (tmp_path / "died").exists()


def test_a_part_that_kills_every_worker_is_told(workers):
    """A part that no worker survives ends with a fault, not with an endless loop."""
    if not isinstance(workers, cluster.Processes):
        pytest.skip("shown on plain processes")
    with pytest.raises(PlannerError, match="E3705"):
        workers.map(work.die_always, [1])
    assert workers.map(work.square, [4]) == [16]


def test_addresses(monkeypatch):
    """Empty is here; without Dask local: is plain processes and tcp: says what to install; nonsense is refused."""
    assert isinstance(cluster.open_cluster(" "), cluster.Here)
    for wrong in ("local:0", "local:", "four", "http://host:1"):
        with pytest.raises(PlannerError, match="E2704"):
            cluster.open_cluster(wrong)
    monkeypatch.setattr(cluster, "find_spec", lambda _name: None)
    with cluster.open_cluster("local:1") as opened:
        assert isinstance(opened, cluster.Processes)
    with pytest.raises(PlannerError, match="E2705"):
        cluster.open_cluster("tcp://127.0.0.1:8786")


@needs_dask
def test_no_scheduler_there(monkeypatch):
    """A scheduler that does not answer is an outside fault."""
    import distributed  # noqa: PLC0415

    real = distributed.Client
    monkeypatch.setattr(distributed, "Client", lambda address, **words: real(address, **{**words, "timeout": 1}))
    with pytest.raises(PlannerError, match="E3705"):
        cluster.open_cluster("tcp://127.0.0.1:9")
