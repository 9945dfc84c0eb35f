"""What the wallet needs from outside, as interfaces: store, vault, signer, issuers, verifiers."""
