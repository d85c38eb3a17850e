"""One settings module, driven by LMS_MODE=demo|test|server and the usual URLs.

Nothing imports it but Django. Server mode refuses to start without what it needs, naming it.
"""

import sqlite3
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from django.utils.csp import CSP

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.str("LMS_VAR_DIR", default=str(BASE_DIR / "var")))

LMS_MODE = env.str("LMS_MODE", default="demo")
if LMS_MODE not in {"demo", "test", "server"}:
    raise ImproperlyConfigured(f"LMS_MODE must be demo, test or server, not {LMS_MODE!r}.")
IS_SERVER = LMS_MODE == "server"
IS_DEMO = LMS_MODE == "demo"


def needed(name: str, default: str) -> str:
    """A setting that server mode must be given and the other modes have a default for."""
    value = env.str(name, default="")
    if value:
        return value
    if IS_SERVER:
        raise ImproperlyConfigured(f"{name} is not set. LMS_MODE=server does not start without it.")
    return default


def local_secret() -> str:
    """A key of this copy's own, made once, so that a demo keeps its sessions over a restart."""
    if LMS_MODE == "test":
        return "only-for-tests-" + "x" * 40
    path = VAR_DIR / "secret-key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key())
    return path.read_text()


SECRET_KEY = needed("SECRET_KEY", "") or local_secret()
ALLOWED_HOSTS = needed("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
DATABASE_URL = needed("DATABASE_URL", f"sqlite:///{VAR_DIR / 'waymark.sqlite3'}")
# The one permanent base of every IRI in our statements; written to the database at the first migrate.
BASE_IRI = needed("BASE_IRI", "https://waymark.example")
SITE_URL = needed("SITE_URL", "http://127.0.0.1:8000")
DEBUG = env.bool("DEBUG", default=False)

INSTALLED_APPS = [
    "assessments.demo",
    "assessments.home",
    "assessments.reports",
    "assessments.skills",
    "assessments.attempts",
    "assessments.bank",
    "courses",
    "lms.accounts",
    "lms.site",
    "lms.frameworks",
    "lms.disclosure",
    "lms.lrs",
    "lms.outbox",
    "lms.audit",
    "lms.derived",
    "lms.checks.ChecksConfig",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.contrib.redirects",
    "wagtail.contrib.typed_table_block",
    "wagtail.sites",
    "wagtail",
    "modelcluster",
    "taggit",
    "treebeard",
    "allauth",
    "allauth.account",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",  # for FORM_RENDERER
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "lms.lrs.middleware.PastTheSite",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "lms.site.middleware.PrivateWhenSignedIn",
    "lms.site.middleware.OnlyLanguagesOnScreen",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "lms.site.middleware.StylesInTheCms",
    "allauth.account.middleware.AccountMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "lms.urls"
WSGI_APPLICATION = "lms.wsgi.application"

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
                "django.template.context_processors.csp",
                "lms.site.context_processors.site",
            ],
            # The design system's tags are the vocabulary of every template, so they need no load line.
            "builtins": ["lms.site.templatetags.design"],
        },
    },
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # so that our templates come before a widget's own

# Database.
DATABASES = {"default": env.db_url_config(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Immediate transactions and FULL, by the figures in lms/docs/decisions/0002-databases.md.
    SQLITE_JOURNAL = "WAL" if sqlite3.sqlite_version_info >= (3, 51, 3) else "DELETE"
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            f"PRAGMA journal_mode={SQLITE_JOURNAL};PRAGMA synchronous=FULL;"
            "PRAGMA foreign_keys=ON;PRAGMA journal_size_limit=67108864;"
        ),
    }
else:
    DATABASES["default"].update(
        CONN_MAX_AGE=60,
        CONN_HEALTH_CHECKS=True,
        OPTIONS={
            "prepare_threshold": 2,  # only queries of lms.prepared bind on the server, so only they are kept
            "options": "-c lock_timeout=5s -c statement_timeout=30s "
            "-c idle_in_transaction_session_timeout=60s -c synchronous_commit=on "
            "-c plan_cache_mode=force_generic_plan",  # of what is kept: written so that one fits all values
        },
    )

# Sign-in limits must hold over processes, so never a cache in one process's memory.
REDIS_URL = needed("REDIS_URL", "")
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
    SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
    SESSION_ENGINE = "django.contrib.sessions.backends.db"

# Identity
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
if LMS_MODE == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "lms.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
# Sign-up is closed: whoever makes an account vouches for its address, so there is nothing to confirm by mail.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = True  # for SESSION_COOKIE_AGE; no tick box
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # this session stays, all others end
# Guesses are limited per account (10 in 5 minutes); a whole department may sign in from one address.
ACCOUNT_RATE_LIMITS = {
    "login": "1000/m/ip",
    "login_failed": "10/5m/key",
    "reset_password": "100/m/ip,5/m/key",
}

# Mail goes to the console until there is a server for it.
EMAIL_URL = env.email_url("EMAIL_URL", default="consolemail://")
MAIL_OPTIONS = {
    "host": EMAIL_URL.get("EMAIL_HOST"),
    "port": EMAIL_URL.get("EMAIL_PORT"),
    "username": EMAIL_URL.get("EMAIL_HOST_USER"),
    "password": EMAIL_URL.get("EMAIL_HOST_PASSWORD"),
    "use_tls": EMAIL_URL.get("EMAIL_USE_TLS", False),
    "use_ssl": EMAIL_URL.get("EMAIL_USE_SSL", False),
    "timeout": 10,
}
MAILERS = {
    "default": {
        "BACKEND": EMAIL_URL["EMAIL_BACKEND"],
        "OPTIONS": MAIL_OPTIONS if EMAIL_URL["EMAIL_BACKEND"].endswith("smtp.EmailBackend") else {},
    }
}
# Whom the privacy and accessibility pages name. A demo has nobody, and says so.
CONTACT_EMAIL = needed("CONTACT_EMAIL", "")
DATA_PROTECTION_EMAIL = needed("DATA_PROTECTION_EMAIL", "")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Waymark <noreply@waymark.example>")

# Languages: English on screen, Welsh ready underneath.
LANGUAGE_CODE = "en-gb"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]
USE_I18N = True
WAGTAIL_I18N_ENABLED = True
USE_TZ = True
TIME_ZONE = "Europe/London"
LOCALE_PATHS = [BASE_DIR / "lms" / "locale"]

# Static files and media
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "lms" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LMS_MODE == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_AUTOREFRESH = LMS_MODE == "test"  # nothing is collected for tests

# Wagtail
WAGTAIL_SITE_NAME = "Waymark"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # would send hashes of staff e-mail to a third party
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_FRONTEND_LOGIN_URL = WAGTAILADMIN_LOGIN_URL = "/account/login/"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False  # the address is the sign-in, and not the person's own to change
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAIL_WORKFLOW_ENABLED = True
WAGTAILADMIN_COMMENTS_ENABLED = True
WAGTAILADMIN_PERMITTED_LANGUAGES = [("en-gb", "English")]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
TAGGIT_CASE_INSENSITIVE = True

# The block that lessons may hold and courses know only by name (design, decision 3).
LESSON_BLOCKS = ["assessments.bank.blocks.KnowledgeCheckBlock"]

# Outbox: one thread in this process, or Celery workers. Either only wakes the drain.
CELERY_BROKER_URL = needed("CELERY_BROKER_URL", "")
OUTBOX_RUNNER = "celery" if CELERY_BROKER_URL else ("inline" if LMS_MODE == "test" else "thread")
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 240
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 300}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0}
# A sweep that no worker took in time is the next one's to do: they must not pile up while workers are away.
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "lms.outbox.tasks.sweep", "schedule": 30.0, "options": {"expires": 30.0}}
}

# The record store: what one request may hold, and which sites' scripts may talk to it from a browser.
LRS_MAX_BODY_BYTES = env.int("LRS_MAX_BODY_BYTES", default=2**20)
LRS_MAX_STATEMENTS = env.int("LRS_MAX_STATEMENTS", default=500)
LRS_MAX_ATTACHMENTS = env.int("LRS_MAX_ATTACHMENTS", default=20)
LRS_MAX_ATTACHMENT_BYTES = env.int("LRS_MAX_ATTACHMENT_BYTES", default=10 * 2**20)
LRS_MAX_MULTIPART_BYTES = env.int("LRS_MAX_MULTIPART_BYTES", default=48 * 2**20)
LRS_CORS_ORIGINS = env.list("LRS_CORS_ORIGINS", default=[])
# How long statements are kept, such as 7y, 18m or 90d. Without it, for ever.
LRS_RETENTION = env.str("LRS_RETENTION", default="")
# Where statements may be forwarded to: names of servers, * for any public one, networks such as 10.2.0.0/16.
LRS_FORWARD_TO = env.list("LRS_FORWARD_TO", default=[] if IS_SERVER else ["*"])

# Security
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF, "data:"],
    "frame-ancestors": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
}
X_FRAME_OPTIONS = "SAMEORIGIN"  # the CMS shows its preview in a frame
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_FAILURE_VIEW = "lms.site.views.csrf_failure"
if IS_SERVER:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^health/$"]  # asked by the load balancer, inside
    SECURE_HSTS_SECONDS = 31536000
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    CSRF_TRUSTED_ORIGINS = [SITE_URL]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "INFO" if LMS_MODE != "test" else "WARNING"},
}
