"""What a verifier demands, and the report that answers: checks, reasons, sentences, decision."""

from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.policy.conditions import AllOf, AnyOf, Condition, Equals
from citywallet.protocol.policy.evaluate import Judging, evaluate_card, report_without_card
from citywallet.protocol.policy.examination import (
    Examination,
    IssuerNameWrong,
    ItemsDisclosed,
    StatusFacts,
)
from citywallet.protocol.policy.finding import Check, Finding, Outcome
from citywallet.protocol.policy.parse_policy import PolicyInvalid, parse_policy
from citywallet.protocol.policy.policy import HolderBinding, IssuanceLogUse, Policy, genuine_card_policy
from citywallet.protocol.policy.reasons import ORDER_OF_WEIGHT, Reason, sentence_of, weightiest
from citywallet.protocol.policy.report import Decision, Report, serialize_report

__all__ = [
    "ORDER_OF_WEIGHT",
    "AllOf",
    "AnyOf",
    "BilingualText",
    "Check",
    "Condition",
    "Decision",
    "Equals",
    "Examination",
    "Finding",
    "HolderBinding",
    "IssuanceLogUse",
    "IssuerNameWrong",
    "ItemsDisclosed",
    "Judging",
    "Outcome",
    "Policy",
    "PolicyInvalid",
    "Reason",
    "Report",
    "StatusFacts",
    "evaluate_card",
    "genuine_card_policy",
    "parse_policy",
    "report_without_card",
    "sentence_of",
    "serialize_report",
    "weightiest",
]
