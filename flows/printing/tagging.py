"""What WeasyPrint leaves out of the tags of a PDF, put in before it is written: PDF/UA-1 (ISO 14289-1).

Matterhorn Protocol 09-005, 15-003 and 18-001. Heads of tables say whether they are of a column or of a row; what bears an identifier can be
found by it (ISO 32000-1, 14.7.2); page numbers and running heads, which it tags without a place in the tree, are artifacts. Between a list
and its items stands nothing.
"""

from collections.abc import Iterator, Mapping

import pydyf

Elements = Mapping[bytes, pydyf.Dictionary]


def finish(pdf: pydyf.PDF) -> None:
    """Mend the tags of a document."""
    found = {one.reference: one for one in pdf.objects if isinstance(one, pydyf.Dictionary)}
    root = found[pdf.catalog["StructTreeRoot"]]
    for one in found.values():
        if one.get("S") == "/L":
            _hold_items(one, found)
    placed = {reference: found[reference] for reference in _below(root, found)}
    for one in placed.values():
        if one["S"] == "/TH":
            one["A"]["Scope"] = "/Column" if _stands_in_head(one, found) else "/Row"
    _set_aside(pdf, found, root, placed)
    _name(pdf, root, placed)


def _below(element: pydyf.Dictionary, found: Elements) -> Iterator[bytes]:
    """Yield the references of all tags that have a place in the tree, in the order they are read."""
    due = list(reversed(element["K"]))
    while due:
        kid = due.pop()
        if isinstance(kid, bytes) and kid in found and found[kid].get("Type") == "/StructElem":
            yield kid
            due.extend(reversed(found[kid]["K"]))


def _hold_items(element: pydyf.Dictionary, found: Elements) -> None:
    """Put the items of a list right below it; HTML lets a division hold the terms of a list and what is said of them."""
    kids = pydyf.Array()
    for kid in element["K"]:
        within = found[kid]["K"] if isinstance(kid, bytes) and kid in found and found[kid].get("S") == "/Div" else None
        if within is None or not all(isinstance(one, bytes) and one in found for one in within):
            kids.append(kid)
            continue
        for one in within:
            found[one]["P"] = element.reference
        kids.extend(within)
    element["K"] = kids


def _stands_in_head(cell: pydyf.Dictionary, found: Elements) -> bool:
    row = found[cell["P"]]
    return bool(found[row["P"]]["S"] == "/THead")


def _set_aside(pdf: pydyf.PDF, found: Elements, root: pydyf.Dictionary, placed: Elements) -> None:
    """Make artifacts of marked content whose tag has no place in the tree: that is what stands in the margins of pages."""
    streams = {one.reference: one.stream for one in pdf.objects if isinstance(one, pydyf.Stream)}
    numbers = found[root["ParentTree"]]["Nums"]
    tags_of = dict(zip(numbers[::2], numbers[1::2], strict=True))
    for page in [one for one in found.values() if one.get("Type") == "/Page"]:
        tags = tags_of[page["StructParents"]]
        lost = {at for at, reference in enumerate(tags) if reference not in placed}
        for at in lost:
            tags[at] = b"null"
        parts = streams[page["Contents"]]
        for at, part in enumerate(parts):
            if isinstance(part, pydyf.Dictionary) and part.get("MCID") in lost:
                parts[at - 1], parts[at] = "/Artifact", pydyf.Dictionary({"Type": "/Pagination"})


def _name(pdf: pydyf.PDF, root: pydyf.Dictionary, placed: Elements) -> None:
    named = sorted((str(one["ID"].string), reference) for reference, one in placed.items() if "ID" in one)
    if named:
        names = pydyf.Array([part for name, reference in named for part in (pydyf.String(name), reference)])
        tree = pydyf.Dictionary({"Names": names})
        pdf.add_object(tree)
        root["IDTree"] = tree.reference
