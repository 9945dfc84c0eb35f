"""The wallet's ports met by a database, files and HTTP. They translate and decide nothing."""
