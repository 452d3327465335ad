"""Tools of an agent that need nothing but what they are given, and what every tool is made of."""
