"""Who has a bearer key at the issuer."""

OFFICER = "officer"
AUDITOR = "auditor"
