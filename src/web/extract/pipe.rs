//! From a connection to the thread that seals: a file's bytes, piece by piece, with flat memory.

use std::io::{self, Read};

use actix_web::web::{self, Bytes};
use futures_util::future::join;
use futures_util::{Stream, StreamExt as _};
use tokio::sync::mpsc::{Receiver, Sender, channel};

use crate::error::WebError;
use domain::case::Case;
use domain::file::NewFile;
use services::files::{self, Incoming};
use services::{Deps, ServiceError};

/// So much of a refused file is read on, so that the answer reaches a browser that is still sending.
const READ_ON: usize = 256 * 1_024 * 1_024;
/// Pieces between the connection and the seal.
const AHEAD: usize = 4;

/// A file as it arrives: the body of a message, or a part of one.
pub(crate) trait Pieces<E>: Stream<Item = Result<Bytes, E>> + Unpin {}

impl<E, S: Stream<Item = Result<Bytes, E>> + Unpin> Pieces<E> for S {}

/// Sends a file's bytes to the thread that seals them. A refusal is an answer; everything else an error.
pub(crate) async fn store<E>(
    deps: &web::Data<Deps>,
    case: &Case,
    content: impl Pieces<E>,
    incoming: Incoming,
) -> Result<Result<NewFile, ServiceError>, WebError> {
    let (to, from) = channel(AHEAD);
    let (inner, case) = (web::Data::clone(deps), case.clone());
    let span = tracing::Span::current();
    let work = web::block(move || {
        let mut pipe = Pipe { from, piece: Bytes::new() };
        span.in_scope(|| files::receive(&inner, &case, &incoming, &mut pipe))
    });
    let ((), stored) = join(forward(content, to), work).await;
    match stored? {
        Err(error @ ServiceError::Fields(_)) => Ok(Err(error)),
        Err(error) => Err(error.into()),
        Ok(file) => Ok(Ok(file)),
    }
}

/// Passes the bytes on; when nobody takes them any more, reads on for a while.
async fn forward<E>(mut content: impl Pieces<E>, to: Sender<io::Result<Bytes>>) {
    let mut left = READ_ON;
    let mut taken = true;
    while let Some(piece) = content.next().await {
        let broken = piece.is_err();
        let size = piece.as_ref().map_or(0, Bytes::len);
        if taken {
            let piece = piece.map_err(|_| io::Error::from(io::ErrorKind::ConnectionReset));
            taken = to.send(piece).await.is_ok();
        }
        left = left.saturating_sub(size);
        if broken || (!taken && left == 0) {
            return;
        }
    }
}

/// Reads what nobody wants, for a while.
pub(crate) async fn skip<E>(mut content: impl Pieces<E>) {
    let mut left = READ_ON;
    while let Some(Ok(piece)) = content.next().await {
        left = left.saturating_sub(piece.len());
        if left == 0 {
            return;
        }
    }
}

/// The other end, for a thread that may wait.
struct Pipe {
    from: Receiver<io::Result<Bytes>>,
    piece: Bytes,
}

impl Read for Pipe {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.piece.is_empty() {
            match self.from.blocking_recv() {
                Some(piece) => self.piece = piece?,
                None => return Ok(0),
            }
        }
        let size = self.piece.len().min(into.len());
        let taken = self.piece.split_to(size);
        (&taken[..]).read(into)
    }
}
