//! `vestibule user …`, with a running server and without.
