//! What is left when something ends in the middle.

mod activation;
mod faults;
mod refusals;
mod throttles;
