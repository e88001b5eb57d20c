"""How templates are made ready: what stands on a page each time in the same way is worked out once, when its template is compiled."""

from collections.abc import Callable

from jinja2 import Environment, nodes, pass_eval_context
from jinja2.nodes import EvalContext
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

Gettext = Callable[[str], str]
_SAYS = frozenset({"_", "gettext"})


class Prepared(Environment):
    """Templates of one language. Their sentences without variables, and their icons, stand in the compiled page as text.

    A page has a few hundred of them: to look each up anew took a tenth of the time in which a page is made.
    """

    says: Gettext
    draws: Callable[[str], Markup]

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        template = super()._parse(source, name, filename)
        _Plain(self).visit(template)
        return template


def prepare(environment: Prepared, gettext: Gettext, draws: Callable[[str], Markup]) -> None:
    """Let an environment say sentences by ``gettext``, and draw icons; those with variables, too, without Jinja's two calls in between."""
    environment.says, environment.draws = gettext, draws

    @pass_eval_context
    def said(context: EvalContext, sentence: str, **variables: object) -> str:
        found = gettext(sentence)
        # What is put into it is escaped by that.
        return (Markup(found) if context.autoescape else found) % variables  # noqa: S704

    environment.globals.update({"_": said, "gettext": said, "drawn": draws})


class _Plain(NodeTransformer):
    """Puts in the place of a call what it gives, where that is the same each time."""

    def __init__(self, environment: Prepared) -> None:
        self._environment = environment

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        """Return the text of a plain sentence or of an icon; any other call as it was, what is in it made ready."""
        match node:
            case nodes.Call(node=nodes.Name(name=name), args=[nodes.Const(value=str(sentence))], kwargs=[]) if name in _SAYS:
                text = Markup(self._environment.says(sentence)) % {}  # noqa: S704 - a sentence of ours
            case nodes.Call(node=nodes.Getattr(node=nodes.Name(name="parts"), attr="icon"), args=[nodes.Const(value=str(name))], kwargs=[]):
                text = self._environment.draws(name)
            case _:
                return self.generic_visit(node)
        return nodes.Const(text, lineno=node.lineno, environment=node.environment)
