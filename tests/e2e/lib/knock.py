#!/usr/bin/env python3
"""Asks a registered phone whether it can be reached: knock.py FROM-ADDRESS INTERFACE TO-ADDRESS:PORT USER

Sends an OPTIONS as a proxy on this server would, from port 5060, which the registrar holds: so by a raw socket,
and the answer is looked for on the wire. Exit 0: the phone answered.
"""

import secrets
import socket
import struct
import sys
import time

source, interface, target, user = sys.argv[1:]
host, port = target.rsplit(":", 1)
call_id = secrets.token_hex(12)
message = (
    f"OPTIONS sip:{user}@{target} SIP/2.0\r\n"
    f"Via: SIP/2.0/UDP {source}:5060;rport;branch=z9hG4bK{secrets.token_hex(8)}\r\n"
    f"Max-Forwards: 70\r\nFrom: <sip:knock@{source}>;tag=1\r\nTo: <sip:{user}@{target}>\r\n"
    f"Call-ID: {call_id}\r\nCSeq: 1 OPTIONS\r\nContact: <sip:knock@{source}:5060>\r\nContent-Length: 0\r\n\r\n"
).encode()

wire = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(0x0800))
wire.bind((interface, 0))
raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_UDP)
raw.bind((source, 0))
raw.sendto(struct.pack("!HHHH", 5060, int(port), 8 + len(message), 0) + message, (host, 0))
end = time.monotonic() + 2
while (left := end - time.monotonic()) > 0:
    wire.settimeout(left)
    try:
        packet = wire.recv(65535)
    except socket.timeout:
        break
    if b"SIP/2.0 " in packet[:60] and call_id.encode() in packet and packet[12:16] == socket.inet_aton(host):
        sys.exit(0)
sys.exit(1)
