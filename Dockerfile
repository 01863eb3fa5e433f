# docker build --build-arg COMMIT=$(git rev-parse HEAD) -t baophu .
# docker run -p 8000:8000 -v baophu:/data baophu
# What is fetched is pinned by requirements.txt and package-lock.json.

FROM node:22-bookworm-slim AS packages
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts

FROM python:3.11-slim-bookworm AS build
RUN python -m venv /opt/baophu
COPY requirements.txt .
RUN /opt/baophu/bin/pip install --no-cache-dir --disable-pip-version-check -r requirements.txt
WORKDIR /app
COPY package-lock.json ./
COPY geodata geodata
COPY services services
COPY webmap webmap
COPY --from=packages /build/node_modules /build/node_modules
RUN /opt/baophu/bin/python -m webmap.vendoring --packages /build/node_modules \
    && /opt/baophu/bin/python -m webmap.bundling --packages /build/node_modules \
    && /opt/baophu/bin/python -m webmap.compiled_templates \
    && /opt/baophu/bin/python -m compileall -q geodata services webmap

FROM python:3.11-slim-bookworm
RUN groupadd --gid 10001 baophu \
    && useradd --uid 10001 --gid baophu --no-create-home --home-dir /data --shell /usr/sbin/nologin baophu \
    && install --directory --owner=baophu --group=baophu /data
COPY --from=build /opt/baophu /opt/baophu
COPY --from=build /app /app
WORKDIR /app
ARG COMMIT=""
ENV PATH=/opt/baophu/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    BAOPHU_HOME=/data \
    BAOPHU_HOST=0.0.0.0 \
    BAOPHU_COMMIT=$COMMIT
USER baophu
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f\"http://127.0.0.1:{os.environ.get('BAOPHU_PORT') or 8000}/readyz\", timeout=4)"]
ENTRYPOINT ["python", "-m", "webmap"]
CMD ["serve"]
