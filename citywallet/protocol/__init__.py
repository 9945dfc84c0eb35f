"""What the services must agree on: pure code, one folder per specification, no input or output."""
