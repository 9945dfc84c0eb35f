"""Routes: those of OpenID4VP for wallets, and our own API for desks."""
