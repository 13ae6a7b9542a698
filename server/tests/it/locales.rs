//! Every word comes from `locales/`, and no word there is unused.
