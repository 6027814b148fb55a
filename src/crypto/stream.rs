//! Sealing of whole files, piece by piece, so that memory stays flat and any part can be opened alone.
//!
//! The construction is STREAM (Hoang, Reyhanitabar, Rogaway and Vizár, 2015) over XChaCha20-Poly1305: the nonce of a
//! piece holds its number and whether it is the last. A file that was cut, extended or put in another order does not
//! open. Each file has a key of its own, and every piece is bound to the place the file belongs to.
//!
//! Layout: version 1 · nonce prefix (19) · pieces of 64 KiB, each followed by its tag (16); the last may be shorter.

use std::io::{self, Write};
use std::ops::Range;

use aead_stream::{NewStream as _, Nonce, StreamBE32, StreamPrimitive as _};
use chacha20poly1305::XChaCha20Poly1305;
use zeroize::Zeroizing;

use super::entropy::{Entropy, random};
use super::seal::{SealContext, SealError, SealKey};

/// Plain bytes of a piece.
pub const PIECE: usize = 65_536;
/// Bytes before the first piece.
pub const HEADER: usize = 1 + PREFIX;

const VERSION: u8 = 1;
const PREFIX: usize = 19;
const TAG: usize = 16;

type Cipher = StreamBE32<XChaCha20Poly1305>;
type Prefix = Nonce<XChaCha20Poly1305, Cipher>;

fn cipher(key: &SealKey, prefix: [u8; PREFIX]) -> Cipher {
    Cipher::new(key.bytes().into(), &Prefix::from(prefix))
}

fn wide(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// Bytes a file of `size` plain bytes takes when sealed.
pub fn sealed_size(size: u64) -> u64 {
    let tags = pieces(size).saturating_mul(wide(TAG));
    wide(HEADER).saturating_add(size).saturating_add(tags)
}

/// Pieces of a file of `size` plain bytes; an empty one has one too, which says that it is the last.
pub fn pieces(size: u64) -> u64 {
    size.div_ceil(wide(PIECE)).max(1)
}

/// Seals what is written to it and passes it on. Nothing counts until [`SealWriter::finish`].
pub struct SealWriter<W> {
    out: W,
    cipher: Cipher,
    context: Vec<u8>,
    piece: Vec<u8>,
    number: u32,
    size: u64,
}

impl<W: Write> SealWriter<W> {
    /// Begins a file. The key must be the file's own and never be used for another.
    pub fn new(
        mut out: W,
        key: &SealKey,
        context: SealContext<'_>,
        entropy: &dyn Entropy,
    ) -> io::Result<Self> {
        let prefix: [u8; PREFIX] = random(entropy);
        out.write_all(&[VERSION])?;
        out.write_all(&prefix)?;
        Ok(Self {
            out,
            cipher: cipher(key, prefix),
            context: context.bytes(),
            piece: Vec::with_capacity(PIECE + TAG),
            number: 0,
            size: 0,
        })
    }

    /// Plain bytes so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Seals the last piece; what it was written to, and the plain bytes in it.
    pub fn finish(mut self) -> io::Result<(W, u64)> {
        self.seal(true)?;
        Ok((self.out, self.size))
    }

    fn seal(&mut self, last: bool) -> io::Result<()> {
        self.cipher
            .encrypt_in_place(self.number, last, &self.context, &mut self.piece)
            .map_err(|_| io::Error::other(SealError::TooLong))?;
        self.out.write_all(&self.piece)?;
        self.piece.clear();
        self.number =
            self.number.checked_add(1).ok_or_else(|| io::Error::other(SealError::TooLong))?;
        Ok(())
    }
}

impl<W: Write> Write for SealWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.is_empty() {
            return Ok(0);
        }
        // A full piece is kept back until more follows: only then it is known not to be the last.
        if self.piece.len() == PIECE {
            self.seal(false)?;
        }
        let fits = PIECE.saturating_sub(self.piece.len()).min(bytes.len());
        let (taken, _) = bytes.split_at_checked(fits).unwrap_or((bytes, &[]));
        self.piece.extend_from_slice(taken);
        self.size = self.size.saturating_add(wide(taken.len()));
        Ok(taken.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Opens pieces of a sealed file, in any order.
pub struct SealedFile {
    cipher: Cipher,
    context: Vec<u8>,
    size: u64,
}

impl SealedFile {
    /// A file of `size` plain bytes, from its first [`HEADER`] sealed bytes.
    pub fn new(
        key: &SealKey,
        context: SealContext<'_>,
        size: u64,
        header: &[u8],
    ) -> Result<Self, SealError> {
        let Some((&VERSION, prefix)) = header.split_first() else {
            return Err(SealError::UnknownForm);
        };
        let prefix: [u8; PREFIX] = prefix.try_into().map_err(|_| SealError::UnknownForm)?;
        Ok(Self { cipher: cipher(key, prefix), context: context.bytes(), size })
    }

    /// Where pieces lie in the sealed file.
    pub fn place(&self, pieces: Range<u64>) -> Range<u64> {
        let sealed = wide(PIECE).saturating_add(wide(TAG));
        let at = |piece: u64| wide(HEADER).saturating_add(piece.saturating_mul(sealed));
        let end = sealed_size(self.size);
        at(pieces.start).min(end)..at(pieces.end).min(end)
    }

    /// Opens neighbouring pieces, of which `first` is the first.
    pub fn open(&self, first: u64, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let mut plain = Zeroizing::new(Vec::with_capacity(sealed.len()));
        let mut number = first;
        for piece in sealed.chunks(PIECE + TAG) {
            let mut buffer = Zeroizing::new(piece.to_vec());
            let position = u32::try_from(number).map_err(|_| SealError::TooLong)?;
            let last = number.saturating_add(1) == pieces(self.size);
            self.cipher
                .decrypt_in_place(position, last, &self.context, &mut *buffer)
                .map_err(|_| SealError::DoesNotFit)?;
            plain.extend_from_slice(&buffer);
            number = number.saturating_add(1);
        }
        Ok(plain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{OsEntropy, SeededEntropy};

    const HERE: SealContext<'_> = SealContext { purpose: "file", case: "case_1", entry: "file_1" };

    fn key() -> SealKey {
        SealKey::new([5; 32])
    }

    fn wide(size: usize) -> u64 {
        u64::try_from(size).unwrap()
    }

    fn narrow(place: u64) -> usize {
        usize::try_from(place).unwrap()
    }

    fn plain(size: usize) -> Vec<u8> {
        let mut bytes = vec![0; size];
        SeededEntropy::new(9).fill(&mut bytes);
        bytes
    }

    fn sealed(plain: &[u8], step: usize) -> Vec<u8> {
        let mut writer = SealWriter::new(Vec::new(), &key(), HERE, &OsEntropy).unwrap();
        for part in plain.chunks(step.max(1)) {
            writer.write_all(part).unwrap();
        }
        let (sealed, size) = writer.finish().unwrap();
        assert_eq!(size, wide(plain.len()));
        sealed
    }

    fn opened(sealed: &[u8], size: usize, context: SealContext<'_>) -> Result<Vec<u8>, SealError> {
        let file =
            SealedFile::new(&key(), context, wide(size), sealed.get(..HEADER).unwrap_or(&[]))?;
        let mut plain = Vec::new();
        for piece in 0..pieces(wide(size)) {
            let place = file.place(piece..piece + 1);
            let place = narrow(place.start)..narrow(place.end);
            let part = sealed.get(place).ok_or(SealError::DoesNotFit)?;
            plain.extend_from_slice(&file.open(piece, part)?);
        }
        Ok(plain)
    }

    #[test]
    fn every_size_around_a_piece_opens_again_however_it_was_written() {
        for size in [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 17] {
            let plain = plain(size);
            for step in [7_001, PIECE, 5 * PIECE] {
                let sealed = sealed(&plain, step);
                assert_eq!(wide(sealed.len()), sealed_size(wide(size)), "{size}");
                assert_eq!(opened(&sealed, size, HERE).unwrap(), plain, "{size} by {step}");
            }
        }
    }

    #[test]
    fn several_pieces_open_at_once_and_from_the_middle() {
        let plain = plain(4 * PIECE + 5);
        let sealed = sealed(&plain, PIECE);
        let size = wide(plain.len());
        let file = SealedFile::new(&key(), HERE, size, &sealed[..HEADER]).unwrap();
        let place = file.place(2..5);
        let part = &sealed[narrow(place.start)..narrow(place.end)];
        assert_eq!(*file.open(2, part).unwrap(), plain[2 * PIECE..]);
    }

    #[test]
    fn a_cut_file_does_not_open() {
        let plain = plain(3 * PIECE);
        let sealed = sealed(&plain, PIECE);
        // Cut at the end of a piece, with a row that says so: the last piece there is not marked as the last.
        for pieces in [1, 2] {
            let size = pieces * PIECE;
            let cut = &sealed[..narrow(sealed_size(wide(size)))];
            assert_eq!(opened(cut, size, HERE), Err(SealError::DoesNotFit), "{pieces}");
        }
        assert!(opened(&sealed[..sealed.len() - 1], plain.len(), HERE).is_err());
        assert!(opened(&sealed[..5], plain.len(), HERE).is_err());
        assert_eq!(opened(&sealed, 4 * PIECE, HERE), Err(SealError::DoesNotFit), "extended");
    }

    #[test]
    fn pieces_in_another_order_do_not_open() {
        let plain = plain(3 * PIECE);
        let sealed = sealed(&plain, PIECE);
        let piece = PIECE + TAG;
        let mut swapped = sealed.clone();
        swapped[HEADER..HEADER + piece].copy_from_slice(&sealed[HEADER + piece..][..piece]);
        swapped[HEADER + piece..][..piece].copy_from_slice(&sealed[HEADER..][..piece]);
        assert_eq!(opened(&swapped, plain.len(), HERE), Err(SealError::DoesNotFit));
        let repeated = [&sealed[..HEADER + piece], &sealed[HEADER..HEADER + 2 * piece]].concat();
        assert_eq!(opened(&repeated, plain.len(), HERE), Err(SealError::DoesNotFit));
    }

    #[test]
    fn a_file_does_not_open_in_the_place_of_another() {
        let plain = plain(PIECE + 9);
        let sealed = sealed(&plain, PIECE);
        for elsewhere in [
            SealContext { entry: "file_2", ..HERE },
            SealContext { case: "case_2", ..HERE },
            SealContext { purpose: "vault", ..HERE },
        ] {
            assert_eq!(opened(&sealed, plain.len(), elsewhere), Err(SealError::DoesNotFit));
        }
        let header = &sealed[..HEADER];
        let other = SealedFile::new(&SealKey::new([6; 32]), HERE, 1, header).unwrap();
        assert_eq!(other.open(0, &sealed[HEADER..]).unwrap_err(), SealError::DoesNotFit);
        // A piece of the same key under the header of another file of it.
        let again = tests::sealed(&plain, PIECE);
        let mixed = [header, &again[HEADER..]].concat();
        assert_eq!(opened(&mixed, plain.len(), HERE), Err(SealError::DoesNotFit));
    }

    #[test]
    fn any_changed_byte_is_noticed_and_an_unknown_form_told_apart() {
        let plain = plain(300);
        let sealed = sealed(&plain, 300);
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(opened(&changed, 300, HERE).is_err(), "byte {at}");
        }
        assert_eq!(opened(&[9; 400], 300, HERE), Err(SealError::UnknownForm));
        assert_eq!(opened(&[], 300, HERE), Err(SealError::UnknownForm));
    }
}
