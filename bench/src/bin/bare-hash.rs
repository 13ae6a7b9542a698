//! Argon2id and nothing else: for each number on standard input so many hashes, all
//! in the same memory, then a line.

use std::io::{BufRead, Write};

use argon2::{Algorithm, Argon2, Block, Params, Version};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let params = Params::default();
    let mut arena = vec![Block::default(); params.block_count()];
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut out = [0; 32];
    for line in std::io::stdin().lock().lines() {
        for _ in 0..line?.trim().parse::<u32>()? {
            let done =
                argon2.hash_password_into_with_memory(b"quiet river lantern harbour", &[7; 16], &mut out, &mut arena);
            done.map_err(|error| error.to_string())?;
        }
        writeln!(std::io::stdout(), "done")?;
    }
    Ok(())
}
