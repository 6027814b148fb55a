//! What is taken and what is not: kinds, pictures, sizes, the scanner, rows.

use serde_json::json;

use super::*;

/// The text that scanners find for tests, put together so that this file is not found itself.
const EICAR: &[u8] =
    concat!(r"X5O!P%@AP[4\PZX54(P^)7CC)7}$", "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*").as_bytes();

/// The smallest picture there is, with a comment only its taker should know.
fn png(width: u32, height: u32, note: &[u8]) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut chunk = |kind: &[u8; 4], data: &[u8]| {
        bytes.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
        bytes.extend(kind);
        bytes.extend(data);
        let mut all = kind.to_vec();
        all.extend(data);
        bytes.extend(crc32(&all).to_be_bytes());
    };
    let mut header = [width.to_be_bytes(), height.to_be_bytes()].concat();
    header.extend([8, 2, 0, 0, 0]);
    chunk(b"IHDR", &header);
    chunk(b"tEXt", note);
    chunk(b"IDAT", &[0x78, 0x9c, 0x63, 0, 0, 0, 4, 0, 1]);
    chunk(b"IEND", &[]);
    bytes
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 }
        })
    };
    !bytes.iter().fold(!0, step)
}

fn jpeg(note: &[u8]) -> Vec<u8> {
    let segment = |marker: u8, data: &[u8]| {
        let length = u16::try_from(data.len() + 2).unwrap().to_be_bytes();
        [&[0xFF, marker], &length[..], data].concat()
    };
    let exif = [&b"Exif\0\0"[..], note].concat();
    let size = [8, 0, 16, 0, 16, 1, 1, 0x11, 0];
    let mut bytes = vec![0xFF, 0xD8];
    for (marker, data) in [
        (0xE0, &b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"[..]),
        (0xE1, &exif),
        (0xFE, note),
        (0xC0, &size),
        (0xDA, &[1, 1, 0, 0, 63, 0]),
    ] {
        bytes.extend(segment(marker, data));
    }
    bytes.extend([1, 2, 3, 0xFF, 0xD9]);
    bytes
}

#[test]
fn what_is_not_what_it_says_is_refused() {
    let wanted = Wanted::new();
    let zip = b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0";
    for (name, bytes) in [
        ("passport.exe", &b"MZ\x90\0"[..]),
        ("passport", PDF),
        ("scan.zip", zip),
        ("scan.pdf", zip),
        ("scan.jpg", PDF),
        ("scan.svg", b"<svg onload=alert(1)>"),
        ("scan.html", b"<html>"),
        ("scan.pdf", b"<html><script>alert(1)</script>"),
        ("scan.png", b"\x89PNG broken"),
        ("scan.pdf", b""),
        ("notes.txt", b"hello"),
        ("movie.gif", b"GIF89a\x01\0\x01\0"),
    ] {
        let why = wanted.evidence(name, bytes).unwrap_err();
        assert!(why.contains("choose it again") || why.contains("Choose another"), "{name}: {why}");
    }
    assert!(wanted.rows().is_empty(), "something was kept");
    for (name, bytes) in [
        ("page.txt", &b"  <!DOCTYPE html><script>"[..]),
        ("picture.txt", b"<svg xmlns='x'>"),
        ("run.txt", b"#!/bin/sh"),
        ("binary.csv", b"a,b\n\0\x01"),
        ("latin.txt", b"caf\xe9 au lait, and more text after it"),
        ("notes.docm", zip),
        ("rows.json", b"{}"),
    ] {
        assert!(wanted.take(FilePurpose::Result, name, bytes).is_err(), "{name}");
    }
    for (name, bytes) in
        [("notes.txt", "Grüße\n".as_bytes()), ("list.csv", b"a,b\n1,2\n"), ("all.zip", zip)]
    {
        wanted.take(FilePurpose::Result, name, bytes).unwrap_or_else(|why| panic!("{name}: {why}"));
    }
}

#[test]
fn pictures_lose_what_stands_beside_them_and_huge_ones_are_refused() {
    let wanted = Wanted::new();
    for (name, bytes) in
        [("a.png", png(1, 1, b"CANARY gps 52.5")), ("b.jpg", jpeg(b"CANARY gps 52.5"))]
    {
        let found = |bytes: &[u8]| bytes.windows(6).any(|part| part == b"CANARY");
        assert!(found(&bytes));
        let file = wanted.evidence(name, &bytes).unwrap();
        wanted.give(&file);
        let kept = wanted.content(&file.id);
        assert!(!found(&kept), "{name} kept its note");
        assert!(kept.len() > 20);
        let as_found = wanted.take(FilePurpose::Result, name, &bytes).unwrap();
        assert_eq!(as_found.kind.as_str(), name.rsplit('.').next().unwrap());
    }
    let why = wanted.evidence("bomb.png", &png(60_000, 60_000, b"")).unwrap_err();
    assert!(why.contains("too many pixels"), "{why}");
}

/// Sends zeros for ever, after a beginning.
struct Endless<'a>(&'a [u8], u64);

impl Read for Endless<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if !self.0.is_empty() {
            return self.0.read(into);
        }
        into.fill(b' ');
        self.1 += u64::try_from(into.len()).unwrap();
        Ok(into.len())
    }
}

#[test]
fn sizes_are_bounded_for_each_file_and_each_case() {
    let mut wanted = Wanted::new();
    wanted.set(|settings| {
        settings.files.given_megabytes = 1;
        settings.files.given_case_megabytes = 2;
    });
    let incoming =
        Incoming { purpose: FilePurpose::Evidence, task: None, name: "x.pdf".to_owned() };
    let mut endless = Endless(PDF, 0);
    let told = receive(&wanted.desk.deps, &wanted.case, &incoming, &mut endless);
    assert!(
        matches!(told, Err(ServiceError::Fields(errors)) if errors["file"].contains("larger than 1 MB"))
    );
    assert!(endless.1 < 2_500_000, "{} bytes were read of a file that is refused", endless.1);
    assert!(wanted.rows().is_empty());
    let mut large = PDF.to_vec();
    large.resize(1_000_000, b' ');
    for _ in 0..3 {
        wanted.give(&wanted.evidence("x.pdf", &large).unwrap());
    }
    let why = wanted.evidence("x.pdf", &large).unwrap_err();
    assert!(why.contains("2 MB"), "{why}");
    // What systems find is counted apart.
    wanted.take(FilePurpose::Result, "x.pdf", &large).unwrap();
}

/// A file in whose middle others arrive.
struct Meanwhile<'a, F: FnMut()>(&'a [u8], F);

impl<F: FnMut()> Read for Meanwhile<'_, F> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.0.read(into)?;
        if read > 0 && self.0.is_empty() {
            (self.1)();
        }
        Ok(read)
    }
}

#[test]
fn files_that_come_at_the_same_moment_share_the_room_there_is() {
    let mut wanted = Wanted::new();
    wanted.set(|settings| {
        settings.files.given_megabytes = 2;
        settings.files.given_case_megabytes = 2;
    });
    let mut large = PDF.to_vec();
    large.resize(1_500_000, b' ');
    let mut others = Vec::new();
    let mut slow = Meanwhile(&large, || {
        others.extend((0..2).map(|_| wanted.evidence("x.pdf", &large).unwrap()));
    });
    let incoming =
        Incoming { purpose: FilePurpose::Evidence, task: None, name: "x.pdf".to_owned() };
    let told = receive(&wanted.desk.deps, &wanted.case, &incoming, &mut slow);
    let full = |errors: &domain::intake::FieldErrors| errors["file"].contains("2 MB");
    assert!(matches!(&told, Err(ServiceError::Fields(errors)) if full(errors)), "{told:?}");
    assert_eq!((others.len(), wanted.rows().len()), (2, 2), "what had no room was taken back");
}

#[test]
fn the_scanner_sees_every_file_and_nothing_is_taken_without_it() {
    let mut wanted = Wanted::new();
    let address = scanner(EICAR, 3);
    wanted.set(|settings| settings.files.clamd = Some(address));
    wanted.evidence("x.pdf", PDF).unwrap();
    let inside = [b"%PDF-1.7\n", EICAR].concat();
    let why = wanted.evidence("x.pdf", &inside).unwrap_err();
    assert!(why.contains("harmful"), "{why}");
    let why = wanted.take(FilePurpose::Result, "x.txt", EICAR).unwrap_err();
    assert!(why.contains("harmful"), "{why}");
    assert_eq!(wanted.rows().len(), 1);
    wanted.set(|settings| settings.files.clamd = Some("unix:/nowhere/clamd.ctl".to_owned()));
    let why = wanted.evidence("x.pdf", PDF).unwrap_err();
    assert!(why.contains("scanner cannot be reached") && why.contains("still here"), "{why}");
    assert_eq!(wanted.rows().len(), 1);
}

#[test]
fn rows_must_be_about_this_request() {
    let wanted = Wanted::new();
    let rows = |subject: &str| {
        json!({ "schema": records::SCHEMA, "subject": subject, "title": "Orders",
            "fields": { "day": "Day" }, "records": [{ "day": "x" }] })
        .to_string()
    };
    let own = rows(wanted.case.reference.as_str());
    wanted.take(FilePurpose::Result, "orders.json", own.as_bytes()).unwrap();
    let why = wanted
        .take(FilePurpose::Result, "orders.json", rows("DSR-2026-999999").as_bytes())
        .unwrap_err();
    assert!(why.contains("Look whose data this is"), "{why}");
}

#[test]
fn what_is_two_things_at_once_is_kept_as_one_or_not_at_all() {
    let wanted = Wanted::new();
    let archive = b"PK\x03\x04CANARY-archive";
    let holds = |bytes: &[u8]| bytes.windows(6).any(|part| part == b"CANARY");
    for (name, picture) in [("a.png", png(1, 1, b"x")), ("b.jpg", jpeg(b"x"))] {
        let both = [&picture[..], archive].concat();
        assert!(holds(&both));
        let file = wanted.evidence(name, &both).unwrap_or_else(|why| panic!("{name}: {why}"));
        wanted.give(&file);
        assert!(!holds(&wanted.content(&file.id)), "{name} kept the archive at its end");
    }
    let page = b"<html><script>alert(1)</script>";
    for (name, bytes) in [
        ("page.pdf", [&page[..], PDF].concat()),
        ("page.png", [&page[..], &png(1, 1, b"")].concat()),
        ("archive.pdf", [archive, PDF].concat()),
        ("picture.pdf", jpeg(b"x")),
    ] {
        assert!(wanted.evidence(name, &bytes).is_err(), "{name}");
    }
    for start in [
        "<svg xmlns='x' onload='alert(1)'/>",
        "\u{feff}<!DOCTYPE svg>",
        "<?xml version='1.0'?><svg/>",
    ] {
        for name in ["a.txt", "a.csv", "a.eml", "a.svg", "a.html", "a.xml"] {
            assert!(wanted.take(FilePurpose::Result, name, start.as_bytes()).is_err(), "{name}");
        }
    }
}
