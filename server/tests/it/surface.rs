//! The tests that are made from the surface matrix.
