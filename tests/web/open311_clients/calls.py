"""Every call of the PyPI packages georeport and civicbot, unchanged: python calls.py ADDRESS API_KEY PUBLIC_NUMBER."""

import json
import sys

from civicbot.http import HttpError, HttpTransport, RateLimiter
from civicbot.open311 import Open311Client
from civicbot.registry import Endpoint
from georeport import GeoReport

TOWN = "valognes"


def main(address: str, key: str, number: str) -> None:
    base = f"{address}/open311/v2"
    endpoint = Endpoint(id="town", name="town", base_url=base, write=True)
    client = Open311Client(endpoint, HttpTransport(rate_limiter=RateLimiter(min_interval=0)), jurisdiction_id=TOWN)
    told: dict[str, object] = {"services": client.list_services(), "definition": client.get_service_definition("VOI-01")}
    fields = {"lat": 49.5098, "lng": -1.4701, "description": "Trou posé en Python", "email": "anne.quesnel@courriel.example"}
    wanted = {"dry_run": False, "confirm": "SEND", "validate_remote": True, "attributes": {"size": "l", "near": ["1", "2"]}}
    sent = client.create_request("VOI-01", api_key=key, **fields, **wanted)
    told["posted"] = sent.response
    code = sent.response[0]["service_request_id"]
    told["token"] = client.get_token(code)
    told["own"] = client.get_request(code)
    told["several"] = client.list_requests(service_request_ids=[code, number])
    told["listed"] = client.list_requests(status="open", service_code="VOI-01", page_size=10)
    try:
        client.create_request("VOI-01", api_key="faux", address_string="ici", dry_run=False, confirm="SEND")
    except HttpError as error:
        told["refused"] = [error.status, error.body]
    for form in ("json", "xml"):
        reader = GeoReport(base, jurisdiction=TOWN, output_format=form)
        told[f"georeport_{form}"] = {
            "services": reader.get_service_list(),
            "definition": reader.get_service_definition("VOI-01"),
            "listed": reader.get_service_requests(status="open,closed"),
            "several": reader.get_service_requests(service_request_id=f"{code},{number}"),
            "one": reader.get_service_request(number),
        }
    print(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
