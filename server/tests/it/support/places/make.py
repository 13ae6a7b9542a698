"""Makes the two database files beside this one: pip install mmdb_writer==0.2.7, then run it here.

They are written by somebody else's writer, so that our reading of them is a test.
"""

from netaddr import IPSet
from mmdb_writer import MMDBWriter


def named(name):
    return {"names": {"en": name, "de": "nicht gefragt"}}


def place(city=None, country=None):
    entry = {"city": named(city)} if city is not None else {}
    return entry | ({"country": named(country)} if country is not None else {})


def write(file, kind, entries):
    writer = MMDBWriter(6, kind, languages=["en", "de"], description="for tests", ipv4_compatible=True)
    for network, entry in entries.items():
        writer.insert_network(IPSet([network]), entry)
    writer.to_db_file(file)


write("city.mmdb", "Test-City", {
    "192.0.2.0/25": place("Lisbon", "Portugal"),
    "192.0.2.128/25": place(country="Portugal"),
    "198.51.100.0/25": place("Utrecht"),
    "2001:db8:1::/48": place("São Paulo", "Brazil"),
    # What nobody's file should hold.
    "203.0.113.0/27": place('<script>alert(1)</script>', '"><b>&amp;'),
    "203.0.113.32/27": place("x" * 300, "Norway"),
    "203.0.113.64/27": place("Ber\nlin\u202e", "Germany\r\nBcc: x@y.test"),
    "203.0.113.96/27": {"city": "Oslo", "country": {"names": ["Norway"]}},
    "203.0.113.128/27": place("", "  "),
})
write("asn.mmdb", "Test-ASN", {"192.0.2.0/24": {"autonomous_system_number": 64496}})
