"""Mail (.eml) by the standard library: the headers that a person sees, then the message."""

import email
import email.policy
from email.message import EmailMessage

from assistant.library.parsed import Parsed
from assistant.library.readers import web
from assistant.library.readers.draft import Draft, Options, one_line, squeeze

_HEADERS = ("From", "To", "Cc", "Date", "Subject")


def read(data: bytes, options: Options) -> Parsed:
    """Headers, and the message as plain text, or as HTML where it has no other; attachments are named."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    draft = Draft("mail")
    headers = {name: one_line(str(message[name])) for name in _HEADERS if message[name]}
    draft.title = headers.get("Subject", "")[:200]
    draft.block("paragraph", "\n".join(f"{name}: {value}" for name, value in headers.items()))
    body = message.get_body(("plain", "html"))
    if isinstance(body, EmailMessage):
        content = body.get_content()
        if body.get_content_subtype() == "html":
            page = web.read(str(content).encode("utf-8", "replace"), options)
            for block in page.blocks:
                draft.block(block.kind, page.text[block.start : block.end], block.level)
        else:
            for paragraph in squeeze(str(content)).split("\n\n"):
                draft.block("paragraph", paragraph)
    draft.notes += [
        f"attachment not read: {one_line(part.get_filename() or 'unnamed')}" for part in message.iter_attachments()
    ]
    return draft.finish()
