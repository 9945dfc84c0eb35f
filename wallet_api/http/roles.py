"""Who has a bearer key at the wallet service."""

OPERATOR = "operator"
