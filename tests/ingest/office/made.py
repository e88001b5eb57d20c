"""Office documents made for tests."""

import io
import zipfile

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
ODT = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
)


def packed(**parts: str) -> bytes:
    """Return an archive; « word__document » is word/document.xml."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in parts.items():
            is_mark = name == "mimetype"
            archive.writestr(
                name if is_mark else name.replace("__", "/") + ".xml", xml, zipfile.ZIP_STORED if is_mark else zipfile.ZIP_DEFLATED
            )
    return sink.getvalue()


def docx(body: str, **more: str) -> bytes:
    """Return a Word document with these paragraphs."""
    return packed(word__document=f"<w:document {W}><w:body>{body}</w:body></w:document>", **more)


def odt(body: str, styles: str = "") -> bytes:
    """Return an OpenDocument Text with these paragraphs."""
    return packed(
        mimetype="application/vnd.oasis.opendocument.text",
        content=f"<office:document-content {ODT}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
    )


def paragraphs(*lines: str) -> str:
    """Return lines as the paragraphs of a Word document."""
    return "".join(f"<w:p><w:r><w:t xml:space='preserve'>{line}</w:t></w:r></w:p>" for line in lines)
