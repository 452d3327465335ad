"""Toolkits of the agent that need the library, the disk or the network, and the registry of all."""
