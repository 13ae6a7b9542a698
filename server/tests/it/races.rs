//! Two at once: on one node, on two, and with the order of things forced.

mod in_parallel;
mod interleaved;
mod processes;
