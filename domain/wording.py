"""Sentences that a shell can still translate: use cases speak English, people read their own language."""


class Message(str):
    """A sentence with its values filled in, which a shell can still translate: it keeps the ``template`` and the ``values``."""

    __slots__ = ("template", "values")

    template: str
    values: dict[str, object]


def say(template: str, **values: object) -> Message:
    """Return the sentence ``template`` with its values; the template is the message id of the translations."""
    message = Message(template.format(**values))
    message.template = template
    message.values = values
    return message
