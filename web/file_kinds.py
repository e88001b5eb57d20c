"""What a file is, in a word an agent knows, by its media type."""

from collections.abc import Mapping

from web.words import N_

_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
_TYPES: Mapping[str, str] = {
    N_("PDF"): "application/pdf",
    N_("Picture"): "image/jpeg image/png image/gif image/webp image/heic image/heif image/tiff image/bmp image/jp2 image/jpx image/svg+xml",
    N_("Video"): "video/mp4 video/quicktime video/x-msvideo video/webm video/3gpp",
    N_("Sound recording"): "audio/mpeg audio/x-m4a audio/mp4 audio/ogg audio/x-wav audio/amr",
    N_("Text"): "text/plain application/rtf text/rtf",
    N_("Web page"): "text/html application/xhtml+xml",
    N_("Text document"): f"application/msword {_OFFICE}.wordprocessingml.document {_OPEN}.text",
    N_("Spreadsheet"): f"text/csv application/vnd.ms-excel {_OFFICE}.spreadsheetml.sheet {_OPEN}.spreadsheet",
    N_("Slides"): f"application/vnd.ms-powerpoint {_OFFICE}.presentationml.presentation {_OPEN}.presentation",
    N_(
        "Archive of files"
    ): "application/zip application/gzip application/x-7z-compressed application/x-rar application/vnd.rar application/x-tar",
    N_("Program"): "application/vnd.microsoft.portable-executable application/x-dosexec application/x-executable text/x-shellscript",
    N_("E-mail"): "message/rfc822 application/vnd.ms-outlook",
    N_("Signed or encrypted message"): "application/pkcs7-mime application/x-pkcs7-mime application/pgp-encrypted",
    N_("Appointment"): "text/calendar",
    N_("Contact card"): "text/vcard",
    N_("File of unknown kind"): "application/octet-stream",
}
BY_TYPE: Mapping[str, str] = {media_type: kind for kind, types in _TYPES.items() for media_type in types.split()}
"""A media type that is not here speaks for itself."""
