//! Writes the seeds and words of every target for cargo fuzz: `seeds FOLDER`.

use hostile::{TARGETS, dictionary, seeds};
use std::io;
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(folder) = std::env::args().nth(1) else {
        eprintln!("usage: seeds FOLDER");
        return ExitCode::from(2);
    };
    match TARGETS
        .iter()
        .try_for_each(|(name, _)| write(Path::new(&folder), name))
    {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cannot write the seeds in {folder}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn write(folder: &Path, name: &str) -> io::Result<()> {
    let corpus = folder.join(name);
    std::fs::create_dir_all(&corpus)?;
    for (i, seed) in seeds(name).iter().enumerate() {
        std::fs::write(corpus.join(format!("seed-{i:03}")), seed)?;
    }
    let mut words = String::new();
    for word in dictionary(name) {
        let quoted: String = word.iter().map(|b| format!("\\x{b:02x}")).collect();
        words.push_str(&format!("\"{quoted}\"\n"));
    }
    std::fs::write(folder.join(format!("{name}.dict")), words)
}
