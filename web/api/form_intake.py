"""The one place of the process that takes in forms."""

from fastapi import Request as HttpRequest

from flows.submit import FormIntake


def intake_of(http: HttpRequest) -> FormIntake:
    """Return what takes in the forms of the installation an HTTP request is for."""
    intake = http.app.state.form_intake
    if not isinstance(intake, FormIntake):
        raise TypeError("the application takes in no forms")
    return intake
