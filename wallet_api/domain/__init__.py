"""Values of the wallet and their pure transitions."""
