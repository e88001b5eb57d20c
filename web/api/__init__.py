"""The API for other software: ``/api/v1``, JSON in and out, described by its OpenAPI document."""
