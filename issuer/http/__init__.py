"""The HTTP face of the issuer: parse, call one use case, render."""
