"""The names of the claims that the credential format itself gives a meaning."""

# In no disclosure, so that a holder cannot hide or choose them.
NEVER_DISCLOSED = frozenset({"iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "status"})

# Set by the format, and therefore not among the claims of a credential type.
REGISTERED = NEVER_DISCLOSED | {"iat"}
