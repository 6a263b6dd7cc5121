"""A local stand-in for Procountor, for the demo and for tests; never the real one."""

from integrations.procountor.sandbox.app import create_app, serve
from integrations.procountor.sandbox.faults import FAULTS, Fault, parse_fault
from integrations.procountor.sandbox.switches import Switches

__all__ = ["FAULTS", "Fault", "Switches", "create_app", "parse_fault", "serve"]
