"""The resources of targets: proposals computed, saved, drawn and written as workbooks."""

from __future__ import annotations

from webmap.operation import JSON, SVG, XLSX, Operation
from webmap.parameters import LANG
from webmap.targets.target_parameters import SHAPE, TARGET_PARAMETERS

PROPOSE = Operation(
    "propose_targets",
    "/api/v1/targets/propose",
    "Targets split to managing units, communes, months and collection organisations by a rule; whole people, every "
    "level adds up; 400 with what to loosen where bounds and hand cells forbid the total",
    TARGET_PARAMETERS,
    ((JSON, "TargetProposal"),),
)
PROPOSAL = Operation(
    "targets",
    "/api/v1/targets/<proposal_id>",
    "A saved proposal of targets: question, rule, all levels, who saved it and as which release it was published",
    (LANG,),
    ((JSON, "SavedTargets"),),
)
TARGETS_SVG = Operation(
    "targets_svg",
    "/targets.svg",
    "The map of the growth that a question asks",
    (*TARGET_PARAMETERS, SHAPE),
    ((SVG, "Text"),),
)
TARGETS_XLSX = Operation(
    "targets_xlsx",
    "/targets.xlsx",
    "The proposal of a question as a workbook that the intake reads",
    TARGET_PARAMETERS,
    ((XLSX, "File"),),
)
PROPOSAL_SVG = Operation(
    "saved_targets_svg",
    "/targets/<proposal_id>/map.svg",
    "The map of the growth that a saved proposal asks",
    (SHAPE, LANG),
    ((SVG, "Text"),),
)
PROPOSAL_XLSX = Operation(
    "saved_targets_xlsx",
    "/targets/<proposal_id>/targets.xlsx",
    "A saved proposal as a workbook that the intake reads",
    (LANG,),
    ((XLSX, "File"),),
)
TARGET_OPERATIONS = (PROPOSE, PROPOSAL, TARGETS_SVG, TARGETS_XLSX, PROPOSAL_SVG, PROPOSAL_XLSX)
