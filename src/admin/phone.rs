//! `sipregd phone`: the settings to enter on a phone, under the names its fields have.

use crate::cli::{Args, OK, Stop, common, did_you_mean, language, print};
use crate::sys::settings;
use crate::sys::sheet::{Sheet, reached_at};
use crate::text::{Say, sheet as words, usage};

pub(crate) fn run(mut args: Args) -> Result<u8, Stop> {
    let (path, name, [show]) = common(&mut args, ["show-password"])?;
    let name =
        name.ok_or_else(|| Stop::Usage(usage::MISSING_EXTENSION.with("command", "phone")))?;
    let settings =
        settings::read(&path).map_err(|problems| Stop::Config(problems.told(language())))?;
    let config = &settings.config;
    let add = settings::with_path("sudo sipregd passwd --generate", &path);
    let extension = settings.extensions.get(name.as_bytes()).ok_or_else(|| {
        let names = settings.extensions.iter().map(|e| e.name());
        Stop::Failure(
            usage::NO_EXTENSION_ADD
                .with("name", &name)
                .with("file", &config.extensions)
                .with("hint", did_you_mean(&name, names, ""))
                .with("add", &add),
        )
    })?;
    // Why it is not shown is said once.
    let shown = extension.password().filter(|_| show);
    let by_phone = shown.map_or_else(|| words::SEE_ABOVE.say(), Say::verbatim);
    let password = match (extension.password(), show) {
        (Some(password), true) => Say::verbatim(password),
        (Some(_), false) => {
            let show = settings::with_path("sudo sipregd phone --show-password", &path);
            words::HIDDEN.with("name", &name).with("command", show)
        }
        (None, _) => words::HASHED.with("name", &name).with("command", add),
    };
    let sheet = Sheet {
        config,
        listen: config.listen.address(),
        user: &name,
        password,
        by_phone: Some(by_phone),
    };
    print(&sheet.text(|| reached_at(config), language()));
    Ok(OK)
}
