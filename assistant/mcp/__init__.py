"""Servers of the Model Context Protocol that the person configured: their tools, approved one by one, for the agent.

Only tools are used: no resources, prompts, sampling, elicitation or roots are offered to a server, or taken from it.
"""
