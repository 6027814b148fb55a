//! Open connections of each network: past the limit the oldest gives way to the newest, so that whoever
//! holds thousands open keeps nobody out, not even a health check from the same machine.

use std::any::Any;
use std::collections::{BTreeMap, HashMap};
use std::net::{Shutdown, TcpStream};
use std::os::fd::AsFd as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use actix_web::dev::Extensions;
use actix_web::rt::net::TcpStream as AsyncTcpStream;

use config::Settings;
use services::limits::network_of;

/// The open connections of a network, oldest first.
type Open = BTreeMap<u64, TcpStream>;

#[derive(Debug, Default)]
struct Book {
    next: u64,
    open: HashMap<String, Open>,
}

/// Every open connection that is counted.
#[derive(Debug, Clone)]
pub(super) struct Connections {
    book: Arc<Mutex<Book>>,
    settings: Arc<Settings>,
}

/// A counted connection; it counts until this goes away with it.
struct Counted {
    book: Arc<Mutex<Book>>,
    network: String,
    number: u64,
}

impl Connections {
    pub(super) fn new(settings: &Arc<Settings>) -> Self {
        Self { book: Arc::default(), settings: Arc::clone(settings) }
    }

    /// Counts a new connection, and closes the oldest of its network when there are too many.
    pub(super) fn opened(&self, connection: &dyn Any, data: &mut Extensions) {
        let most = usize::try_from(self.settings.server.connections_per_network).unwrap_or(0);
        let Some(stream) = connection.downcast_ref::<AsyncTcpStream>() else {
            return;
        };
        let Ok(peer) = stream.peer_addr() else {
            return;
        };
        let proxies = &self.settings.server.trusted_proxies;
        if most == 0 || proxies.iter().any(|network| network.contains(peer.ip())) {
            return;
        }
        // A second handle to the same connection, to end it from here.
        let Ok(handle) = stream.as_fd().try_clone_to_owned() else {
            return;
        };
        let network = network_of(peer.ip());
        let mut book = locked(&self.book);
        let number = book.next;
        book.next = number.wrapping_add(1);
        let open = book.open.entry(network.clone()).or_default();
        open.insert(number, TcpStream::from(handle));
        while open.len() > most {
            let Some((_, oldest)) = open.pop_first() else {
                break;
            };
            // One that is closed already is what was wanted.
            let _closed = oldest.shutdown(Shutdown::Both);
        }
        drop(book);
        data.insert(Counted { book: Arc::clone(&self.book), network, number });
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let mut book = locked(&self.book);
        if let Some(open) = book.open.get_mut(&self.network) {
            open.remove(&self.number);
            if open.is_empty() {
                book.open.remove(&self.network);
            }
        }
    }
}

fn locked(book: &Mutex<Book>) -> MutexGuard<'_, Book> {
    book.lock().unwrap_or_else(PoisonError::into_inner)
}
