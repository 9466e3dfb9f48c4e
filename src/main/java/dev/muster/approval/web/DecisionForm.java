package dev.muster.approval.web;

import io.swagger.v3.oas.annotations.media.Schema;

/** What a decision may send; the approval room keeps the allow-list, this only documents it. */
record DecisionForm(
    @Schema(
            description = "one of the approval's decisions",
            example = "APPROVE",
            requiredMode = Schema.RequiredMode.REQUIRED)
        String decision,
    @Schema(description = "why; some decisions need it", example = "all figures are inside")
        String reason) {}
