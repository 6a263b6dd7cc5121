"""Socket.IO: what the widget and the console hear at once."""
