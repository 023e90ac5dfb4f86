//! The same extensions written for each server.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

pub const FIRST: u64 = 100_000;
pub const PASSWORD: &str = "pw{}";

pub fn password(name: u64) -> String {
    PASSWORD.replace("{}", &name.to_string())
}

/// The extensions file of sipregd: `name password`.
pub fn write_extensions(count: u64, out: &mut dyn Write) -> io::Result<()> {
    for name in FIRST..FIRST + count {
        writeln!(out, "{name} {}", password(name))?;
    }
    Ok(())
}

/// A db_text folder from which Kamailio's htable is filled at start.
pub fn write_db_text(count: u64, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    fs::write(
        folder.join("version"),
        "table_name(string) table_version(int)\npw:2\n",
    )?;
    let mut table = BufWriter::new(fs::File::create(folder.join("pw"))?);
    writeln!(
        table,
        "key_name(string) key_type(int) value_type(int) key_value(string) expires(int)"
    )?;
    for name in FIRST..FIRST + count {
        writeln!(table, "{name}:0:0:{}:0", password(name))?;
    }
    table.flush()
}
