//! Two requests at once, on two nodes over one PostgreSQL database.
