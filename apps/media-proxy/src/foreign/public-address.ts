import ipaddr from 'ipaddr.js'

/** Addresses in IPv6's global unicast range with other uses: other protocols, tunnels, documentation. */
const SPECIAL_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'].map((range) =>
  ipaddr.IPv6.parseCIDR(range),
)
const GLOBAL_V6 = ipaddr.IPv6.parseCIDR('2000::/3')

/** IPv4 ranges that the library does not know as special: 6to4 relays (RFC 7526) and AS112. */
const SPECIAL_V4 = ['192.88.99.0/24', '192.31.196.0/24', '192.52.193.0/24', '192.175.48.0/24'].map((range) =>
  ipaddr.IPv4.parseCIDR(range),
)

/**
 * Whether an address belongs to the public internet, and not to this machine, a private network, a link, a provider's
 * internal network (100.64/10), a test network, a multicast group, or another address in disguise (mapped, NAT64,
 * 6to4).
 */
export const isPublicAddress = (text: string): boolean => {
  if (!ipaddr.isValid(text)) return false
  const address = ipaddr.parse(text)
  if (address instanceof ipaddr.IPv4)
    return address.range() === 'unicast' && !SPECIAL_V4.some((range) => address.match(range))
  return (
    address.range() === 'unicast' &&
    address.match(GLOBAL_V6) &&
    !SPECIAL_V6.some((range) => address.match(range))
  )
}
