//! A database that is away is told quickly, and used again when it is back.

use std::io;
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::channel;
use std::sync::{Arc, Barrier};
use std::time::{Duration, Instant};

use diesel::RunQueryDsl;

use super::{TestStore, at, number, statement};
use crate::{Store, StoreError, settings};

fn put(store: &Store, key: &'static str) -> Result<(), StoreError> {
    store.write(move |tx| settings::put(tx, key, "v", at(0)))
}

fn is_away<T: std::fmt::Debug>(result: &Result<T, StoreError>) {
    assert!(matches!(result, Err(StoreError::Unavailable(_))), "{result:?}");
}

#[test]
fn a_server_that_is_away_is_told_quickly_and_used_when_it_comes() {
    let Some(test) = super::postgres() else {
        return;
    };
    let front = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = front.local_addr().unwrap();
    drop(front);
    let mut url = url::Url::parse(&test.url).unwrap();
    let server = (url.host_str().unwrap().to_owned(), url.port().unwrap_or(5432));
    url.set_port(Some(address.port())).unwrap();

    let store = Store::open(url.as_str(), 2).unwrap();
    let begun = Instant::now();
    is_away(&put(&store, "a"));
    let read = store.read(|tx| settings::get(tx, "a"));
    assert!(read.as_ref().unwrap_err().to_string().contains("refused"), "{read:?}");
    is_away(&read);
    assert!(begun.elapsed() < Duration::from_secs(8));

    let front = TcpListener::bind(address).unwrap();
    std::thread::spawn(move || {
        for client in front.incoming() {
            let (client, upstream) = (client.unwrap(), TcpStream::connect(&server).unwrap());
            pipe(&client, &upstream);
            pipe(&upstream, &client);
        }
    });
    let back = Instant::now();
    while put(&store, "a").is_err() {
        assert!(back.elapsed() < Duration::from_secs(10), "it did not recover");
    }
}

fn pipe(from: &TcpStream, to: &TcpStream) {
    let (mut from, mut to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
    std::thread::spawn(move || io::copy(&mut from, &mut to));
}

#[test]
fn connections_that_died_in_the_pool_are_replaced_unnoticed() {
    let Some(test) = super::postgres() else {
        return;
    };
    // Fill the pool, so that all connections are known to it and idle.
    let meet = Arc::new(Barrier::new(8));
    let readers: Vec<_> = (0..8)
        .map(|_| {
            let (store, meet) = (test.store.clone(), Arc::clone(&meet));
            std::thread::spawn(move || {
                store.read(|tx| {
                    let found = settings::get(tx, "a");
                    meet.wait();
                    found
                })
            })
        })
        .collect();
    for reader in readers {
        assert_eq!(reader.join().unwrap(), Ok(None));
    }
    let mut admin = test.store.connect_apart().unwrap();
    let killed: i64 = diesel::select(diesel::dsl::sql::<diesel::sql_types::BigInt>(
        "(SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE \
         application_name = current_setting('application_name') AND pid <> pg_backend_pid())",
    ))
    .get_result(&mut admin.db)
    .unwrap();
    assert_eq!(killed, 8);
    put(&test.store, "a").unwrap();
    assert_eq!(test.read(|tx| number(tx, COUNT)), 1);
}

#[test]
fn a_lost_connection_in_the_middle_stores_nothing_and_is_told() {
    let Some(test) = super::postgres() else {
        return;
    };
    let result = test.store.write(|tx| {
        settings::put(tx, "a", "v", at(0))?;
        statement(tx, "SELECT pg_terminate_backend(pg_backend_pid())")?;
        settings::put(tx, "b", "v", at(0))
    });
    is_away(&result);
    assert_eq!(test.read(|tx| number(tx, COUNT)), 0);
    put(&test.store, "c").unwrap();
}

const COUNT: &str = "SELECT count(*) AS value FROM settings";

#[test]
fn a_file_locked_by_another_process_is_told_and_used_when_free() {
    let test = super::sqlite();
    let mut other = test.store.connect_apart().unwrap();
    crate::connection::begin_write(&mut other.db).unwrap();
    let begun = Instant::now();
    is_away(&put(&test.store, "a"));
    assert!(begun.elapsed() < Duration::from_secs(5));
    assert_eq!(test.store.read(|tx| settings::get(tx, "a")), Ok(None), "readers go on");
    drop(other);
    put(&test.store, "a").unwrap();
}

#[test]
fn a_full_disk_fails_the_whole_group_and_the_next_one_works() {
    let test = super::sqlite();
    let (release, held) = channel::<()>();
    let store = test.store.clone();
    let innocent = std::thread::spawn(move || {
        store.write(move |tx| {
            held.recv().unwrap();
            settings::put(tx, "innocent", "v", at(0))
        })
    });
    std::thread::sleep(Duration::from_millis(100));
    let store = test.store.clone();
    let greedy = std::thread::spawn(move || {
        store.write(|tx| {
            statement(tx, "PRAGMA max_page_count = 1")?;
            let big = "x".repeat(1 << 20);
            settings::put(tx, "greedy", &big, at(0))
        })
    });
    std::thread::sleep(Duration::from_millis(100));
    release.send(()).unwrap();
    let full = Err(StoreError::Unavailable("the disk is full".to_owned()));
    assert_eq!(greedy.join().unwrap(), full);
    assert_eq!(innocent.join().unwrap(), full, "answered although its group was lost");
    assert_eq!(test.read(|tx| number(tx, COUNT)), 0);
    put(&test.store, "after").unwrap();
    assert_eq!(test.read(|tx| number(tx, COUNT)), 1);
}

#[test]
fn a_folder_that_is_missing_is_told_at_once() {
    let TestStore { url, .. } = &super::sqlite();
    let missing = url.replace("test.db", "missing/test.db");
    is_away(&Store::open(&missing, 1).map(drop));
}
