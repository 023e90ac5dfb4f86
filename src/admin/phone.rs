//! `sipregd phone`: the sheet of settings to type into a phone, in the names its fields have.

use crate::cli::{Args, Command, OK, Stop, common, print};
use crate::sys::address;
use crate::sys::settings;
use sipreg::config::Config;
use sipreg::seed::Seed;
use std::net::SocketAddr;

pub(crate) const COMMAND: Command = Command {
    name: "phone",
    synopsis: "EXT [-c FILE] [--show-password]",
    about: "the sheet of settings to type into Zoiper, Linphone, MicroSIP …",
    help: "Prints what to type into the phone of extension EXT, first in general terms, then in the names\n\
           that the fields have in Zoiper, Linphone, MicroSIP and Grandstream.\n\n\
           options:\n  \
             --show-password     print the password too\n  \
             -c, --config FILE   default /etc/sipregd/sipregd.conf\n\n\
           exit: 0 printed, 1 there is no such extension, 78 a file is wrong",
    run,
};

fn run(mut args: Args) -> Result<u8, Stop> {
    let (path, name, [show]) = common(&mut args, ["show-password"])?;
    let name = name
        .ok_or_else(|| Stop::Usage("Which extension? Such as: sipregd phone 1001.".to_owned()))?;
    let settings = settings::load(&path, Seed::new([0; 16]))
        .map_err(|problems| Stop::Config(problems.text()))?;
    let config = &settings.config;
    let extension = settings.extensions.get(name.as_bytes()).ok_or_else(|| {
        Stop::Failure(format!(
            "There is no extension {name} in {}. To add it: sudo sipregd passwd {name} --generate",
            config.extensions
        ))
    })?;
    let password = match (extension.password(), show) {
        (Some(password), true) => password.to_owned(),
        (Some(_), false) => {
            format!("(hidden; to see it: sudo sipregd phone {name} --show-password)")
        }
        (None, _) => format!(
            "(only its hash is stored; to set another: sudo sipregd passwd {name} --generate)"
        ),
    };
    print(&Sheet::new(config, config.listen, &name, &password).text(true));
    Ok(OK)
}

/// Everything a phone must be told.
pub(crate) struct Sheet {
    domain: String,
    /// What to know about the domain, if anything.
    remark: Option<String>,
    user: String,
    password: String,
    port: u16,
    expires: u32,
}

impl Sheet {
    /// The sheet of extension `user` of a server that listens on `listen`.
    pub(crate) fn new(config: &Config, listen: SocketAddr, user: &str, password: &str) -> Self {
        let realm = config.realm.as_str();
        let address = address::reachable(listen);
        let (domain, remark) = if address::resolves(realm) {
            (realm.to_owned(), None)
        } else {
            let remark = format!(
                "The realm {realm} is not a name that this machine can find, so the address of this machine is given \
                 instead. If it stands behind a provider's address translation, give the phone the public address."
            );
            (address.to_string(), Some(remark))
        };
        Self {
            domain,
            remark,
            user: user.to_owned(),
            password: password.to_owned(),
            port: listen.port(),
            expires: config.default_expires,
        }
    }

    /// The domain with the port where it is not the usual one, for phones without a field for it.
    fn server(&self) -> String {
        let host = if self.domain.contains(':') {
            format!("[{}]", self.domain)
        } else {
            self.domain.clone()
        };
        if self.port == 5060 {
            host
        } else {
            format!("{host}:{}", self.port)
        }
    }

    /// The sheet as `Label: value` lines; with `phones`, also field by field for some phones.
    pub(crate) fn text(&self, phones: bool) -> String {
        let Self {
            domain,
            user,
            password,
            port,
            expires,
            ..
        } = self;
        let mut text = format!(
            "Domain: {domain}\nUser: {user}\nPassword: {password}\nPort: {port}\nTransport: UDP\nSTUN: off\nExpires: {expires}\n"
        );
        if let Some(remark) = &self.remark {
            text.push_str(&format!("Note: {remark}\n"));
        }
        if !phones {
            return text;
        }
        let server = self.server();
        let expires = expires.to_string();
        let sheets: [(&str, &[(&str, &str)]); 4] = [
            (
                "Zoiper",
                &[
                    ("Account type", "SIP"),
                    ("Domain", &server),
                    ("Username", user),
                    ("Password", password),
                    ("Authentication user", "(empty)"),
                    ("Outbound proxy", "(empty)"),
                    ("Transport", "UDP"),
                    ("Use STUN", "off"),
                    ("Registration expiry", &expires),
                ],
            ),
            (
                "Linphone",
                &[
                    ("Username", user),
                    ("User ID (Auth ID)", "(empty)"),
                    ("Password", password),
                    ("Domain", &server),
                    ("Transport", "UDP"),
                    ("STUN/ICE", "off"),
                    ("Expire", &expires),
                ],
            ),
            (
                "MicroSIP",
                &[
                    ("SIP server", &server),
                    ("SIP proxy", "(empty)"),
                    ("Username", user),
                    ("Domain", &server),
                    ("Login", "(empty)"),
                    ("Password", password),
                    ("Transport", "UDP"),
                    ("Use STUN", "off"),
                ],
            ),
            (
                "Grandstream",
                &[
                    ("Primary SIP Server", &server),
                    ("SIP User ID", user),
                    ("Authenticate ID", user),
                    ("Authenticate Password", password),
                    ("SIP Transport", "UDP"),
                    ("NAT Traversal", "Keep-Alive"),
                    ("Use Random Port", "No"),
                ],
            ),
        ];
        for (phone, fields) in sheets {
            text.push_str(&format!("\n{phone}\n"));
            for (label, value) in fields {
                text.push_str(&format!("  {label}: {value}\n"));
            }
        }
        text
    }
}
