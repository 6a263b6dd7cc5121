"""What the house counts, in Prometheus' words."""

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

REGISTRY = CollectorRegistry()
CONTENT_TYPE = CONTENT_TYPE_LATEST
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)

SOCKETS = Gauge("kirjuri_sockets", "Open sockets by namespace", ["namespace"], registry=REGISTRY)
SOCKETS_CUT = Counter(
    "kirjuri_sockets_cut", "Sockets the server ended, by reason", ["reason"], registry=REGISTRY
)
SOCKET_EVENTS = Counter(
    "kirjuri_socket_events",
    "Requests over sockets by event and outcome",
    ["event", "outcome"],
    registry=REGISTRY,
)
SOCKET_SECONDS = Histogram(
    "kirjuri_socket_event_seconds",
    "From a request's arrival to its acknowledgement",
    ["event"],
    buckets=_SECONDS,
    registry=REGISTRY,
)
FRAMES = Counter(
    "kirjuri_frames_sent", "Events written to sockets, by name", ["event"], registry=REGISTRY
)
HTTP_REQUESTS = Counter(
    "kirjuri_http_requests",
    "HTTP requests by route and status",
    ["method", "route", "status"],
    registry=REGISTRY,
)
HTTP_SECONDS = Histogram(
    "kirjuri_http_request_seconds",
    "From a request's arrival to its answer",
    ["route"],
    buckets=_SECONDS,
    registry=REGISTRY,
)
FANOUT_LOST = Counter(
    "kirjuri_fanout_lost",
    "Frames that did not reach other processes (their clients were told to sync)",
    registry=REGISTRY,
)
OUTBOX_DEPTH = Gauge(
    "kirjuri_outbox_depth",
    "Rows of the outbox that are not done, by channel",
    ["channel"],
    registry=REGISTRY,
)


def as_text() -> bytes:
    """Everything, in Prometheus' text format."""
    return generate_latest(REGISTRY)
