"""What `benchmarks.encoder` measures: tasks and their data, the systems compared, statistics."""
