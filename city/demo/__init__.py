"""The command `citywallet demo`: the story of one card, told and checked step by step."""

from city.demo.run import run_demo

__all__ = ["run_demo"]
