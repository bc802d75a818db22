"""What the engine is measured against. Those that are not here are figures of an earlier harness, see `bench.sync`."""
