"""The success core: facts, contracts, policies, health, firings, plays, touches."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.migrations.scoping import keep_apart

revision = "success_core"
down_revision = "statement_search"
branch_labels = None
depends_on = None

MADE = (
    "imports",
    "prediction_models",
    "sources",
    "account_fields",
    "account_merges",
    "contracts",
    "health",
    "policies",
    "predictions",
    "score_changes",
    "success_plans",
    "trigger_states",
    "facts",
    "firings",
    "identities",
    "milestones",
    "play_runs",
    "touches",
    "run_steps",
    "touch_links",
)


def upgrade() -> None:
    op.execute("SET LOCAL statement_timeout = '5min'")
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "imports",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column(
            "problems",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_imports_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
        sa.UniqueConstraint(
            "workspace_id", "kind", "sha256", name=op.f("uq_imports_workspace_id_kind_sha256")
        ),
    )
    op.create_index(op.f("ix_imports_workspace_id"), "imports", ["workspace_id"], unique=False)
    op.create_table(
        "prediction_models",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("weights", sa.LargeBinary(), nullable=False),
        sa.Column(
            "figures",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("learned_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_prediction_models_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prediction_models")),
        sa.UniqueConstraint("workspace_id", "kind", name=op.f("uq_prediction_models_workspace_id_kind")),
    )
    op.create_index(
        op.f("ix_prediction_models_workspace_id"), "prediction_models", ["workspace_id"], unique=False
    )
    op.create_table(
        "sources",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("fresh_hours", sa.Integer(), nullable=True),
        sa.Column("facts_count", sa.Integer(), nullable=False),
        sa.Column("rejected_count", sa.Integer(), nullable=False),
        sa.Column("last_fact_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_sources_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sources")),
        sa.UniqueConstraint("workspace_id", "name", name=op.f("uq_sources_workspace_id_name")),
    )
    op.create_index(op.f("ix_sources_workspace_id"), "sources", ["workspace_id"], unique=False)
    op.create_table(
        "account_fields",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("previous", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_account_fields_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_account_fields_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_fields")),
        sa.UniqueConstraint("account_id", "name", name=op.f("uq_account_fields_account_id_name")),
    )
    op.create_index(op.f("ix_account_fields_workspace_id"), "account_fields", ["workspace_id"], unique=False)
    op.create_table(
        "account_merges",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("kept_id", sa.String(), nullable=False),
        sa.Column("merged_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=True),
        sa.Column("key_id", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column(
            "moved",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["kept_id"], ["accounts.id"], name=op.f("fk_account_merges_kept_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["key_id"], ["api_keys.id"], name=op.f("fk_account_merges_key_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["merged_id"], ["accounts.id"], name=op.f("fk_account_merges_merged_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_account_merges_user_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_account_merges_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_merges")),
    )
    op.create_index(op.f("ix_account_merges_kept_id"), "account_merges", ["kept_id"], unique=False)
    op.create_index(op.f("ix_account_merges_key_id"), "account_merges", ["key_id"], unique=False)
    op.create_index(op.f("ix_account_merges_merged_id"), "account_merges", ["merged_id"], unique=False)
    op.create_index(op.f("ix_account_merges_user_id"), "account_merges", ["user_id"], unique=False)
    op.create_index(op.f("ix_account_merges_workspace_id"), "account_merges", ["workspace_id"], unique=False)
    op.create_table(
        "contracts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("arr_cents", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("renews_on", sa.Date(), nullable=False),
        sa.Column("auto_renews", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_contracts_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_contracts_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contracts")),
        sa.UniqueConstraint("account_id", "key", name=op.f("uq_contracts_account_id_key")),
    )
    op.create_index(op.f("ix_contracts_account_id"), "contracts", ["account_id"], unique=False)
    op.create_index(op.f("ix_contracts_workspace_id"), "contracts", ["workspace_id"], unique=False)
    op.create_table(
        "health",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("definition", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("band", sa.String(), nullable=True),
        sa.Column("coverage", sa.Float(), nullable=False),
        sa.Column("previous", sa.Float(), nullable=True),
        sa.Column(
            "factors",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
        sa.Column(
            "top",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("computed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_health_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_health_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_health")),
        sa.UniqueConstraint("account_id", "definition", name=op.f("uq_health_account_id_definition")),
    )
    op.create_index(op.f("ix_health_workspace_id"), "health", ["workspace_id"], unique=False)
    op.create_table(
        "policies",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("user_id", sa.String(), nullable=True),
        sa.Column("key_id", sa.String(), nullable=True),
        sa.Column(
            "settings",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("live_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["key_id"], ["api_keys.id"], name=op.f("fk_policies_key_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_policies_user_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_policies_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policies")),
        sa.UniqueConstraint(
            "workspace_id", "kind", "name", "number", name=op.f("uq_policies_workspace_id_kind_name_number")
        ),
    )
    op.create_index(op.f("ix_policies_key_id"), "policies", ["key_id"], unique=False)
    op.create_index(op.f("ix_policies_user_id"), "policies", ["user_id"], unique=False)
    op.create_index(op.f("ix_policies_workspace_id"), "policies", ["workspace_id"], unique=False)
    op.create_index(
        "uq_policies_live",
        "policies",
        ["workspace_id", "kind", "name"],
        unique=True,
        postgresql_where=sa.text("status IN ('live', 'off')"),
    )
    op.create_table(
        "predictions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column(
            "reasons",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_predictions_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_predictions_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_predictions")),
        sa.UniqueConstraint("account_id", "kind", name=op.f("uq_predictions_account_id_kind")),
    )
    op.create_index(op.f("ix_predictions_workspace_id"), "predictions", ["workspace_id"], unique=False)
    op.create_table(
        "score_changes",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("definition", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("band", sa.String(), nullable=True),
        sa.Column("previous", sa.Float(), nullable=True),
        sa.Column("coverage", sa.Float(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column(
            "top",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_score_changes_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_score_changes_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_changes")),
    )
    op.create_index(
        "ix_score_changes_account", "score_changes", ["account_id", "definition", "at"], unique=False
    )
    op.create_index(op.f("ix_score_changes_workspace_id"), "score_changes", ["workspace_id"], unique=False)
    op.create_table(
        "success_plans",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_success_plans_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_success_plans_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_success_plans")),
    )
    op.create_index(op.f("ix_success_plans_account_id"), "success_plans", ["account_id"], unique=False)
    op.create_index(op.f("ix_success_plans_workspace_id"), "success_plans", ["workspace_id"], unique=False)
    op.create_table(
        "trigger_states",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("trigger", sa.String(), nullable=False),
        sa.Column("is_armed", sa.Boolean(), nullable=False),
        sa.Column("crossings", sa.Integer(), nullable=False),
        sa.Column("last_value", sa.Float(), nullable=True),
        sa.Column("fired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("looked_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_trigger_states_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_trigger_states_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trigger_states")),
        sa.UniqueConstraint("account_id", "trigger", name=op.f("uq_trigger_states_account_id_trigger")),
    )
    op.create_index(op.f("ix_trigger_states_workspace_id"), "trigger_states", ["workspace_id"], unique=False)
    op.create_table(
        "facts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("label", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("merged_from", sa.String(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_facts_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_facts_contact_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_facts_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facts")),
    )
    op.create_index("ix_facts_series", "facts", ["account_id", "name", "at"], unique=False)
    op.create_table(
        "firings",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=True),
        sa.Column("trigger", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("priority", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column(
            "reason",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column(
            "top",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
        sa.Column(
            "evidence",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
        sa.Column(
            "checks",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("owner_rule", sa.String(), nullable=True),
        sa.Column("backup", sa.String(), nullable=True),
        sa.Column("pod", sa.String(), nullable=True),
        sa.Column(
            "sla",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("is_synthetic", sa.Boolean(), nullable=False),
        sa.Column("fired_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("breached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason_code", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("outcome", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_firings_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_firings_contact_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_firings_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_firings")),
        sa.UniqueConstraint(
            "account_id", "trigger", "cause", name=op.f("uq_firings_account_id_trigger_cause")
        ),
    )
    op.create_index(op.f("ix_firings_account_id"), "firings", ["account_id"], unique=False)
    op.create_index(op.f("ix_firings_contact_id"), "firings", ["contact_id"], unique=False)
    op.create_index(
        "ix_firings_open",
        "firings",
        ["workspace_id", "due_at"],
        unique=False,
        postgresql_where=sa.text("status <> 'closed'"),
    )
    op.create_index(op.f("ix_firings_workspace_id"), "firings", ["workspace_id"], unique=False)
    op.create_table(
        "identities",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("system", sa.String(), nullable=False),
        sa.Column("object", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_identities_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_identities_contact_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_identities_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identities")),
        sa.UniqueConstraint(
            "workspace_id",
            "system",
            "object",
            "folded",
            name=op.f("uq_identities_workspace_id_system_object_folded"),
        ),
    )
    op.create_index(op.f("ix_identities_account_id"), "identities", ["account_id"], unique=False)
    op.create_index(op.f("ix_identities_contact_id"), "identities", ["contact_id"], unique=False)
    op.create_index(op.f("ix_identities_workspace_id"), "identities", ["workspace_id"], unique=False)
    op.create_table(
        "milestones",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("plan_id", sa.String(), nullable=True),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_milestones_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["success_plans.id"], name=op.f("fk_milestones_plan_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_milestones_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestones")),
        sa.UniqueConstraint("account_id", "key", name=op.f("uq_milestones_account_id_key")),
    )
    op.create_index(op.f("ix_milestones_account_id"), "milestones", ["account_id"], unique=False)
    op.create_index(op.f("ix_milestones_plan_id"), "milestones", ["plan_id"], unique=False)
    op.create_index(op.f("ix_milestones_workspace_id"), "milestones", ["workspace_id"], unique=False)
    op.create_table(
        "play_runs",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=True),
        sa.Column("firing_id", sa.String(), nullable=True),
        sa.Column("play", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=True),
        sa.Column("waits_for", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("is_holdout", sa.Boolean(), nullable=False),
        sa.Column("is_synthetic", sa.Boolean(), nullable=False),
        sa.Column("outcome", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_why", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_play_runs_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_play_runs_contact_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["firing_id"], ["firings.id"], name=op.f("fk_play_runs_firing_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_play_runs_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_play_runs")),
        sa.UniqueConstraint(
            "workspace_id", "play", "cause", name=op.f("uq_play_runs_workspace_id_play_cause")
        ),
    )
    op.create_index(op.f("ix_play_runs_account_id"), "play_runs", ["account_id"], unique=False)
    op.create_index(op.f("ix_play_runs_contact_id"), "play_runs", ["contact_id"], unique=False)
    op.create_index(
        "ix_play_runs_due",
        "play_runs",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("status IN ('running', 'waiting')"),
    )
    op.create_index(op.f("ix_play_runs_firing_id"), "play_runs", ["firing_id"], unique=False)
    op.create_index(op.f("ix_play_runs_workspace_id"), "play_runs", ["workspace_id"], unique=False)
    op.create_table(
        "touches",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=True),
        sa.Column("run_id", sa.String(), nullable=True),
        sa.Column("interview_id", sa.String(), nullable=True),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column(
            "content",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("clicked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dismissed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_touches_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_touches_contact_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["interview_id"], ["interviews.id"], name=op.f("fk_touches_interview_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["play_runs.id"], name=op.f("fk_touches_run_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_touches_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_touches")),
        sa.UniqueConstraint("workspace_id", "key", name=op.f("uq_touches_workspace_id_key")),
    )
    op.create_index("ix_touches_account", "touches", ["account_id", "counted_at"], unique=False)
    op.create_index("ix_touches_contact", "touches", ["contact_id", "counted_at"], unique=False)
    op.create_index(
        "ix_touches_due", "touches", ["due_at"], unique=False, postgresql_where=sa.text("status = 'held'")
    )
    op.create_index(op.f("ix_touches_interview_id"), "touches", ["interview_id"], unique=False)
    op.create_index(op.f("ix_touches_run_id"), "touches", ["run_id"], unique=False)
    op.create_index(op.f("ix_touches_workspace_id"), "touches", ["workspace_id"], unique=False)
    op.create_table(
        "run_steps",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column(
            "decision",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column(
            "result",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("task_id", sa.String(), nullable=True),
        sa.Column("interview_id", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["interview_id"], ["interviews.id"], name=op.f("fk_run_steps_interview_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["play_runs.id"], name=op.f("fk_run_steps_run_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["tasks.id"], name=op.f("fk_run_steps_task_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_run_steps_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_steps")),
        sa.UniqueConstraint("run_id", "step", "visit", name=op.f("uq_run_steps_run_id_step_visit")),
    )
    op.create_index(op.f("ix_run_steps_interview_id"), "run_steps", ["interview_id"], unique=False)
    op.create_index(op.f("ix_run_steps_run_id"), "run_steps", ["run_id"], unique=False)
    op.create_index(op.f("ix_run_steps_task_id"), "run_steps", ["task_id"], unique=False)
    op.create_index(op.f("ix_run_steps_workspace_id"), "run_steps", ["workspace_id"], unique=False)
    op.create_table(
        "touch_links",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("touch_id", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column(
            "clicks",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["touch_id"], ["touches.id"], name=op.f("fk_touch_links_touch_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_touch_links_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_touch_links")),
        sa.UniqueConstraint("token", name=op.f("uq_touch_links_token")),
    )
    op.create_index(op.f("ix_touch_links_touch_id"), "touch_links", ["touch_id"], unique=False)
    op.create_index(op.f("ix_touch_links_workspace_id"), "touch_links", ["workspace_id"], unique=False)
    op.add_column("accounts", sa.Column("parent_id", sa.String(), nullable=True))
    op.add_column("accounts", sa.Column("merged_into_id", sa.String(), nullable=True))
    op.add_column("accounts", sa.Column("stage", sa.String(), nullable=True))
    op.add_column("accounts", sa.Column("tier", sa.String(), nullable=True))
    op.add_column("accounts", sa.Column("industry", sa.String(), nullable=True))
    op.add_column("accounts", sa.Column("team_size", sa.Integer(), nullable=True))
    op.add_column("accounts", sa.Column("time_zone", sa.String(), nullable=True))
    op.add_column("accounts", sa.Column("started_on", sa.Date(), nullable=True))
    op.add_column("accounts", sa.Column("churned_on", sa.Date(), nullable=True))
    op.add_column("accounts", sa.Column("backup", sa.String(), nullable=True))
    op.add_column("accounts", sa.Column("pod", sa.String(), nullable=True))
    op.add_column("accounts", sa.Column("no_contact_until", sa.Date(), nullable=True))
    op.add_column("accounts", sa.Column("no_contact_reason", sa.String(), nullable=True))
    op.add_column("accounts", sa.Column("look_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_accounts_look",
        "accounts",
        ["workspace_id", "look_at"],
        unique=False,
        postgresql_where=sa.text("look_at IS NOT NULL"),
    )
    op.create_index(op.f("ix_accounts_merged_into_id"), "accounts", ["merged_into_id"], unique=False)
    op.create_index(op.f("ix_accounts_parent_id"), "accounts", ["parent_id"], unique=False)
    op.create_foreign_key(
        op.f("fk_accounts_merged_into_id"),
        "accounts",
        "accounts",
        ["merged_into_id"],
        ["id"],
        ondelete="SET NULL",
    )
    op.create_foreign_key(
        op.f("fk_accounts_parent_id"), "accounts", "accounts", ["parent_id"], ["id"], ondelete="SET NULL"
    )
    op.add_column("contacts", sa.Column("time_zone", sa.String(), nullable=True))
    op.add_column("contacts", sa.Column("language", sa.String(), nullable=True))
    op.add_column("contacts", sa.Column("opted_out_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("contacts", sa.Column("left_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("contacts", sa.Column("unsubscribe_token", sa.String(), nullable=True))
    op.create_unique_constraint(op.f("uq_contacts_unsubscribe_token"), "contacts", ["unsubscribe_token"])
    op.add_column("mails", sa.Column("touch_id", sa.String(), nullable=True))
    op.add_column(
        "mails",
        sa.Column(
            "headers",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
    )
    op.create_index(op.f("ix_mails_touch_id"), "mails", ["touch_id"], unique=False)
    op.create_foreign_key(
        op.f("fk_mails_touch_id"), "mails", "touches", ["touch_id"], ["id"], ondelete="SET NULL"
    )
    op.add_column("tasks", sa.Column("firing_id", sa.String(), nullable=True))
    op.add_column("tasks", sa.Column("run_id", sa.String(), nullable=True))
    op.add_column("tasks", sa.Column("key", sa.String(), nullable=True))
    op.add_column("tasks", sa.Column("breached_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_tasks_firing_id"), "tasks", ["firing_id"], unique=False)
    op.create_index(op.f("ix_tasks_run_id"), "tasks", ["run_id"], unique=False)
    op.create_unique_constraint(op.f("uq_tasks_workspace_id_key"), "tasks", ["workspace_id", "key"])
    op.create_foreign_key(
        op.f("fk_tasks_run_id"), "tasks", "play_runs", ["run_id"], ["id"], ondelete="SET NULL"
    )
    op.create_foreign_key(
        op.f("fk_tasks_firing_id"), "tasks", "firings", ["firing_id"], ["id"], ondelete="SET NULL"
    )
    for table in MADE:
        keep_apart(table)
    op.execute("SET LOCAL earshot.workspace = '*'")
    op.execute(
        "INSERT INTO identities (id, workspace_id, system, object, external_id, folded, account_id)"
        " SELECT 'idn_' || substr(md5(a.id || e.key), 1, 26), a.workspace_id, lower(e.key), 'account',"
        " e.value, lower(e.value), a.id FROM accounts a, jsonb_each_text(a.external_ids) e ORDER BY a.id"
        " ON CONFLICT DO NOTHING"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("fk_tasks_firing_id"), "tasks", type_="foreignkey")
    op.drop_constraint(op.f("fk_tasks_run_id"), "tasks", type_="foreignkey")
    op.drop_constraint(op.f("uq_tasks_workspace_id_key"), "tasks", type_="unique")
    op.drop_index(op.f("ix_tasks_run_id"), table_name="tasks")
    op.drop_index(op.f("ix_tasks_firing_id"), table_name="tasks")
    op.drop_column("tasks", "breached_at")
    op.drop_column("tasks", "key")
    op.drop_column("tasks", "run_id")
    op.drop_column("tasks", "firing_id")
    op.drop_constraint(op.f("fk_mails_touch_id"), "mails", type_="foreignkey")
    op.drop_index(op.f("ix_mails_touch_id"), table_name="mails")
    op.drop_column("mails", "headers")
    op.drop_column("mails", "touch_id")
    op.drop_constraint(op.f("uq_contacts_unsubscribe_token"), "contacts", type_="unique")
    op.drop_column("contacts", "unsubscribe_token")
    op.drop_column("contacts", "left_at")
    op.drop_column("contacts", "opted_out_at")
    op.drop_column("contacts", "language")
    op.drop_column("contacts", "time_zone")
    op.drop_constraint(op.f("fk_accounts_parent_id"), "accounts", type_="foreignkey")
    op.drop_constraint(op.f("fk_accounts_merged_into_id"), "accounts", type_="foreignkey")
    op.drop_index(op.f("ix_accounts_parent_id"), table_name="accounts")
    op.drop_index(op.f("ix_accounts_merged_into_id"), table_name="accounts")
    op.drop_index("ix_accounts_look", table_name="accounts", postgresql_where=sa.text("look_at IS NOT NULL"))
    op.drop_column("accounts", "look_at")
    op.drop_column("accounts", "no_contact_reason")
    op.drop_column("accounts", "no_contact_until")
    op.drop_column("accounts", "pod")
    op.drop_column("accounts", "backup")
    op.drop_column("accounts", "churned_on")
    op.drop_column("accounts", "started_on")
    op.drop_column("accounts", "time_zone")
    op.drop_column("accounts", "team_size")
    op.drop_column("accounts", "industry")
    op.drop_column("accounts", "tier")
    op.drop_column("accounts", "stage")
    op.drop_column("accounts", "merged_into_id")
    op.drop_column("accounts", "parent_id")
    op.drop_index(op.f("ix_touch_links_workspace_id"), table_name="touch_links")
    op.drop_index(op.f("ix_touch_links_touch_id"), table_name="touch_links")
    op.drop_table("touch_links")
    op.drop_index(op.f("ix_run_steps_workspace_id"), table_name="run_steps")
    op.drop_index(op.f("ix_run_steps_task_id"), table_name="run_steps")
    op.drop_index(op.f("ix_run_steps_run_id"), table_name="run_steps")
    op.drop_index(op.f("ix_run_steps_interview_id"), table_name="run_steps")
    op.drop_table("run_steps")
    op.drop_index(op.f("ix_touches_workspace_id"), table_name="touches")
    op.drop_index(op.f("ix_touches_run_id"), table_name="touches")
    op.drop_index(op.f("ix_touches_interview_id"), table_name="touches")
    op.drop_index("ix_touches_due", table_name="touches", postgresql_where=sa.text("status = 'held'"))
    op.drop_index("ix_touches_contact", table_name="touches")
    op.drop_index("ix_touches_account", table_name="touches")
    op.drop_table("touches")
    op.drop_index(op.f("ix_play_runs_workspace_id"), table_name="play_runs")
    op.drop_index(op.f("ix_play_runs_firing_id"), table_name="play_runs")
    op.drop_index(
        "ix_play_runs_due",
        table_name="play_runs",
        postgresql_where=sa.text("status IN ('running', 'waiting')"),
    )
    op.drop_index(op.f("ix_play_runs_contact_id"), table_name="play_runs")
    op.drop_index(op.f("ix_play_runs_account_id"), table_name="play_runs")
    op.drop_table("play_runs")
    op.drop_index(op.f("ix_milestones_workspace_id"), table_name="milestones")
    op.drop_index(op.f("ix_milestones_plan_id"), table_name="milestones")
    op.drop_index(op.f("ix_milestones_account_id"), table_name="milestones")
    op.drop_table("milestones")
    op.drop_index(op.f("ix_identities_workspace_id"), table_name="identities")
    op.drop_index(op.f("ix_identities_contact_id"), table_name="identities")
    op.drop_index(op.f("ix_identities_account_id"), table_name="identities")
    op.drop_table("identities")
    op.drop_index(op.f("ix_firings_workspace_id"), table_name="firings")
    op.drop_index("ix_firings_open", table_name="firings", postgresql_where=sa.text("status <> 'closed'"))
    op.drop_index(op.f("ix_firings_contact_id"), table_name="firings")
    op.drop_index(op.f("ix_firings_account_id"), table_name="firings")
    op.drop_table("firings")
    op.drop_index("ix_facts_series", table_name="facts")
    op.drop_table("facts")
    op.drop_index(op.f("ix_trigger_states_workspace_id"), table_name="trigger_states")
    op.drop_table("trigger_states")
    op.drop_index(op.f("ix_success_plans_workspace_id"), table_name="success_plans")
    op.drop_index(op.f("ix_success_plans_account_id"), table_name="success_plans")
    op.drop_table("success_plans")
    op.drop_index(op.f("ix_score_changes_workspace_id"), table_name="score_changes")
    op.drop_index("ix_score_changes_account", table_name="score_changes")
    op.drop_table("score_changes")
    op.drop_index(op.f("ix_predictions_workspace_id"), table_name="predictions")
    op.drop_table("predictions")
    op.drop_index(
        "uq_policies_live", table_name="policies", postgresql_where=sa.text("status IN ('live', 'off')")
    )
    op.drop_index(op.f("ix_policies_workspace_id"), table_name="policies")
    op.drop_index(op.f("ix_policies_user_id"), table_name="policies")
    op.drop_index(op.f("ix_policies_key_id"), table_name="policies")
    op.drop_table("policies")
    op.drop_index(op.f("ix_health_workspace_id"), table_name="health")
    op.drop_table("health")
    op.drop_index(op.f("ix_contracts_workspace_id"), table_name="contracts")
    op.drop_index(op.f("ix_contracts_account_id"), table_name="contracts")
    op.drop_table("contracts")
    op.drop_index(op.f("ix_account_merges_workspace_id"), table_name="account_merges")
    op.drop_index(op.f("ix_account_merges_user_id"), table_name="account_merges")
    op.drop_index(op.f("ix_account_merges_merged_id"), table_name="account_merges")
    op.drop_index(op.f("ix_account_merges_key_id"), table_name="account_merges")
    op.drop_index(op.f("ix_account_merges_kept_id"), table_name="account_merges")
    op.drop_table("account_merges")
    op.drop_index(op.f("ix_account_fields_workspace_id"), table_name="account_fields")
    op.drop_table("account_fields")
    op.drop_index(op.f("ix_sources_workspace_id"), table_name="sources")
    op.drop_table("sources")
    op.drop_index(op.f("ix_prediction_models_workspace_id"), table_name="prediction_models")
    op.drop_table("prediction_models")
    op.drop_index(op.f("ix_imports_workspace_id"), table_name="imports")
    op.drop_table("imports")
