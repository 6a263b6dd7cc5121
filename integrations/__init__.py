"""Other firms' machines: a port and its adapters each."""
