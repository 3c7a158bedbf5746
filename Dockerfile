# docker build -t feedsvc .        (BASE may be any Debian with Python 3.11 or newer; with --build-arg LOCK=extras.lock for
# PostgreSQL, S3, brotli, zstd and httptools)
ARG BASE=debian:bookworm-slim

FROM ${BASE} AS build
RUN apt-get update && apt-get install -y --no-install-recommends python3 python3-pip && rm -rf /var/lib/apt/lists/*
WORKDIR /build
RUN python3 -m venv --without-pip /opt/feedsvc
ARG LOCK=requirements.lock
COPY deploy/${LOCK} ./
RUN python3 -m pip --python /opt/feedsvc/bin/python install --no-cache-dir --require-hashes -r ${LOCK}
COPY pyproject.toml README.md ./
COPY feedsvc feedsvc
RUN python3 -m pip --python /opt/feedsvc/bin/python install --no-cache-dir --no-deps . \
 && find /opt/feedsvc -name '*.pyi' -delete

FROM ${BASE}
RUN apt-get update && apt-get install -y --no-install-recommends python3-minimal libpython3-stdlib ca-certificates \
 && apt-get clean && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/* /var/log/* /usr/share/doc /usr/share/man \
 && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin feedsvc \
 && mkdir -p /config /state /feeds && chown 10001:10001 /state /feeds
COPY --from=build /opt/feedsvc /opt/feedsvc
ENV PATH=/opt/feedsvc/bin:/usr/bin:/bin \
    PYTHONDONTWRITEBYTECODE=1 \
    FEEDSVC_CONFIG=/config/config.toml \
    FEEDSVC_STORE=sqlite:/state/feedsvc.db \
    FEEDSVC_PUBLISH=file:/feeds \
    FEEDSVC_HOST=0.0.0.0
USER 10001:10001
VOLUME ["/state", "/feeds"]
EXPOSE 8080
HEALTHCHECK --interval=1m --timeout=10s --start-period=2m CMD ["feedsvc", "health"]
ENTRYPOINT ["feedsvc"]
CMD ["run"]
