"""Celery shell: a task per flow."""
