//! The first pass over an upload: its digest, its size, and whether it is text at all.

use std::io::{self, Read};

use encoding_rs::{Decoder, DecoderResult};
use sha2::{Digest as _, Sha256};

use crate::ledger::Digest;
use crate::limits::UPLOAD_BYTES;

/// Bytes read at a time.
const PIECE: usize = 16 * 1024;
/// Bytes at the start by which other kinds of file are known.
const MAGIC: usize = 8;

/// What the first pass says of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inspection {
    /// SHA-256 of the bytes; of those that were read, where the file is too large.
    pub content: Digest,
    /// How many bytes there are; of a file that is too large, how many were read.
    pub bytes: u64,
    /// The encoding.
    pub encoding: Encoding,
    /// What kind of file it is.
    pub form: ContentForm,
}

/// How a file's text is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with a byte order mark or without.
    Utf8,
    /// UTF-16, little end first, with its byte order mark.
    Utf16Le,
    /// UTF-16, big end first, with its byte order mark.
    Utf16Be,
    /// Windows-1252: whatever is no Unicode.
    Windows1252,
}

/// What kind of file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentForm {
    /// It shows nothing.
    Empty,
    /// Text.
    Text,
    /// A workbook, or another archive.
    Spreadsheet,
    /// No text: a PDF, a picture.
    Other,
    /// It is larger than an upload may be.
    TooLarge,
    /// It is not text in the encoding that its byte order mark claims.
    Broken,
}

impl Encoding {
    /// Its name.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le | Self::Utf16Be => "UTF-16",
            Self::Windows1252 => "Windows-1252",
        }
    }

    /// What turns it into text, without the byte order mark.
    pub(super) fn decoder(self) -> Decoder {
        match self {
            Self::Utf8 => encoding_rs::UTF_8,
            Self::Utf16Le => encoding_rs::UTF_16LE,
            Self::Utf16Be => encoding_rs::UTF_16BE,
            Self::Windows1252 => encoding_rs::WINDOWS_1252,
        }
        .new_decoder_with_bom_removal()
    }

    fn claimed(start: &[u8]) -> Option<Self> {
        match start {
            [0xef, 0xbb, 0xbf, ..] => Some(Self::Utf8),
            [0xff, 0xfe, ..] => Some(Self::Utf16Le),
            [0xfe, 0xff, ..] => Some(Self::Utf16Be),
            _ => None,
        }
    }
}

/// Reads a file once, to know what it is before it is read as a return. Reading stops soon after
/// the largest size that an upload may have.
///
/// # Errors
///
/// When the body cannot be read.
pub fn inspect(body: &mut dyn Read) -> io::Result<Inspection> {
    let mut seen = Seen::default();
    let mut piece = vec![0; PIECE];
    loop {
        let read = match body.read(&mut piece) {
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        seen.take(piece.get(..read).unwrap_or(&[]));
        if read == 0 || seen.bytes > UPLOAD_BYTES {
            return Ok(seen.conclude());
        }
    }
}

/// What was seen of a file so far.
#[derive(Default)]
struct Seen {
    hash: Sha256,
    bytes: u64,
    /// The first few bytes, kept back until there are enough to tell.
    start: Vec<u8>,
    claimed: Option<Encoding>,
    text: Option<Decoder>,
    scratch: String,
    malformed: bool,
    nul: bool,
    shows: bool,
}

impl Seen {
    fn take(&mut self, bytes: &[u8]) {
        self.hash.update(bytes);
        self.bytes += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if self.text.is_some() {
            self.decode(bytes, false);
            return;
        }
        self.start.extend_from_slice(bytes);
        if self.start.len() >= MAGIC {
            self.begin();
        }
    }

    fn begin(&mut self) {
        self.claimed = Encoding::claimed(&self.start);
        self.text = Some(self.claimed.unwrap_or(Encoding::Utf8).decoder());
        let start = std::mem::take(&mut self.start);
        self.decode(&start, false);
        self.start = start;
        self.start.truncate(MAGIC);
    }

    /// Looks at the text of `bytes`. What is malformed UTF-8 is looked at as bytes: of the others
    /// that matter here, NUL and white space, every one is the same in Windows-1252.
    fn decode(&mut self, mut bytes: &[u8], last: bool) {
        let Some(decoder) = self.text.as_mut() else {
            return;
        };
        // Half of every character of UTF-16 may be zero.
        let bytewise = matches!(self.claimed, None | Some(Encoding::Utf8));
        if self.malformed {
            self.nul |= bytewise && bytes.contains(&0);
            return;
        }
        loop {
            self.scratch.clear();
            self.scratch
                .reserve(decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(PIECE));
            let (result, taken) =
                decoder.decode_to_string_without_replacement(bytes, &mut self.scratch, last);
            self.nul |= self.scratch.contains('\0');
            self.shows |= !self.scratch.chars().all(crate::values::shows_nothing);
            bytes = bytes.get(taken..).unwrap_or(&[]);
            match result {
                DecoderResult::InputEmpty => return,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(_, _) => {
                    // A character cut in two at the very end is a file cut off, not another code.
                    let cut = last && bytewise;
                    self.malformed = !cut;
                    self.shows = true;
                    self.nul |= bytewise && bytes.contains(&0);
                    return;
                }
            }
        }
    }

    fn conclude(mut self) -> Inspection {
        if self.text.is_none() {
            self.begin();
        }
        self.decode(&[], true);
        let encoding = match self.claimed {
            Some(claimed) => claimed,
            None if self.malformed => Encoding::Windows1252,
            None => Encoding::Utf8,
        };
        Inspection {
            content: Digest::from_bytes(self.hash.clone().finalize().into()),
            bytes: self.bytes,
            encoding,
            form: self.form(),
        }
    }

    fn form(&self) -> ContentForm {
        if self.bytes > UPLOAD_BYTES {
            return ContentForm::TooLarge;
        }
        match self.start.as_slice() {
            [b'P', b'K', 3 | 5, 4 | 6, ..] | [0xd0, 0xcf, 0x11, 0xe0, ..] => {
                ContentForm::Spreadsheet
            }
            [b'%', b'P', b'D', b'F', ..] => ContentForm::Other,
            _ if self.nul => ContentForm::Other,
            _ if self.malformed && self.claimed.is_some() => ContentForm::Broken,
            _ if !self.shows => ContentForm::Empty,
            _ => ContentForm::Text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[track_caller]
    fn assert_known(bytes: &[u8], encoding: Encoding, form: ContentForm) {
        let inspection = inspect(&mut &*bytes).unwrap();
        let start = &bytes[..bytes.len().min(16)];
        assert_eq!(
            (inspection.encoding, inspection.form),
            (encoding, form),
            "{start:?}"
        );
        assert_eq!(inspection.content, crate::keys::sha256(bytes));
        assert_eq!(usize::try_from(inspection.bytes), Ok(bytes.len()));
    }

    #[test]
    fn text_is_known_by_its_encoding() {
        let long = format!("{}é", "a,b\n".repeat(20_000));
        let cut = &long.as_bytes()[..long.len() - 1];
        let marked_and_cut = [b"\xef\xbb\xbf", cut].concat();
        let little = utf16("\u{feff}a,b");
        for (bytes, encoding) in [
            (b"a".as_slice(), Encoding::Utf8),
            (b"a,b\n1,2\n", Encoding::Utf8),
            (long.as_bytes(), Encoding::Utf8),
            (cut, Encoding::Utf8),
            (&marked_and_cut, Encoding::Utf8),
            (b"a,\xa35\n1,2", Encoding::Windows1252),
            (b"a\xa3", Encoding::Windows1252),
            (&little, Encoding::Utf16Le),
            (b"\xfe\xff\0a\0,", Encoding::Utf16Be),
        ] {
            assert_known(bytes, encoding, ContentForm::Text);
        }
        for broken in [b"\xff\xfea\0,".as_slice(), b"\xff\xfe\0\xd8a\0"] {
            assert_known(broken, Encoding::Utf16Le, ContentForm::Broken);
        }
        assert_known(
            b"\xef\xbb\xbfa,\xa3 1\n",
            Encoding::Utf8,
            ContentForm::Broken,
        );
    }

    #[test]
    fn a_file_that_is_no_text_is_known_for_what_it_is() {
        let unmarked = utf16("a,b\n1,2\n");
        for (bytes, encoding, form) in [
            (b"".as_slice(), Encoding::Utf8, ContentForm::Empty),
            (b" \r\n\xef\xbb\xbf", Encoding::Utf8, ContentForm::Empty),
            (b"\xef\xbb\xbf", Encoding::Utf8, ContentForm::Empty),
            (
                &utf16("\u{feff} \r\n"),
                Encoding::Utf16Le,
                ContentForm::Empty,
            ),
            (
                b"PK\x03\x04 and so on",
                Encoding::Utf8,
                ContentForm::Spreadsheet,
            ),
            (
                b"\xd0\xcf\x11\xe0\xa1\xb1",
                Encoding::Windows1252,
                ContentForm::Spreadsheet,
            ),
            (
                b"%PDF-1.7\n%\xe2\xe3",
                Encoding::Windows1252,
                ContentForm::Other,
            ),
            (b"a,b\n1,\0\n", Encoding::Utf8, ContentForm::Other),
            (b"a,\xa3\n1,\0\n", Encoding::Windows1252, ContentForm::Other),
            (&unmarked, Encoding::Utf8, ContentForm::Other),
        ] {
            assert_known(bytes, encoding, form);
        }
    }

    #[test]
    fn reading_stops_soon_after_the_largest_size() {
        let inspection = inspect(&mut io::repeat(b'a')).unwrap();
        assert_eq!(inspection.form, ContentForm::TooLarge);
        assert!(inspection.bytes < UPLOAD_BYTES + 1024 * 1024);
        let whole = inspect(&mut io::repeat(b'a').take(UPLOAD_BYTES)).unwrap();
        assert_eq!(whole.form, ContentForm::Text);
    }
}
