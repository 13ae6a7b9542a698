//! Random sequences of every verb on one account (DESIGN 4 and 5): by its owner, and by
//! somebody who has her password only, her mailbox only, codes that are over, or a session
//! whose proofs are stale. That one follows every row of the surface matrix.
//!
//! After each step: the intruder holds no full session and has changed no factor, no address
//! and nothing of the second door, but for what `by_mail` lists link by link. What the owner
//! asks for is done exactly when a plain model says so. At the end of each sequence the owner
//! walks every way back that there is, and password and mailbox alone find none.

mod by_mail;
mod doors;
mod facts;
mod intruder;
mod links;
mod owner;
mod reference;
mod sequences;
mod steps;
mod way_back;
mod ways;
mod world;
