"""Settings: what a deployment may set comes from the environment; README.md lists every name.

A value that cannot be read stops the start with the name of the variable (django-environ raises
ImproperlyConfigured), instead of a default that hides a typing error.
"""

import sys
from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from whitenoise.compress import Compressor

from rsp_tracker import embedded

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / ".data"))).expanduser().resolve()
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SECRET_KEY = env.str("SECRET_KEY", default="") or embedded.secret_key(DATA_DIR)

INSTALLED_APPS = [
    "django.contrib.admin.apps.SimpleAdminConfig",  # urls.py loads its pages, which only the web needs
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
    "commitments",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "commitments.views.caching.PublicCaching",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "rsp_tracker.urls"
WSGI_APPLICATION = "rsp_tracker.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "commitments.views.requests.carried",
            ],
        },
    },
]

# --- services: named by the environment, or embedded under DATA_DIR -------------------------------
DATABASES = {
    "default": env.db("DATABASE_URL")
    if env.str("DATABASE_URL", default="")
    else embedded.database(DATA_DIR)
}
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="") or embedded.redis_url(DATA_DIR)

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": embedded.with_database(REDIS_URL, 1),  # 0 is the broker's
    },
}

CELERY_BROKER_URL = embedded.broker_url(REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True  # the ledger of fetch attempts says what happened
# A worker that is killed loses no job. One child that a document kills does: handed out again at once, the
# document would kill the next; the source's claim lapses and its turn comes again.
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# More than the longest fetch and the longest reading together.
CELERY_TASK_SOFT_TIME_LIMIT = 330
CELERY_TASK_TIME_LIMIT = 390
# A job whose worker was killed is handed out again after this; it must exceed the time limit above.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 600}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker however long that takes
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    "fetch-due-sources": {
        "task": "commitments.tasks.fetch_due_sources",
        "schedule": env.float("FETCH_EVERY_SECONDS", default=60.0),
    },
    "sweep-exports": {"task": "commitments.tasks.sweep_exports", "schedule": 600.0},
}

# --- evidence ----------------------------------------------------------
MEDIA_ROOT = DATA_DIR / "blobs"
STORAGES = {
    "default": {"BACKEND": "commitments.blobs.BlobStorage"},
    # Files that a worker made for readers, for a day: web and worker must both reach it.
    "exports": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "exports"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- fetching ----------------------------------------------------------
CONTACT = env.str("CONTACT", default="https://localhost/about")
FETCH_USER_AGENT = f"rsp-commitment-tracker/0.1 (+{CONTACT})"
FETCH_CONNECT_SECONDS = env.float("FETCH_CONNECT_SECONDS", default=10.0)
FETCH_READ_SECONDS = env.float("FETCH_READ_SECONDS", default=30.0)
FETCH_TOTAL_SECONDS = env.float("FETCH_TOTAL_SECONDS", default=120.0)
FETCH_MAX_BYTES = env.int("FETCH_MAX_BYTES", default=25 * 1024 * 1024)  # on the wire
FETCH_MAX_UNPACKED_BYTES = env.int("FETCH_MAX_UNPACKED_BYTES", default=25 * 1024 * 1024)
FETCH_MAX_HEADER_BYTES = env.int("FETCH_MAX_HEADER_BYTES", default=64 * 1024)
FETCH_MAX_REDIRECTS = env.int("FETCH_MAX_REDIRECTS", default=5)
# A text that is new counts when it is still there after this.
FETCH_CONFIRM_AFTER = timedelta(seconds=env.float("FETCH_CONFIRM_SECONDS", default=600.0))
# Between two visits to a host, over all workers; and how long a worker waits for its turn before it gives way.
FETCH_HOST_SECONDS = env.float("FETCH_HOST_SECONDS", default=2.0)
FETCH_PATIENCE_SECONDS = env.float("FETCH_PATIENCE_SECONDS", default=5.0)
# Networks that may be fetched although they are not public, as CIDR; tests open loopback.
FETCH_ALLOWED_NETWORKS = env.list("FETCH_ALLOWED_NETWORKS", default=[])
FETCH_ENABLED = env.bool("FETCH_ENABLED", default=True)

# --- reading: what one document may cost, in a process of its own ---------------------
EXTRACT_SECONDS = env.float("EXTRACT_SECONDS", default=60.0)
EXTRACT_MEMORY_MB = env.int("EXTRACT_MEMORY_MB", default=1024)

# --- pages ----------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = DEBUG
# Nothing asks for a file by its unhashed name, and only developers' tools ask for maps: to compress them as
# well would take a first start twice as long.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
LOGIN_URL = "admin:login"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "frame-src": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
# Behind a TLS proxy set HTTPS=true: cookies and redirects then insist on it.
HTTPS = env.bool("HTTPS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# --- API ----------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.LimitOffsetPagination",
    "PAGE_SIZE": 50,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "commitments.api.errors.handle",
    "UNAUTHENTICATED_USER": None,
    "NUM_PROXIES": 1 if HTTPS else 0,  # whose word counts for the address that asks
}
SPECTACULAR_SETTINGS = {
    "TITLE": "RSP commitment tracker",
    "DESCRIPTION": "Every version of every AI safety policy, and what became of each commitment in it.",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    # Lists of choices stay where they are used; hoisted, "kind" of this and that would need invented names.
    "POSTPROCESSING_HOOKS": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "stream": sys.stderr, "formatter": "line"}
    },
    "loggers": {"httpx": {"level": "WARNING"}},  # the ledger has every request
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
}
