"""Servers that an OpenAPI file describes: the file read and checked, its operations as tools, keys in the keyring."""
