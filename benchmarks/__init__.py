"""Benchmarks: how fast citywallet is beside the limit of the hardware and beside other implementations.

`python -m benchmarks` measures everything and writes `results/*.json` and the tables of docs/performance.md.
"""
