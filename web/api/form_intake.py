"""The one place of the process that takes in forms, where files wait for theirs, and the maps they show."""

from fastapi import Request as HttpRequest

from flows.form_files import FormFiles
from flows.submit import FormIntake
from web.form_map import TownMaps


def intake_of(http: HttpRequest) -> FormIntake:
    """Return what takes in the forms of the installation an HTTP request is for."""
    intake = http.app.state.form_intake
    if not isinstance(intake, FormIntake):
        raise TypeError("the application takes in no forms")
    return intake


def files_of(http: HttpRequest) -> FormFiles:
    """Return the files that wait for their form to be sent."""
    files = http.app.state.form_files
    if not isinstance(files, FormFiles):
        raise TypeError("the application keeps no files of forms")
    return files


def maps_of(http: HttpRequest) -> TownMaps:
    """Return the maps of the towns."""
    maps = http.app.state.maps
    if not isinstance(maps, TownMaps):
        raise TypeError("the application has no maps")
    return maps
