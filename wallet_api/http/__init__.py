"""The wallet's HTTP interface: parse, call one use case, render."""
