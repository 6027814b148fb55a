//! The real server with a handler that panics: a page without its words, and the desk goes on.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, mpsc};

use crate::testing::TestDesk;

/// Asks and reads until the server closes the connection.
fn ask(address: SocketAddr, path: &str) -> String {
    let mut wire = TcpStream::connect(address).unwrap();
    write!(wire, "GET {path} HTTP/1.1\r\nHost: desk\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    wire.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn a_handler_that_panics_gives_the_fault_page_and_the_server_lives_on() {
    let desk = TestDesk::new();
    let mut deps = desk.deps.clone();
    let mut settings = (*deps.settings).clone();
    settings.server.listen = "127.0.0.1:0".parse().unwrap();
    // One thread: the one that panicked is the one that must answer again.
    settings.server.workers = 1;
    deps.settings = Arc::new(settings);
    let (sender, receiver) = mpsc::channel();
    let thread = std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let server = super::build(deps).unwrap();
            sender.send((server.handle(), server.address())).unwrap();
            server.run().await.unwrap();
        });
    });
    let (handle, address) = receiver.recv().unwrap();
    for _ in 0..3 {
        let page = ask(address, "/panics");
        assert!(page.starts_with("HTTP/1.1 500 "), "{page}");
        assert!(page.contains("Something went wrong on our side"), "{page}");
        assert!(page.contains("content-security-policy:"), "{page}");
        let problem = ask(address, "/api/v1/panics");
        assert!(problem.contains("application/problem+json"), "{problem}");
        assert!(problem.contains("\"code\":\"internal\""), "{problem}");
        for answer in [page, problem] {
            assert!(!answer.contains("secret") && !answer.contains("routes.rs"), "{answer}");
        }
        assert!(ask(address, "/healthz").starts_with("HTTP/1.1 200 "));
    }
    actix_web::rt::System::new().block_on(handle.stop(false));
    thread.join().unwrap();
}
