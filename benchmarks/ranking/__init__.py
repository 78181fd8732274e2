"""What `benchmarks.retrieval` measures: questions over repositories, systems, signals, cost."""
