"""The issuer: signs credentials about the citizens of a register, and publishes and anchors their status."""
