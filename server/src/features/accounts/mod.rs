//! The account: its name, its addresses, its state, and the row that is the lock.
//!
//! Every verb that opens a session or changes how an account is reached begins with
//! [`lock`]: one conditional `UPDATE` of the account's row. Two such verbs on one
//! account therefore follow each other, on both engines and from several nodes.

mod account;
mod address_store;
mod lock;
mod login;
mod names;
mod store;
mod username;

pub use account::{Account, AccountId, Address, AddressId, Epoch, FormerAddress, Freeze, Role, State};
pub use address_store::{
    add_address, confirm_address, forget_former, former_addresses, keep_former, make_primary, notice_addresses,
    remove_address, restore_address,
};
pub use lock::{Locked, freeze_of, lock, lock_in_any_epoch};
pub use login::Login;
pub use names::{claim_name, extend_name, release_names, reserve_name};
pub use store::{
    ADDRESSES_MAX, active, addresses, addresses_now, confirmed_addresses, exists_administrator, find, find_by_address,
    find_by_id, insert, insert_address, is_address_confirmed, list, of_row, set_role, set_state,
};
pub use username::{CHARS_MAX as USERNAME_CHARS_MAX, CHARS_MIN as USERNAME_CHARS_MIN, NotAName, Username};
