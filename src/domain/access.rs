//! What a role may see and do outside of cases: one table, checked by services and drawn by pages.

use super::vocabulary::{Role, vocabulary};

vocabulary! {
    /// Something other than a case command that needs a role.
    pub enum Permission {
        /// See case content: person, messages, notes.
        ReadCases = "read_cases",
        /// Record a request that came by another channel.
        RecordCases = "record_cases",
        /// See sent mail and send dead mail again.
        ManageOutbox = "manage_outbox",
        /// Read the journal of the whole desk.
        ReadAudit = "read_audit",
        /// Reports and exports.
        ReadReports = "read_reports",
        /// Take an export with names and addresses out of the desk.
        ExportPersonalData = "export_personal_data",
        /// Take the evidence of one request out of the desk.
        ExportEvidence = "export_evidence",
        /// Invite, disable and reset staff; keys; settings.
        ManageStaff = "manage_staff",
        /// See settings and template previews.
        ReadSettings = "read_settings",
        /// See which laws run, and why.
        ReadLaws = "read_laws",
        /// Say where systems are called that answer by themselves, and make their secrets.
        ManageConnectors = "manage_connectors",
        /// See the data map and its versions.
        ReadDataMap = "read_data_map",
        /// Place a legal hold on a person or a request.
        PlaceLegalHolds = "place_legal_holds",
        /// See legal holds.
        ReadLegalHolds = "read_legal_holds",
        /// Release a legal hold that a colleague placed.
        ReleaseLegalHolds = "release_legal_holds",
        /// Turn laws on and off, make versions of the data map (workflow.md: compliance sets policy).
        SetPolicy = "set_policy",
    }
}

impl Permission {
    /// Who holds it (workflow.md, "Verbs": admin sees no case content unless also a handler).
    pub const fn roles(self) -> &'static [Role] {
        match self {
            Self::ReadCases | Self::ReadReports => {
                &[Role::Handler, Role::Approver, Role::Compliance]
            }
            Self::RecordCases => &[Role::Handler, Role::Approver],
            Self::ManageOutbox => &[Role::Handler, Role::Approver, Role::Compliance],
            Self::ReadAudit | Self::ExportEvidence | Self::ReadLegalHolds => {
                &[Role::Compliance, Role::Approver]
            }
            Self::ReleaseLegalHolds => &[Role::Approver],
            Self::ManageStaff | Self::ManageConnectors => &[Role::Admin],
            Self::ReadSettings => &[Role::Admin, Role::Compliance],
            Self::ReadLaws | Self::ReadDataMap => &[Role::Admin, Role::Compliance, Role::Approver],
            Self::SetPolicy | Self::ExportPersonalData | Self::PlaceLegalHolds => {
                &[Role::Compliance]
            }
        }
    }

    /// Whether any of the roles holds it.
    pub fn held_by(self, roles: &[Role]) -> bool {
        self.roles().iter().any(|role| roles.contains(role))
    }
}
