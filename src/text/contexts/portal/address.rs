//! Another email address: on the status page, and by the links of its two mails.

use serde::Serialize;

use crate::PageContext;

/// The address a change was asked to.
#[derive(Debug, Clone, Serialize)]
pub struct WantedAddress {
    /// The address.
    pub email: String,
    /// When it counts, with the offset it should be shown in (RFC 3339); `None` until it is confirmed.
    pub counts_at: Option<String>,
}

/// Asks whether an address is the person's, or whether a change is to be stopped.
#[derive(Debug, Clone, Serialize)]
pub struct AddressPage {
    /// Where its form is sent.
    pub action: String,
    /// Confirm the address, or else stop the change.
    pub confirms: bool,
    /// Hours it waits once it is confirmed.
    pub hours: u32,
}

/// Tells that it is done.
#[derive(Debug, Clone, Serialize)]
pub struct AddressDonePage {
    /// Confirmed, or else stopped.
    pub confirmed: bool,
    /// Hours it waits once it is confirmed.
    pub hours: u32,
}

impl AddressPage {
    /// Title of the page.
    pub const TITLE: &'static str = "Another email address";
}

impl PageContext for AddressPage {
    const TEMPLATE: &'static str = "portal/address";

    fn samples() -> Vec<Self> {
        let page = |confirms| Self { action: "/address/sample".to_owned(), confirms, hours: 72 };
        vec![page(true), page(false)]
    }
}

impl PageContext for AddressDonePage {
    const TEMPLATE: &'static str = "portal/address_done";

    fn samples() -> Vec<Self> {
        vec![Self { confirmed: true, hours: 72 }, Self { confirmed: false, hours: 72 }]
    }
}
