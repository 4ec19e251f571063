//! A file's bytes as text: hashed, decoded, and every line ended by one line feed.
//!
//! **Invariant:** memory does not grow with the file: what is held is one piece of it, or the few
//! first pieces in which the header is looked for.

use std::io::{self, BufRead, Read};

use encoding_rs::{CoderResult, Decoder};
use sha2::{Digest as _, Sha256};

use crate::ledger::Digest;
use crate::reading::inspection::Encoding;

/// Bytes read at a time.
const PIECE: usize = 16 * 1024;
/// What follows the last line of a body, so that a quotation mark that is never closed is seen to
/// swallow it. No body holds it: one with a NUL is no text.
const END: &[u8] = b"\n\0\n";
/// The same, where the body's last line has no line break.
const CUT_END: &[u8] = b"\n\0c\n";

/// How a file ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// With a line break.
    LineBreak,
    /// In the middle of a line.
    MidLine,
}

/// A body as decoded text, closed by an end mark.
pub(super) struct Text<R> {
    body: R,
    hash: Sha256,
    decoder: Decoder,
    piece: Vec<u8>,
    decoded: Vec<u8>,
    start: usize,
    after_return: bool,
    line_open: bool,
    ended: bool,
}

impl<R: Read> Text<R> {
    pub(super) fn new(body: R, encoding: Encoding) -> Self {
        Self {
            body,
            hash: Sha256::new(),
            decoder: encoding.decoder(),
            piece: vec![0; PIECE],
            decoded: Vec::new(),
            start: 0,
            after_return: false,
            line_open: false,
            ended: false,
        }
    }

    /// The first so many bytes of the text, or all of it, without consuming them.
    pub(super) fn look_ahead(&mut self, bytes: usize) -> io::Result<&[u8]> {
        while self.decoded.len() - self.start < bytes && !self.ended {
            self.read_piece()?;
        }
        Ok(self.rest())
    }

    /// How the body ends, if nothing but the end mark is left.
    pub(super) fn ending(&mut self) -> io::Result<Option<Ending>> {
        Ok(match self.fill_buf()? {
            [0, b'c', ..] => Some(Ending::MidLine),
            [0, ..] => Some(Ending::LineBreak),
            _ => None,
        })
    }

    /// Reads what is left of the body and gives the digest of all of it.
    pub(super) fn finish(mut self) -> io::Result<Digest> {
        while let Some(read) = self.read_bytes()? {
            self.hash.update(self.piece.get(..read).unwrap_or(&[]));
        }
        Ok(Digest::from_bytes(self.hash.finalize().into()))
    }

    fn rest(&self) -> &[u8] {
        self.decoded.get(self.start..).unwrap_or(&[])
    }

    /// Reads the next bytes of the body; `None` at its end.
    fn read_bytes(&mut self) -> io::Result<Option<usize>> {
        loop {
            match self.body.read(&mut self.piece) {
                Ok(0) => return Ok(None),
                Ok(read) => return Ok(Some(read)),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn read_piece(&mut self) -> io::Result<()> {
        if self.start == self.decoded.len() {
            self.decoded.clear();
            self.start = 0;
        }
        let read = self.read_bytes()?;
        self.decode(read.unwrap_or(0), read.is_none());
        if read.is_none() {
            self.ended = true;
            self.decoded
                .extend_from_slice(if self.line_open { CUT_END } else { END });
        }
        Ok(())
    }

    fn decode(&mut self, read: usize, last: bool) {
        let mut bytes = self.piece.get(..read).unwrap_or(&[]);
        self.hash.update(bytes);
        let from = self.decoded.len();
        let mut end = from;
        loop {
            let room = self.decoder.max_utf8_buffer_length(bytes.len());
            self.decoded.resize(end + room.unwrap_or(PIECE), 0);
            let free = self.decoded.get_mut(end..).unwrap_or(&mut []);
            let (result, taken, written, _) = self.decoder.decode_to_utf8(bytes, free, last);
            bytes = bytes.get(taken..).unwrap_or(&[]);
            end += written;
            if result == CoderResult::InputEmpty {
                break;
            }
        }
        self.decoded.truncate(end);
        self.end_lines(from);
    }

    /// Ends every line from `from` on by one line feed.
    fn end_lines(&mut self, from: usize) {
        let mut kept = from;
        for place in from..self.decoded.len() {
            let Some(&byte) = self.decoded.get(place) else {
                break;
            };
            let second = byte == b'\n' && self.after_return;
            self.after_return = byte == b'\r';
            if second {
                continue;
            }
            let byte = if byte == b'\r' { b'\n' } else { byte };
            self.line_open = byte != b'\n';
            if let Some(slot) = self.decoded.get_mut(kept) {
                *slot = byte;
            }
            kept += 1;
        }
        self.decoded.truncate(kept);
    }
}

impl<R: Read> Read for Text<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

impl<R: Read> BufRead for Text<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.look_ahead(1)
    }

    fn consume(&mut self, bytes: usize) {
        self.start = self.decoded.len().min(self.start + bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8], encoding: Encoding) -> String {
        let mut read = String::new();
        Text::new(bytes, encoding)
            .read_to_string(&mut read)
            .unwrap();
        read
    }

    #[test]
    fn every_line_ends_with_one_line_feed() {
        for (sent, read) in [
            ("a\r\nb\rc\n\r\nd\r", "a\nb\nc\n\nd\n\n\0\n"),
            ("a\r\rb", "a\n\nb\n\0c\n"),
            ("", "\n\0\n"),
        ] {
            assert_eq!(text(sent.as_bytes(), Encoding::Utf8), read, "{sent:?}");
        }
    }

    #[test]
    fn every_encoding_becomes_the_same_text() {
        let utf16 = |order: fn(u16) -> [u8; 2]| -> Vec<u8> {
            "\u{feff}£1\n".encode_utf16().flat_map(order).collect()
        };
        for (bytes, encoding) in [
            ("£1\n".as_bytes().to_vec(), Encoding::Utf8),
            ("\u{feff}£1\n".as_bytes().to_vec(), Encoding::Utf8),
            (b"\xa31\n".to_vec(), Encoding::Windows1252),
            (utf16(u16::to_le_bytes), Encoding::Utf16Le),
            (utf16(u16::to_be_bytes), Encoding::Utf16Be),
        ] {
            assert_eq!(text(&bytes, encoding), "£1\n\n\0\n", "{encoding:?}");
        }
    }

    #[test]
    fn a_body_that_was_not_read_to_its_end_is_hashed_whole() {
        let body = vec![b'x'; 5 * PIECE];
        let mut text = Text::new(body.as_slice(), Encoding::Utf8);
        text.look_ahead(10).unwrap();
        assert_eq!(text.finish().unwrap(), crate::keys::sha256(&body));
    }
}
