"""The pipeline: from bytes in to row and queue. Filled in below."""


def bench_pipeline(count: int, profile: bool) -> tuple[float, float]:
    raise SystemExit("no bench yet")
