"""MCP servers and OpenAPI files: configured, looked at, and what of them the agent may use."""
