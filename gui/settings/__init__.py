"""The settings' window, made from the settings themselves."""
