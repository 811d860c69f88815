"""The `papule` command."""
