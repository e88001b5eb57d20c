# One image for every role: docker compose names the role (web, smtp, worker, beat) after the image.
ARG BASE=python:3.13-slim-trixie

FROM ${BASE} AS build
ENV UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /build
COPY requirements.lock requirements-build.lock requirements-tools.lock ./
RUN ["python", "-m", "pip", "install", "--no-cache-dir", "--root-user-action=ignore", "--require-hashes", "-r", "requirements-tools.lock"]
RUN ["uv", "venv", "/opt/citoyen"]
RUN ["uv", "pip", "install", "--no-cache", "--python", "/opt/citoyen", "--require-hashes", "-r", "requirements.lock"]
# The project's own wheel comes last: it changes most often. The build hook brings the assets of the desk into it.
COPY . .
RUN ["uv", "build", "--no-cache", "--wheel", "--build-constraints", "requirements-build.lock", "--require-build-hashes", "--out-dir", "/dist"]
RUN uv pip install --no-cache --python /opt/citoyen --no-deps /dist/*.whl

FROM ${BASE}
LABEL org.opencontainers.image.title="Citoyen" org.opencontainers.image.licenses="MIT"
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates libmagic1t64 postgresql-client-17 tesseract-ocr tesseract-ocr-fra tesseract-ocr-osd \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 citoyen \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin citoyen \
    && install -d -o citoyen -g citoyen -m 750 /data
COPY --from=build /opt/citoyen /opt/citoyen
ENV PATH=/opt/citoyen/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 OMP_THREAD_LIMIT=1 \
    CITOYEN_DATA=/data CITOYEN_WEB_HOST=0.0.0.0 CITOYEN_SMTP_HOST=0.0.0.0
WORKDIR /data
VOLUME ["/data"]
USER 10001:10001
EXPOSE 8000 2525
STOPSIGNAL SIGTERM
# For the web role; docker-compose.yml says what health means for each of the others.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["citoyen"]
CMD ["web"]
