//! `sipregd phone`: the settings to enter on a phone, under the names its fields have.

use crate::cli::{Args, Command, OK, Stop, common, did_you_mean, language, print};
use crate::sys::settings;
use crate::sys::sheet::{Sheet, reached_at};
use sipreg::command::Word;
use sipreg::seed::Seed;

pub(crate) const COMMAND: Command = Command {
    name: "phone",
    synopsis: "EXT [-c FILE] [--show-password]",
    about: "the settings to enter in Zoiper, Linphone, MicroSIP …",
    help: "Prints what to enter on the phone of extension EXT, first in general terms, then in the names\n\
           that the fields have in {phones}.\n\n\
           options:\n  \
             --show-password     print the password too\n  \
             -c, --config FILE   default /etc/sipregd/sipregd.conf\n\n\
           exit: 0 printed, 1 there is no such extension, 78 a file is wrong",
    run,
};

fn run(mut args: Args) -> Result<u8, Stop> {
    let (path, name, [show]) = common(&mut args, ["show-password"])?;
    let name = name
        .ok_or_else(|| Stop::Usage("Missing extension. Example: sipregd phone 1001.".to_owned()))?;
    let settings = settings::load(&path, Seed::new([0; 16]))
        .map_err(|problems| Stop::Config(problems.text(language())))?;
    let config = &settings.config;
    let extension = settings.extensions.get(name.as_bytes()).ok_or_else(|| {
        Stop::Failure(format!(
            "There is no extension {name} in {}.{} To add it: {} {}",
            config.extensions,
            did_you_mean(&name, settings.extensions.iter().map(|e| e.name()), ""),
            settings::with_path("sudo sipregd passwd --generate", &path),
            Word::operand(&name)
        ))
    })?;
    let password = match (extension.password(), show) {
        (Some(password), true) => password.to_owned(),
        (Some(_), false) => {
            format!(
                "(hidden; to see it: {} {})",
                settings::with_path("sudo sipregd phone --show-password", &path),
                Word::operand(&name)
            )
        }
        (None, _) => format!(
            "(only its hash is stored; to set another: {} {})",
            settings::with_path("sudo sipregd passwd --generate", &path),
            Word::operand(&name)
        ),
    };
    print(
        &Sheet::new(
            config,
            config.listen.address(),
            || reached_at(config),
            &name,
            &password,
        )
        .text(true),
    );
    Ok(OK)
}
