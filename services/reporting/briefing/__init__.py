"""The paragraphs that reports open with, written from the data in both languages."""

from services.reporting.briefing.writing import Briefing as Briefing
from services.reporting.briefing.writing import BriefingParagraph as BriefingParagraph
from services.reporting.briefing.writing import ParagraphKind as ParagraphKind
from services.reporting.briefing.writing import build_briefing as build_briefing
