"""Mail (.eml) by the standard library: the headers that a person sees, then the message, then mails inside of it."""

import email
import email.policy
from email.message import EmailMessage

from assistant.library.parsed import Parsed
from assistant.library.readers import web
from assistant.library.readers.draft import Draft, Options, one_line, squeeze
from assistant.library.readers.encoding import decode

_HEADERS = ("From", "To", "Cc", "Date", "Subject")
MOST_NESTED = 10


def read(data: bytes, options: Options) -> Parsed:
    """Headers, and the message as plain text, or as HTML where it has no other; attached files are named.

    A mail that is attached (forwarded) is read too, and so is text that stands in the message as a part of its own.
    """
    message = email.message_from_bytes(data, policy=email.policy.default)
    draft = Draft("mail")
    draft.title = one_line(str(message["Subject"] or ""))[:200]
    _message(draft, message, options, 0)
    return draft.finish()


def _message(draft: Draft, message: EmailMessage, options: Options, depth: int) -> None:
    headers = {name: one_line(str(message[name])) for name in _HEADERS if message[name]}
    draft.block("paragraph", "\n".join(f"{name}: {value}" for name, value in headers.items()))
    body = message.get_body(("plain", "html"))
    if isinstance(body, EmailMessage):
        _text(draft, body, options)
    for part in message.iter_attachments():
        nested = part.get_content() if part.get_content_type() == "message/rfc822" else None
        if isinstance(nested, EmailMessage) and depth < MOST_NESTED:
            _message(draft, nested, options, depth + 1)
        elif part.get_content_maintype() == "text" and part.get_filename() is None:
            _text(draft, part, options)
        else:
            draft.notes.append(f"attachment not read: {one_line(part.get_filename() or 'unnamed')}")


def _text(draft: Draft, part: EmailMessage, options: Options) -> None:
    try:
        content = str(part.get_content())
    except LookupError:  # a character set of which nobody knows
        raw = part.get_payload(decode=True)
        content = decode(raw, options.name)[0] if isinstance(raw, bytes) else ""
    if part.get_content_subtype() == "html":
        page = web.read(content.encode("utf-8", "replace"), options)
        for block in page.blocks:
            draft.block(block.kind, page.text[block.start : block.end], block.level)
    else:
        for paragraph in squeeze(content).split("\n\n"):
            draft.block("paragraph", paragraph)
