//! A phone: what it is called, where it is, and the requests it writes.

use super::message::Message;
use md5::{Digest, Md5};
use sha2::Sha256;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, Ordering};

/// Nonces asked for; a Call-ID asked under twice would get the same nonce twice.
static ASKED: AtomicU32 = AtomicU32::new(0);

/// The realm and domain of every test.
pub(crate) const REALM: &str = "sip.example.com";

/// A phone of one extension.
#[derive(Clone, Debug)]
pub(crate) struct Phone {
    pub(crate) addr: SocketAddr,
    pub(crate) user: String,
    pub(crate) password: String,
    /// The host of Request-URI, From and To.
    pub(crate) domain: String,
    pub(crate) call_id: String,
    /// Of the next request.
    pub(crate) cseq: u32,
    /// Requests written so far; makes every branch another.
    written: u32,
}

impl Phone {
    /// Extension 1001 with the password `secret`, at 192.0.2.7:5060.
    pub(crate) fn new() -> Self {
        Self {
            addr: "192.0.2.7:5060".parse().unwrap(),
            user: "1001".to_owned(),
            password: "secret".to_owned(),
            domain: REALM.to_owned(),
            call_id: "call-1".to_owned(),
            cseq: 1,
            written: 0,
        }
    }

    pub(crate) fn of(user: &str, password: &str) -> Self {
        Self {
            user: user.to_owned(),
            password: password.to_owned(),
            call_id: format!("call-{user}"),
            ..Self::new()
        }
    }

    pub(crate) fn at(self, addr: &str) -> Self {
        let addr = addr.parse().unwrap();
        Self { addr, ..self }
    }

    /// Its Contact header.
    pub(crate) fn contact(&self) -> String {
        format!("Contact: <sip:{}@{}>", self.user, self.addr)
    }

    /// A request with these headers after CSeq. The next one has the next CSeq.
    pub(crate) fn request(&mut self, method: &str, headers: &[&str]) -> String {
        let cseq = self.cseq;
        self.cseq += 1;
        self.write(method, &self.call_id.clone(), cseq, headers)
    }

    fn write(&mut self, method: &str, call_id: &str, cseq: u32, headers: &[&str]) -> String {
        self.written += 1;
        let Self {
            addr,
            user,
            domain,
            written,
            ..
        } = self;
        let mut text = format!(
            "{method} sip:{domain} SIP/2.0\r\n\
             Via: SIP/2.0/UDP {addr};rport;branch=z9hG4bK-{user}-{written}\r\n\
             Max-Forwards: 70\r\n\
             From: <sip:{user}@{domain}>;tag=from-{user}\r\n\
             To: <sip:{user}@{domain}>\r\n\
             Call-ID: {call_id}\r\n\
             CSeq: {cseq} {method}\r\n\
             Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, NOTIFY, MESSAGE, SUBSCRIBE, INFO\r\n"
        );
        for header in headers {
            text.push_str(header);
            text.push_str("\r\n");
        }
        text + "Content-Length: 0\r\n\r\n"
    }

    /// A REGISTER without credentials under a Call-ID of its own, to be given a nonce.
    pub(crate) fn ask(&mut self) -> String {
        let call_id = format!("ask-{}", ASKED.fetch_add(1, Ordering::Relaxed));
        self.write("REGISTER", &call_id, 1, &[])
    }

    /// The answer to the first challenge of `challenge`.
    pub(crate) fn login(&self, challenge: &Message) -> Login {
        self.login_with(&challenge.nonce())
    }

    pub(crate) fn login_with(&self, nonce: &str) -> Login {
        Login {
            username: self.user.clone(),
            realm: REALM.to_owned(),
            nonce: nonce.to_owned(),
            uri: format!("sip:{}", self.domain),
            password: self.password.clone(),
            method: "REGISTER".to_owned(),
            algorithm: Some("MD5".to_owned()),
            qop: Some("auth".to_owned()),
            nc: "00000001".to_owned(),
            cnonce: "0a4f113b".to_owned(),
            hashed_username: None,
            hashed_realm: None,
            is_latin1: false,
        }
    }

    /// Asks for a nonce through `send`, then registers with it and these headers.
    pub(crate) fn register<R: AsRef<Message>>(
        &mut self,
        headers: &[&str],
        mut send: impl FnMut(&str) -> R,
    ) -> R {
        let asked = send(&self.ask());
        let authorization = self.login(asked.as_ref()).header();
        let mut all = headers.to_vec();
        all.push(&authorization);
        let request = self.request("REGISTER", &all);
        send(&request)
    }
}

/// What goes into an Authorization header, and what is hashed for it.
#[derive(Clone, Debug)]
pub(crate) struct Login {
    pub(crate) username: String,
    pub(crate) realm: String,
    pub(crate) nonce: String,
    pub(crate) uri: String,
    pub(crate) password: String,
    pub(crate) method: String,
    /// `None`: left out, which means MD5.
    pub(crate) algorithm: Option<String>,
    /// `None`: the form of RFC 2069.
    pub(crate) qop: Option<String>,
    pub(crate) nc: String,
    pub(crate) cnonce: String,
    /// What is hashed instead of what is written.
    pub(crate) hashed_username: Option<String>,
    pub(crate) hashed_realm: Option<String>,
    /// Letters beyond ASCII are hashed in one byte each, as old phones do.
    pub(crate) is_latin1: bool,
}

impl Login {
    fn hash(&self, text: impl AsRef<[u8]>) -> String {
        match self.algorithm.as_deref() {
            Some("SHA-256") => hex(&Sha256::digest(text)),
            _ => hex(&Md5::digest(text)),
        }
    }

    /// RFC 7616 §3.4.1.
    pub(crate) fn response(&self) -> String {
        let username = self.hashed_username.as_ref().unwrap_or(&self.username);
        let realm = self.hashed_realm.as_ref().unwrap_or(&self.realm);
        let password = match self.is_latin1 {
            true => self.password.chars().map(|c| c as u8).collect(),
            false => self.password.clone().into_bytes(),
        };
        let ha1 = self.hash([format!("{username}:{realm}:").into_bytes(), password].concat());
        let ha2 = self.hash(format!("{}:{}", self.method, self.uri));
        let Self {
            nonce, nc, cnonce, ..
        } = self;
        match &self.qop {
            Some(qop) => self.hash(format!("{ha1}:{nonce}:{nc}:{cnonce}:{qop}:{ha2}")),
            None => self.hash(format!("{ha1}:{nonce}:{ha2}")),
        }
    }

    /// The whole header line.
    pub(crate) fn header(&self) -> String {
        let Self {
            username,
            realm,
            nonce,
            uri,
            nc,
            cnonce,
            ..
        } = self;
        let mut line = format!(
            "Authorization: Digest username=\"{username}\", realm=\"{realm}\", nonce=\"{nonce}\", \
             uri=\"{uri}\", response=\"{}\"",
            self.response()
        );
        if let Some(algorithm) = &self.algorithm {
            line.push_str(&format!(", algorithm={algorithm}"));
        }
        if let Some(qop) = &self.qop {
            line.push_str(&format!(", qop={qop}, nc={nc}, cnonce=\"{cnonce}\""));
        }
        line
    }
}

/// H(user:realm:password) as htdigest writes it.
pub(crate) fn ha1(user: &str, password: &str) -> String {
    hex(&Md5::digest(format!("{user}:{REALM}:{password}")))
}

/// The same with SHA-256.
pub(crate) fn ha1_sha256(user: &str, password: &str) -> String {
    hex(&Sha256::digest(format!("{user}:{REALM}:{password}")))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
