"""HTML pages for people, served by this server."""
