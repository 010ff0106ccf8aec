"""Open311 documents, read by a client of the standard from a server that only sends files."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from http.server import HTTPServer, SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any

import kiennghi as kn
import pytest
from georeport import GeoReport

from conftest import ROOT

SAMPLE = ROOT / "exchange" / "sample" / "so-dang-ky-2026.csv"


class Quiet(SimpleHTTPRequestHandler):
    """Sends the files of a folder, and says nothing."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """The address of a folder, on this machine alone."""
    httpd = HTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{httpd.server_port}"
    httpd.shutdown()
    httpd.server_close()
    thread.join()


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_client_of_the_standard_reads_services_and_requests(
    register: kn.Register, tmp_path: Path, server: str, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    register.import_file(SAMPLE)
    services = register.open311_services(tmp_path / f"services.{form}")
    count = register.open311_requests(tmp_path / f"requests.{form}", lang="en", texts="told")
    client = GeoReport(server, output_format=form)
    codes = {service["service_code"] for service in client.get_service_list()}
    assert len(codes) == services > 3
    requests: list[dict[str, Any]] = client.get_service_requests()
    assert len(requests) == count > 280
    items = {item.number: item for item in register.page(openness="all", limit=1000).items}
    for request in requests:
        item = items[request["service_request_id"]]
        assert request["service_code"] in codes and request["description"]
        assert request["status"] == ("closed" if item.status == "closed" else "open")
        if item.due is not None and not isinstance(item.due, datetime):
            due = datetime.fromisoformat(request["expected_datetime"])
            assert due.date() == item.due and (due.hour, due.minute, due.second) == (23, 59, 59)
            assert request["extended_attributes"]["due"] == item.due.isoformat()
        assert datetime.fromisoformat(request["requested_datetime"]).date() == item.received_at


def test_a_list_goes_from_one_register_to_another(register: kn.Register, tmp_path: Path) -> None:
    register.import_file(SAMPLE)
    count = register.open311_requests(tmp_path / "requests.xml", texts="told")
    with kn.Register.memory() as other:
        dry = other.import_open311(tmp_path / "requests.xml", mode="dry_run")
        assert (dry.added, dry.written, other.head.sequence) == (count, "dry_run", 4)
        assert other.import_open311(tmp_path / "requests.xml").added == count
        assert other.import_open311(tmp_path / "requests.xml").unchanged == count
        closed = [len(one.page(openness="closed", limit=1000).items) for one in (register, other)]
        assert closed[0] == closed[1]
    bomb = tmp_path / "bomb.xml"
    bomb.write_text('<!DOCTYPE a [<!ENTITY b "c">]><service_requests/>')
    with pytest.raises(kn.ExchangeError, match="document type"):
        register.import_open311(bomb)
