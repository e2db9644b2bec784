/** Never reachable: this host, its neighbors, cloud metadata, everything that is not the public internet. */
export const NOT_PUBLIC = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/3',
]
/** From a desktop these would be spam. */
export const MAIL_PORTS = [25, 465, 587]
