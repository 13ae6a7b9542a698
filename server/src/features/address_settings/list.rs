//! The noun: an account's addresses, and what may become of each.

use super::refusal::Refusal;
use crate::features::accounts::Address;
use crate::platform::mail::EmailAddress;

/// The most addresses an account can add up to.
pub(super) const ADDRESSES_MAX: usize = 10;

/// Reads what was typed. Spaces around it are forgiven.
pub(super) fn parse(typed: &str) -> Result<EmailAddress, Refusal> {
    match typed.trim_matches(|c: char| c.is_ascii_whitespace()) {
        "" => Err(Refusal::AddressMissing),
        text => EmailAddress::parse(text).map_err(Refusal::NotAnAddress),
    }
}

/// Whether the account may add this one.
pub(super) fn may_add(list: &[Address], new: &EmailAddress) -> Result<(), Refusal> {
    if list.iter().any(|address| address.folded == new.folded()) {
        return Err(Refusal::Listed);
    }
    if list.len() >= ADDRESSES_MAX { Err(Refusal::TooMany) } else { Ok(()) }
}

/// The address of that name in the list.
pub(super) fn find<'a>(list: &'a [Address], id: &str) -> Result<&'a Address, Refusal> {
    list.iter().find(|address| address.id.as_str() == id).ok_or(Refusal::Gone)
}

/// The address, if it waits to be confirmed.
pub(super) fn may_confirm<'a>(list: &'a [Address], id: &str) -> Result<&'a Address, Refusal> {
    let address = find(list, id)?;
    if address.confirmed_at.is_some() { Err(Refusal::IsConfirmed) } else { Ok(address) }
}

/// The address, if it may become the primary one.
pub(super) fn may_become_primary<'a>(list: &'a [Address], id: &str) -> Result<&'a Address, Refusal> {
    let address = find(list, id)?;
    match (address.confirmed_at, address.is_primary) {
        (None, _) => Err(Refusal::NotConfirmed),
        (_, true) => Err(Refusal::IsPrimary),
        _ => Ok(address),
    }
}

/// The address, if it may go: another one must be the primary, and a confirmed one stay.
pub(super) fn may_remove<'a>(list: &'a [Address], id: &str) -> Result<&'a Address, Refusal> {
    let address = find(list, id)?;
    let confirmed = list.iter().filter(|address| address.confirmed_at.is_some()).count();
    match (address.is_primary, address.confirmed_at) {
        (true, _) => Err(Refusal::PrimaryStays),
        (_, Some(_)) if confirmed <= 1 => Err(Refusal::LastStays),
        _ => Ok(address),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::accounts::AddressId;
    use crate::platform::clock::Timestamp;
    use crate::platform::entropy::SystemEntropy;

    fn address(typed: &str, is_primary: bool, is_confirmed: bool) -> Address {
        let now = Timestamp::from_micros(0);
        Address {
            id: AddressId::fresh(now, &SystemEntropy),
            address: typed.to_owned(),
            folded: EmailAddress::parse(typed).map(|read| read.folded().to_owned()).unwrap_or_default(),
            is_primary,
            confirmed_at: is_confirmed.then_some(now),
        }
    }

    fn decided<T>(result: Result<T, Refusal>) -> Result<(), Refusal> {
        result.map(drop)
    }

    #[test]
    fn the_last_confirmed_one_stays_though_it_is_not_the_primary() {
        let list = [address("a@x.test", true, false), address("b@x.test", false, true)];
        assert_eq!(decided(may_remove(&list, list[0].id.as_str())), Err(Refusal::PrimaryStays));
        assert_eq!(decided(may_remove(&list, list[1].id.as_str())), Err(Refusal::LastStays));
        let list =
            [address("a@x.test", true, true), address("b@x.test", false, true), address("c@x.test", false, false)];
        assert_eq!(decided(may_remove(&list, list[0].id.as_str())), Err(Refusal::PrimaryStays));
        assert_eq!(decided(may_remove(&list, list[1].id.as_str())), Ok(()));
        assert_eq!(decided(may_remove(&list, list[2].id.as_str())), Ok(()));
        assert_eq!(decided(may_remove(&list, "no-such-id")), Err(Refusal::Gone));
    }

    #[test]
    fn only_another_confirmed_one_becomes_the_primary() {
        let list =
            [address("a@x.test", true, true), address("b@x.test", false, true), address("c@x.test", false, false)];
        assert_eq!(decided(may_become_primary(&list, list[0].id.as_str())), Err(Refusal::IsPrimary));
        assert_eq!(decided(may_become_primary(&list, list[1].id.as_str())), Ok(()));
        assert_eq!(decided(may_become_primary(&list, list[2].id.as_str())), Err(Refusal::NotConfirmed));
    }

    #[test]
    fn an_account_has_an_address_once_and_ten_at_most() {
        let mut list = vec![address("a@x.test", true, true)];
        let same = EmailAddress::parse("A@X.TEST").unwrap_or_else(|_| unreachable!());
        let other = EmailAddress::parse("b@x.test").unwrap_or_else(|_| unreachable!());
        assert_eq!(may_add(&list, &same), Err(Refusal::Listed));
        while list.len() < ADDRESSES_MAX {
            assert_eq!(may_add(&list, &other), Ok(()));
            list.push(address(&format!("n{}@x.test", list.len()), false, false));
        }
        assert_eq!(may_add(&list, &other), Err(Refusal::TooMany));
    }
}
