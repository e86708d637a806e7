"""The ways out of the hub, each an adapter of one small interface (``ways``)."""
