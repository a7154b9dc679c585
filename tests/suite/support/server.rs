//! A server on 127.0.0.1 that behaves as told, well or badly.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// The server's reaction to a request.
pub enum Reply {
    /// Sends the status and headers (each with its line end), and the body with its length.
    Full(&'static str, String, Vec<u8>),
    /// Announces this length, sends these bytes and hangs up.
    Dying(usize, &'static [u8]),
    /// Sends forever, until the other side hangs up.
    Endless,
    /// Sends nothing until the other side hangs up.
    Silent,
    /// Sends something that is not HTTP.
    Nonsense,
}

/// A server on 127.0.0.1 that runs until the tests end.
pub struct Server {
    pub port: u16,
    /// The heads of all requests.
    seen: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Starts a server. `answer` gets the path, the whole head, and the number of earlier requests.
    pub fn start(answer: impl Fn(&str, &str, usize) -> Reply + Send + Sync + 'static) -> Self {
        Self::on(TcpListener::bind("127.0.0.1:0").unwrap(), answer)
    }

    /// Starts a server on the given listener.
    pub fn on(listener: TcpListener, answer: impl Fn(&str, &str, usize) -> Reply + Send + Sync + 'static) -> Self {
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (heads, answer) = (Arc::clone(&seen), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (heads, answer) = (Arc::clone(&heads), Arc::clone(&answer));
                thread::spawn(move || serve(stream, &heads, &*answer));
            }
        });
        Self { port, seen }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    pub fn heads(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

fn serve(mut stream: TcpStream, heads: &Mutex<Vec<String>>, answer: &dyn Fn(&str, &str, usize) -> Reply) {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte) {
            Ok(1) => head.push(byte[0]),
            _ => return,
        }
    }
    let head = String::from_utf8_lossy(&head).to_lowercase();
    let path = head.split(' ').nth(1).unwrap_or("/").to_owned();
    let before = {
        let mut heads = heads.lock().unwrap();
        heads.push(head.clone());
        heads.len() - 1
    };
    // The other side may be gone at any moment; that is part of the tests.
    let _ = match answer(&path, &head, before) {
        Reply::Full(status, headers, body) => {
            let length = body.len();
            write!(stream, "HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n")
                .and_then(|()| stream.write_all(&body))
        }
        Reply::Dying(length, body) => {
            write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n").and_then(|()| stream.write_all(body))
        }
        Reply::Endless => {
            let _ = write!(stream, "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nConnection: close\r\n\r\n<rss>");
            while stream.write_all(&[b'x'; 4096]).is_ok() {}
            Ok(())
        }
        Reply::Silent => stream.read(&mut byte).map(drop),
        Reply::Nonsense => stream.write_all(b"\x1b[2J220 smtp ready\r\n"),
    };
}

pub fn ok(headers: &str, body: impl Into<Vec<u8>>) -> Reply {
    Reply::Full("200 OK", headers.to_owned(), body.into())
}

pub fn to(status: &'static str, location: &str) -> Reply {
    Reply::Full(status, format!("Location: {location}\r\n"), Vec::new())
}

/// A feed of two stories.
pub const FEED: &str = "<rss version='2.0'><channel><title>News</title>\
    <item><title>One</title><link>https://example.org/1</link><description>A football story.</description></item>\
    <item><title>Two</title><link>https://example.org/2</link></item></channel></rss>";
