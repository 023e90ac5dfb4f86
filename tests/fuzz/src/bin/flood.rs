//! Datagrams as fast as one core sends them, from many loopback addresses, bounded in time:
//! `flood ADDRESS:PORT SECONDS KIND [SOURCES]`. Kinds: `mixed`; `register`; `proven`, a wrong password under
//! a nonce of one's own; `closed`, from sockets that are gone when the answer comes. Prints how many.

use hostile::strangers::{login, nonce_of, register};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::process::ExitCode;
use std::time::{Duration, Instant};

fn address(n: u32) -> IpAddr {
    IpAddr::V4(Ipv4Addr::from(0x7f42_0001 + n % 0x3_0000))
}

fn datagram(kind: &str, peer: SocketAddr, n: u64) -> Vec<u8> {
    let user = if n % 3 == 0 {
        format!("{}", 1001 + n % 100)
    } else {
        format!("{n:x}")
    };
    match (kind, n % 6) {
        ("register" | "closed", _) => register(peer, &user, &format!("c{n:x}"), 1, ""),
        (_, 0) => b"\r\n\r\n".to_vec(),
        (_, 1) => format!("junk {n:x} from a scanner that speaks something else altogether").into_bytes(),
        (_, 2) => format!(
            "OPTIONS sip:100@h SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z{n:x};rport\r\nFrom: \"sipvicious\"<sip:100@1.1.1.1>;tag={n:x}\r\n\
             To: \"sipvicious\"<sip:100@1.1.1.1>\r\nCall-ID: {n}\r\nCSeq: 1 OPTIONS\r\nUser-Agent: friendly-scanner\r\n\r\n"
        )
        .into_bytes(),
        (_, 3) => format!("INVITE sip:{user}@h SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z{n:x}\r\n\r\n").into_bytes(),
        _ => register(peer, &user, &format!("c{n:x}"), 1, ""),
    }
}

/// A login with a wrong password, after its challenge; whether it was answered.
fn prove(socket: &UdpSocket, peer: SocketAddr, n: u64, buffer: &mut [u8]) -> std::io::Result<()> {
    let user = format!("{}", 1001 + n % 100);
    let call_id = format!("p{n:x}");
    socket.send(&register(peer, &user, &call_id, 1, ""))?;
    let len = socket.recv(buffer)?;
    let auth = login(&user, &nonce_of(&buffer[..len]), 1, "wrong");
    socket.send(&register(peer, &user, &call_id, 2, &auth))?;
    Ok(())
}

fn run(to: SocketAddr, time: Duration, kind: &str, sources: u32) -> std::io::Result<u64> {
    let open = |n: u32| -> std::io::Result<UdpSocket> {
        let socket = UdpSocket::bind((address(n), 0))?;
        socket.connect(to)?;
        socket.set_read_timeout(Some(Duration::from_millis(20)))?;
        Ok(socket)
    };
    let kept: Vec<UdpSocket> = if kind == "closed" {
        Vec::new()
    } else {
        (0..sources).map(open).collect::<Result<_, _>>()?
    };
    let mut buffer = [0; 4096];
    let (end, mut sent) = (Instant::now() + time, 0_u64);
    while Instant::now() < end {
        for _ in 0..16 {
            if kind == "closed" {
                let socket = open((sent % u64::from(sources)) as u32)?;
                let peer = socket.local_addr()?;
                sent += u64::from(socket.send(&datagram(kind, peer, sent)).is_ok());
                continue;
            }
            let socket = &kept[(sent % u64::from(sources)) as usize];
            let peer = socket.local_addr()?;
            if kind == "proven" {
                let _ = prove(socket, peer, sent, &mut buffer);
                sent += 1;
            } else {
                // A refusal by the kernel is part of a flood.
                let _ = socket.send(&datagram(kind, peer, sent));
                sent += 1;
            }
        }
    }
    Ok(sent)
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let usage = || {
        eprintln!("usage: flood 127.0.0.1:PORT SECONDS mixed|register|proven|closed [SOURCES]");
        ExitCode::from(2)
    };
    let (Some(Ok(to)), Some(Ok(seconds)), Some(kind)) = (
        words.first().map(|w| w.parse::<SocketAddr>()),
        words.get(1).map(|w| w.parse::<u64>()),
        words.get(2),
    ) else {
        return usage();
    };
    if !to.ip().is_loopback() || !["mixed", "register", "proven", "closed"].contains(&kind.as_str())
    {
        return usage();
    }
    let sources = words
        .get(3)
        .and_then(|w| w.parse().ok())
        .unwrap_or(500_u32)
        .clamp(1, 10_000);
    match run(to, Duration::from_secs(seconds.min(600)), kind, sources) {
        Ok(sent) => {
            println!("{sent}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("flood: {error}");
            ExitCode::FAILURE
        }
    }
}
