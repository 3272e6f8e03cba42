"""The HTML pages: read the request, call a verb or a query, render a context."""

from app.pages.embed import router as embed
from app.pages.respondent import router as respondent

routers = [respondent, embed]
