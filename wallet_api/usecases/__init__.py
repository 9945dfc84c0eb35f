"""The acts of the wallet, one file each."""
