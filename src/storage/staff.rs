//! Accounts of the people of the desk.

use chrono::{DateTime, Utc};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use super::connection::Db;
use super::schema::staff;
use super::store::HasDb;
use super::types::{Moment, moment, text_enum, time};
use super::{Reads, StoreError, WriteTx};

text_enum! {
    /// Whether an account can be used.
    StaffState {
        /// Has no password yet.
        Invited => "invited",
        /// Can sign in.
        Active => "active",
        /// Cannot sign in any more.
        Disabled => "disabled",
    }
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffMember {
    /// Unique.
    pub id: String,
    /// Lower case; unique.
    pub email: String,
    /// As colleagues know them.
    pub name: String,
    /// The roles' stable texts.
    pub roles: Vec<String>,
    /// A PHC string.
    pub password_hash: Option<String>,
    /// Whether it can be used.
    pub state: StaffState,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// By whom; none from the shell.
    pub created_by: Option<String>,
    /// Last seen.
    pub last_sign_in_at: Option<DateTime<Utc>>,
    /// How often to be told by mail.
    pub mail_frequency: String,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = staff)]
struct Row {
    id: String,
    email: String,
    name: String,
    roles: String,
    password_hash: Option<String>,
    state: String,
    created_at: Moment,
    created_by: Option<String>,
    last_sign_in_at: Option<Moment>,
    mail_frequency: String,
}

impl TryFrom<Row> for StaffMember {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let state = StaffState::from_text(&row.state)
            .ok_or_else(|| StoreError::corrupt("staff", &row.id, "an unknown state"))?;
        Ok(Self {
            id: row.id,
            email: row.email,
            name: row.name,
            roles: row.roles.split(',').filter(|r| !r.is_empty()).map(str::to_owned).collect(),
            password_hash: row.password_hash,
            state,
            created_at: row.created_at.0,
            created_by: row.created_by,
            last_sign_in_at: time(row.last_sign_in_at),
            mail_frequency: row.mail_frequency,
        })
    }
}

/// Stores a new account. `Conflict` when the address has one.
pub fn put(tx: &mut WriteTx<'_>, new: &StaffMember) -> Result<(), StoreError> {
    diesel::insert_into(staff::table)
        .values((
            staff::id.eq(&new.id),
            staff::email.eq(new.email.to_lowercase()),
            staff::name.eq(&new.name),
            staff::roles.eq(new.roles.join(",")),
            staff::password_hash.eq(&new.password_hash),
            staff::state.eq(new.state.as_str()),
            staff::created_at.eq(Moment(new.created_at)),
            staff::created_by.eq(&new.created_by),
            staff::last_sign_in_at.eq(moment(new.last_sign_in_at)),
            staff::mail_frequency.eq(&new.mail_frequency),
        ))
        .execute(tx.db())?;
    Ok(())
}

/// One account.
pub fn get(tx: &mut dyn Reads, id: &str) -> Result<Option<StaffMember>, StoreError> {
    let found = staff::table.find(id).select(Row::as_select()).first(tx.db()).optional()?;
    found.map(StaffMember::try_from).transpose()
}

/// The account of an address, in any case of letters.
pub fn by_email(tx: &mut dyn Reads, email: &str) -> Result<Option<StaffMember>, StoreError> {
    let found = staff::table
        .filter(staff::email.eq(email.to_lowercase()))
        .select(Row::as_select())
        .first(tx.db())
        .optional()?;
    found.map(StaffMember::try_from).transpose()
}

/// Accounts with an address above `after`, in order of address.
pub fn page(
    tx: &mut dyn Reads,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<StaffMember>, StoreError> {
    let mut query =
        staff::table.order(staff::email).limit(limit).select(Row::as_select()).into_boxed();
    if let Some(after) = after {
        query = query.filter(staff::email.gt(after));
    }
    query.load::<Row>(tx.db())?.into_iter().map(StaffMember::try_from).collect()
}

/// Makes other changes of accounts wait for this one, so that "the last administrator" and "this
/// address is free" hold until the commit. SQLite has one writer at a time anyway.
pub fn lock(tx: &mut WriteTx<'_>) -> Result<(), StoreError> {
    if let Db::Postgres(c) = tx.db() {
        c.batch_execute("SELECT pg_advisory_xact_lock(7446273318)")?;
    }
    Ok(())
}

/// How many accounts there are; 0 means the desk was never set up.
pub fn count(tx: &mut dyn Reads) -> Result<i64, StoreError> {
    Ok(staff::table.count().get_result(tx.db())?)
}

/// What may change about an account; `None` leaves it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StaffChange {
    /// Another name.
    pub name: Option<String>,
    /// Other roles.
    pub roles: Option<Vec<String>>,
    /// A new password; see also [`clear_password`].
    pub password_hash: Option<String>,
    /// Another state.
    pub state: Option<StaffState>,
    /// Last seen.
    pub last_sign_in_at: Option<DateTime<Utc>>,
    /// Another rhythm of mails.
    pub mail_frequency: Option<String>,
}

#[derive(AsChangeset)]
#[diesel(table_name = staff)]
struct Change {
    name: Option<String>,
    roles: Option<String>,
    password_hash: Option<String>,
    state: Option<&'static str>,
    last_sign_in_at: Option<Moment>,
    mail_frequency: Option<String>,
}

/// Changes an account. `NotFound` when there is none.
pub fn change(tx: &mut WriteTx<'_>, id: &str, what: &StaffChange) -> Result<(), StoreError> {
    if *what == StaffChange::default() {
        // diesel refuses an UPDATE that sets nothing.
        return get(tx, id)?.map(drop).ok_or(StoreError::NotFound);
    }
    let set = Change {
        name: what.name.clone(),
        roles: what.roles.as_ref().map(|roles| roles.join(",")),
        password_hash: what.password_hash.clone(),
        state: what.state.map(StaffState::as_str),
        last_sign_in_at: moment(what.last_sign_in_at),
        mail_frequency: what.mail_frequency.clone(),
    };
    let changed =
        diesel::update(staff::table.filter(staff::id.eq(id))).set(set).execute(tx.db())?;
    if changed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}

/// Takes an account's password away, so that only a new invitation lets its owner in.
pub fn clear_password(tx: &mut WriteTx<'_>, id: &str) -> Result<(), StoreError> {
    let changed = diesel::update(staff::table.find(id))
        .set(staff::password_hash.eq(None::<&str>))
        .execute(tx.db())?;
    if changed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}
