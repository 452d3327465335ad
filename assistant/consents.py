"""Asking for a call, under the application's name, for a window or a terminal that shows what is asked."""

from chains.consent import Consent, ConsentRequest, Decision, denied, places

__all__ = ["Consent", "ConsentRequest", "Decision", "denied", "places"]
