"""An S3 of the tests: moto's server on loopback, spoken to as obstore speaks to any bucket."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock
from urllib.request import Request, urlopen

from moto.server import ThreadedMotoServer

KEYS = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_REGION": "eu-north-1",
    "AWS_ALLOW_HTTP": "true",
}


@contextmanager
def bucket(name: str = "kirjuri-files") -> Iterator[str]:
    """The address of an empty bucket, as `KIRJURI_STORAGE_URL` names it."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        address = f"http://{host}:{port}"
        with urlopen(Request(f"{address}/{name}", method="PUT")):
            pass
        with mock.patch.dict("os.environ", {**KEYS, "AWS_ENDPOINT": address}):
            yield f"s3://{name}/files"
    finally:
        server.stop()
