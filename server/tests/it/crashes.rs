//! kill -9 in the middle: the old state or the new one, never half.
