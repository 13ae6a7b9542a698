//! Anything malformed gets a 4xx with a sentence and changes nothing.
